package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang"
)

// program is what a command has of the world: its streams, the environment, and the flags that all commands share.
type program struct {
	stdin  io.Reader
	out    io.Writer // results, and nothing else when flags.json is set
	errOut io.Writer // prompts, progress, errors for people
	lookup func(name string) (string, bool)
	flags  globals

	lines   *bufio.Reader // of stdin, made by the first who reads
	running bool          // a command has begun: whatever failed before is about how it was called
}

// globals are the flags of every command.
type globals struct {
	nodes        []string
	home         string
	wallets      string
	wallet       string
	hotkey       string
	passwordFile string
	json         bool
	yes          bool
	timeout      time.Duration
}

// rootCommand returns the tree of commands.
func (p *program) rootCommand() *cobra.Command {
	root := group(tianwang.Name, "An open market for AI models",
		p.walletCommand(),
		p.stakeCommand(),
		p.subnetCommand(),
		p.rootNetworkCommand(),
		p.producerCommand(),
		p.weightsCommand(),
		p.metagraphCommand(),
		p.supplyCommand(),
		p.govCommand(),
		p.escrowCommand(),
		p.upCommand(),
		p.statusCommand(),
		p.minerCommand(),
		p.validatorCommand(),
		p.gatewayCommand(),
		p.explorerCommand(),
		p.nodeCommand(),
		p.debugCommand(),
		p.yumaCommand(),
		p.simulateCommand(),
		p.versionCommand(),
	)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(flagError)
	p.watch(root)
	f := root.PersistentFlags()
	f.StringSliceVar(&p.flags.nodes, "node", nil,
		"RPC address of a node; several are tried in turn (TIANWANG_NODE; default that of the local network)")
	f.StringVar(&p.flags.home, "home", "", "directory of a local network (TIANWANG_HOME; default ~/.tianwang/local)")
	f.StringVar(&p.flags.wallets, "wallets", "", "directory of the wallets (TIANWANG_WALLETS; default ~/.tianwang/wallets)")
	f.StringVar(&p.flags.wallet, "wallet", "default", "name of the wallet")
	f.StringVar(&p.flags.hotkey, "hotkey", "default", "name of a hotkey of the wallet; where it does not sign, also an address")
	f.StringVar(&p.flags.passwordFile, "password-file", "",
		"file with the password, readable by its owner only (TIANWANG_PASSWORD_FILE)")
	f.BoolVar(&p.flags.json, "json", false, "print one JSON object and nothing else")
	f.BoolVar(&p.flags.yes, "yes", false, "do not ask for confirmation on a terminal")
	f.DurationVar(&p.flags.timeout, "timeout", 2*time.Minute, "how long to wait for the chain")
	return root
}

// watch notes when a command begins, which is after its flags and arguments have been read.
func (p *program) watch(cmd *cobra.Command) {
	if begin := cmd.RunE; begin != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			p.running = true
			return begin(cmd, args)
		}
	}
	for _, c := range cmd.Commands() {
		p.watch(c)
	}
}

// group returns a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	g := &cobra.Command{Use: use, Short: short, Args: cobra.ArbitraryArgs}
	g.AddCommand(commands...)
	g.RunE = func(cmd *cobra.Command, args []string) error {
		var names []string
		for _, c := range commands {
			names = append(names, c.Name())
		}
		hint := "commands: " + strings.Join(names, ", ")
		switch jsonOutput, _ := cmd.Flags().GetBool("json"); {
		case len(args) > 0:
			return withHint(usage("%s: there is no command %q", cmd.CommandPath(), args[0]), "%s", hint)
		case jsonOutput:
			return withHint(usage("%s: a command is needed", cmd.CommandPath()), "%s", hint)
		}
		return cmd.Help()
	}
	return g
}

// finish reports how a command ended and returns the status.
func (p *program) finish(cmd *cobra.Command, args []string, err error) int {
	if err == nil {
		return exitOK
	}
	if !p.running {
		err = exampleOf(cmd, err)
	}
	// A flag that is wrong hides those after it.
	p.flags.json = p.flags.json || slices.Contains(args, "--json")
	f := classify(err, p.running)
	var found *partial
	if !errors.As(err, &found) {
		found = new(partial)
	}
	if p.flags.json {
		e := envelope{Error: &f}
		if found.parts != nil {
			e.Data = objectOf(found.parts)
		}
		if err := p.writeJSON(e); err != nil {
			return exitInternal
		}
		return f.status()
	}
	if err := p.writeText(found.parts); err != nil {
		return exitInternal
	}
	fmt.Fprintf(p.errOut, "error: %s\n", f.Message)
	if f.Hint != "" {
		fmt.Fprintf(p.errOut, "hint: %s\n", f.Hint)
	}
	return f.status()
}

// setting returns a flag's value, or that of an environment variable, or a path below the user's directory.
func (p *program) setting(flag, variable string, fallback ...string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	if v, ok := p.lookup(variable); ok && v != "" {
		return v, nil
	}
	home, ok := p.lookup("HOME")
	if !ok || home == "" {
		return "", usage("neither %s nor HOME is set: the program does not know where its files are", variable)
	}
	return filepath.Join(append([]string{home, "." + tianwang.Name}, fallback...)...), nil
}

// homeDir is the directory of the local network.
func (p *program) homeDir() (string, error) {
	return p.setting(p.flags.home, "TIANWANG_HOME", "local")
}

// within bounds the time of what talks with the chain.
func (p *program) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, p.flags.timeout,
		fmt.Errorf("no answer within %s; --timeout sets how long to wait: %w", p.flags.timeout, context.DeadlineExceeded))
}
