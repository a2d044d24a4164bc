package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var updateGuide = flag.Bool("update-guide", false, "rewrite the generated part of the guide")

// guideMark separates what people wrote in the guide from what is generated.
const guideMark = "## Reference\n"

// TestGuide wants the reference in the guide to be that of the program. Rewrite it with
//
//	go test ./cmd/tianwang -run 'TestGuide$' -update-guide
func TestGuide(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "guide", "cli.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	written, _, _ := strings.Cut(string(data), guideMark)
	want := written + reference()
	if *updateGuide {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("the guide is not that of the program; run go test ./cmd/tianwang -run 'TestGuide$' -update-guide\n%s", diff)
	}
}

// TestGuide_Statuses wants every code in the table of statuses, with its status.
func TestGuide_Statuses(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", "cli.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []code{
		codeInternal, codeInterrupted, codeUsage, codeCancelled, codeDiffers, codeRefused, codeNotFound, codeNoNode, codeUnknown,
		codeNotIncluded, codeKey, codePassword, codeUpgrade,
	} {
		found := false
		for l := range strings.Lines(string(data)) {
			found = found || strings.HasPrefix(l, fmt.Sprintf("| %d |", (&failure{Code: c}).status())) && strings.Contains(l, "`"+string(c)+"`")
		}
		if !found {
			t.Errorf("no row of the table has %s with status %d", c, (&failure{Code: c}).status())
		}
	}
}

// TestCommands_HaveHelp wants a summary and an example of every command.
func TestCommands_HaveHelp(t *testing.T) {
	t.Parallel()
	walk((&program{}).rootCommand(), func(c *cobra.Command) {
		switch {
		case c.Short == "" || strings.HasSuffix(c.Short, "."):
			t.Errorf("%s: a summary without full stop is needed, it has %q", c.CommandPath(), c.Short)
		case c.HasSubCommands():
		case !strings.Contains(c.Example, c.CommandPath()):
			t.Errorf("%s: its example does not show it: %q", c.CommandPath(), c.Example)
		case c.Args == nil && !c.DisableFlagParsing:
			t.Errorf("%s: its arguments are not checked", c.CommandPath())
		}
	})
}

// walk visits a command and those below it, by name.
func walk(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		walk(sub, visit)
	}
}

// reference returns the generated part of the guide.
func reference() string {
	root := (&program{}).rootCommand()
	var b strings.Builder
	b.WriteString(guideMark + "\nGenerated from the program; `go test ./cmd/tianwang -run 'TestGuide$' -update-guide` rewrites it. Every command takes these flags:\n\n")
	flagTable(&b, root.PersistentFlags())
	walk(root, func(c *cobra.Command) {
		if c == root {
			return
		}
		level := strings.Repeat("#", 2+strings.Count(c.CommandPath(), " "))
		if c.HasSubCommands() && c.Example == "" {
			fmt.Fprintf(&b, "\n%s %s\n\n%s.\n", level, c.CommandPath(), c.Short)
			return
		}
		about := c.Long
		if about == "" {
			about = c.Short + "."
		}
		fmt.Fprintf(&b, "\n%s %s\n\n%s\n\n```sh\n%s\n```\n", level, strings.TrimSuffix(c.UseLine(), " [flags]"), about, c.Example)
		if c.LocalNonPersistentFlags().HasAvailableFlags() {
			b.WriteString("\n")
			flagTable(&b, c.LocalNonPersistentFlags())
		}
	})
	return b.String()
}

// flagTable writes a table of flags.
func flagTable(b *strings.Builder, set *pflag.FlagSet) {
	b.WriteString("| flag | value | meaning |\n| --- | --- | --- |\n")
	set.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		if f.Name == "help" {
			return
		}
		if d := f.DefValue; d != "" && d != "false" && d != "0" && d != "[]" {
			usage += fmt.Sprintf(" (default %s)", d)
		}
		fmt.Fprintf(b, "| `--%s` | %s | %s |\n", f.Name, value, strings.ReplaceAll(usage, "|", `\|`))
	})
}
