package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tianwang-net/tianwang/neuron/observe"
)

// sharedSettings are the flags of every command that the file of a daemon has too, with the variables that they have
// everywhere.
var sharedSettings = map[string]string{
	"node": "TIANWANG_NODE", "wallets": "TIANWANG_WALLETS", "wallet": "", "hotkey": "", "password-file": "TIANWANG_PASSWORD_FILE",
}

// configFlag names the file, and cannot be in it.
const configFlag = "config"

// withSettings lets a daemon take its flags from a file as well, and from the environment: a flag counts most, then a
// variable, then the file. It adds the command that writes the file, in which every flag is a key with its meaning.
func (p *program) withSettings(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().String(configFlag, "", "file with settings, as "+cmd.Name()+" init writes it (TIANWANG_CONFIG)")
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := p.layer(cmd); err != nil {
			return err
		}
		return run(cmd, args)
	}
	cmd.AddCommand(p.settingsInitCommand(cmd))
	return cmd
}

// settingsOf are the flags of a daemon that its file has, by name.
func settingsOf(cmd *cobra.Command) (out []*pflag.Flag) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != configFlag && f.Name != "help" && (cmd.LocalNonPersistentFlags().Lookup(f.Name) != nil || isShared(f.Name)) {
			out = append(out, f)
		}
	})
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
		if isShared(f.Name) && !slices.Contains(out, f) {
			out = append(out, f)
		}
	})
	slices.SortFunc(out, func(a, b *pflag.Flag) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func isShared(name string) bool { _, ok := sharedSettings[name]; return ok }

// keyOf is the name of a flag in a file.
func keyOf(f *pflag.Flag) string { return strings.ReplaceAll(f.Name, "-", "_") }

// variableOf is the variable of a flag; those that every command has keep theirs.
func variableOf(cmd *cobra.Command, f *pflag.Flag) string {
	switch own := sharedSettings[f.Name]; {
	case own != "":
		return own
	case f.Name == "state":
		return "TIANWANG_STATE"
	}
	return "TIANWANG_" + strings.ToUpper(cmd.Name()+"_"+keyOf(f))
}

// layer sets the flags that were not given from the environment or from the file.
func (p *program) layer(cmd *cobra.Command) error {
	values, file, err := p.settingsFile(cmd)
	if err != nil {
		return err
	}
	for _, f := range settingsOf(cmd) {
		value, inFile := values[keyOf(f)]
		delete(values, keyOf(f))
		if f.Changed {
			continue
		}
		if text, ok := p.lookup(variableOf(cmd, f)); ok && text != "" {
			if err := setFlag(cmd, f, text); err != nil {
				return usage("variable %s: %v", variableOf(cmd, f), err)
			}
			continue
		}
		if !inFile {
			continue
		}
		if err := setFlag(cmd, f, value); err != nil {
			return usage("%s: %s: %v", file, keyOf(f), err)
		}
	}
	for key := range values {
		return withHint(usage("%s: there is no setting %q", file, key), "see all: tianwang %s init", cmd.Name())
	}
	return nil
}

// settingsFile reads the file that the flag or the environment names, if any.
func (p *program) settingsFile(cmd *cobra.Command) (values map[string]any, file string, err error) {
	if file, err = cmd.Flags().GetString(configFlag); err != nil {
		return nil, "", err
	}
	if v, _ := p.lookup("TIANWANG_CONFIG"); file == "" {
		file = v
	}
	if file == "" {
		return nil, "", nil
	}
	text, err := os.ReadFile(file) // #nosec G304 -- the user's own
	if err != nil {
		return nil, file, usage("settings: %v", err)
	}
	if err := toml.Unmarshal(text, &values); err != nil {
		return nil, file, usage("%s: %v", file, err)
	}
	return values, file, nil
}

// setFlag gives a flag a value of the environment or of a file.
func setFlag(cmd *cobra.Command, f *pflag.Flag, value any) error {
	if list, ok := value.([]any); ok {
		var texts []string
		for _, v := range list {
			texts = append(texts, fmt.Sprint(v))
		}
		value = strings.Join(texts, ",")
	}
	if _, ok := value.(map[string]any); ok {
		return errors.New("a value is needed, not a table")
	}
	if err := f.Value.Set(fmt.Sprint(value)); err != nil {
		return err
	}
	f.Changed = true
	return nil
}

func (p *program) settingsInitCommand(of *cobra.Command) *cobra.Command {
	file := of.Name() + ".toml"
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a file with all settings of a " + of.Name(),
		Long: `Write a file with every setting and what it means, for --config. Flags that are given are set in it; the others stay as
comments with their defaults. Without --config the file is ` + file + ` in this folder. A file that is there is not replaced.`,
		Example: "tianwang " + of.Name() + " init --netuid 2 --config /etc/tianwang/" + file,
		Args:    exactly(),
	}
	cmd.Flags().AddFlagSet(of.LocalNonPersistentFlags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		name, err := cmd.Flags().GetString(configFlag)
		if err != nil {
			return err
		}
		if name == "" {
			name = file
		}
		if name, err = filepath.Abs(name); err != nil {
			return err
		}
		if err := writeNew(name, settingsText(of, cmd)); err != nil {
			return err
		}
		return p.show(line("settings written"), record{{"file", name}})
	}
	return cmd
}

// writeNew writes a file that is not there yet.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- the user's own
	if errors.Is(err, fs.ErrExist) {
		return withHint(usage("%s is there already", name), "name another file: --config FILE")
	}
	if err != nil {
		return usage("%v", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// settingsText returns the file of a daemon, with the flags that a command was given set.
func settingsText(of, given *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Settings of tianwang %s. Each is a flag of the same name, and says what the flag says; remove the # before it to change it.
# A variable such as %s counts more than this file, a flag of the command counts most.
`, of.Name(), variableOf(of, of.Flags().Lookup("netuid")))
	for _, f := range settingsOf(given) {
		mark := "#"
		if f.Changed {
			mark = ""
		}
		_, about := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "\n# %s; variable %s\n%s%s = %s\n", about, variableOf(of, f), mark, keyOf(f), tomlOf(f))
	}
	return b.String()
}

// tomlOf writes the value of a flag in TOML.
func tomlOf(f *pflag.Flag) string {
	switch v := f.Value.(type) {
	case pflag.SliceValue:
		var quoted []string
		for _, s := range v.GetSlice() {
			quoted = append(quoted, strconv.Quote(s))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	default:
		switch v.Type() {
		case "bool", "uint16", "uint32", "uint64", "int", "float64":
			return v.String()
		}
		return strconv.Quote(v.String())
	}
}

// metricsFlag is where a daemon answers its operator.
func metricsFlag(cmd *cobra.Command, address *string, example string) {
	cmd.Flags().StringVar(address, "metrics", "", "address of this machine that answers /metrics and /healthz, such as "+example+`; "" for none`)
}

// checkMetrics wants an address of this machine, or none.
func checkMetrics(address string) error {
	if address == "" {
		return nil
	}
	if err := observe.CheckAddress(address); err != nil {
		return usage("--metrics %v", err)
	}
	return nil
}
