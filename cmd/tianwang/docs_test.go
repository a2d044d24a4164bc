package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// documents are those that show people commands, relative to the root of the repository.
func documents(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "README.zh-CN.md", "CONTRIBUTING.md"}
	for _, pattern := range []string{"*.md", filepath.Join("tasks", "*.md"), filepath.Join("zh", "*.md")} {
		guides, err := filepath.Glob(filepath.Join(repository, "docs", "guide", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range guides {
			found = append(found, strings.TrimPrefix(g, repository+string(filepath.Separator)))
		}
	}
	return found
}

// repository is its root, seen from this folder.
var repository = filepath.Join("..", "..")

// commandBlocks returns the blocks of a page that are for a shell.
func commandBlocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, page))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, m := range regexp.MustCompile("(?sm)^```(?:sh|bash|console)\n(.*?)^```").FindAllSubmatch(text, -1) {
		blocks = append(blocks, string(m[1]))
	}
	return blocks
}

// recorder makes a shell write down what it would run. There is nothing else that it could run: its PATH is empty.
const recorder = `set -eu
exec 3>&1
record() { printf '%s\037' "$@" >&3; printf '\036' >&3; }
tianwang() { record tianwang "$@"; }
curl() { record curl "$@"; }
make() { record make "$@"; }
go() { record go "$@"; }
python3() { record python3 "$@"; }
docker() { record docker "$@"; }
install() { record install "$@"; }
systemctl() { record systemctl "$@"; }
useradd() { record useradd "$@"; }
sudo() { shift 2; "$@"; }
alias() { :; }
`

// recorded returns the commands of a block, as a shell reads them.
func recorded(t *testing.T, block string) [][]string {
	t.Helper()
	sh := exec.Command("/bin/sh")
	sh.Dir = t.TempDir()
	sh.Env = []string{"PATH=" + sh.Dir}
	for _, m := range regexp.MustCompile(`<\s*([\w.]+)`).FindAllStringSubmatch(block, -1) { // what it reads must be there
		if err := os.WriteFile(filepath.Join(sh.Dir, m[1]), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sh.Stdin = strings.NewReader(recorder + block)
	var stderr bytes.Buffer
	sh.Stderr = &stderr
	out, err := sh.Output()
	if err != nil {
		t.Fatalf("%v: %s\n%s", err, stderr.String(), block)
	}
	var all [][]string
	for c := range strings.SplitSeq(strings.TrimSuffix(string(out), "\036"), "\036") {
		all = append(all, strings.Split(strings.TrimSuffix(c, "\037"), "\037"))
	}
	return all
}

// TestDocs_CommandsExist reads every command that README and guides show with the program's own tree of commands: one
// that does not exist, or does not take these flags and arguments, fails. TestReadme (with the
// tag e2e) runs those of README.
func TestDocs_CommandsExist(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(repository, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	p := &program{stdin: strings.NewReader(""), out: io.Discard, errOut: io.Discard}
	node := p.nodeTree()
	read := 0
	for _, page := range documents(t) {
		for _, block := range commandBlocks(t, page) {
			for _, c := range recorded(t, block) {
				read++
				switch {
				case c[0] == "make":
					if len(c) > 1 && !regexp.MustCompile("(?m)^"+regexp.QuoteMeta(c[1])+":").Match(makefile) {
						t.Errorf("%s: make has no target %s", page, c[1])
					}
				case c[0] == "tianwang" && len(c) > 1 && c[1] == "node":
					checkCall(t, page, node, c[2:])
				case c[0] == "tianwang":
					// Flags remember what they were given, so that each call needs a tree of its own.
					checkCall(t, page, (&program{}).rootCommand(), c[1:])
				}
			}
		}
	}
	if read < 50 {
		t.Errorf("only %d commands were found", read)
	}
}

// checkCall wants a tree of commands to accept a call, without running it.
func checkCall(t *testing.T, page string, tree *cobra.Command, args []string) {
	t.Helper()
	call := strings.Join(args, " ")
	cmd, rest, err := tree.Find(args)
	if err != nil {
		t.Errorf("%s: %q: %v", page, call, err)
		return
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Errorf("%s: %q: %v", page, call, err)
		return
	}
	positional := cmd.Flags().Args()
	if cmd.HasSubCommands() && len(positional) > 0 {
		t.Errorf("%s: %q: there is no command %q", page, call, positional[0])
		return
	}
	if help, _ := cmd.Flags().GetBool("help"); help {
		return
	}
	if err := cmd.ValidateArgs(positional); err != nil {
		t.Errorf("%s: %q: %v", page, call, err)
	}
	if err := cmd.ValidateRequiredFlags(); err != nil {
		t.Errorf("%s: %q: %v", page, call, err)
	}
}
