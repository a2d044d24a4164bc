// Command tianwang is everything a person or a machine does on Tianwang: keys, stake, subnets, weights, nodes, miners.
//
// Its law: success means that something is in a block; a failure names the thing, the rule and what to do next; every
// command works without a terminal, speaks JSON in one form, and ends with a status of the table in docs/guide/cli.md.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program; it returns the status to exit with.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin: stdin, out: stdout, errOut: stderr, lookup: os.LookupEnv}
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	return p.finish(cmd, args, err)
}
