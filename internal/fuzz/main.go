// Command fuzz runs every fuzz target of the module for a while, one after the other:
//
//	go run ./internal/fuzz 30s [package ...]
//
// The time is a duration, or a number of inputs like 1000x. Its law: targets are found by reading the tests, so that
// none is forgotten; one that fails does not stop the others, is named at the end, and leaves the input that broke it
// in testdata/fuzz of its package, where go test tries it from then on.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, ".", os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

// run fuzzes the targets below a folder of a module and prints one line for each.
func run(ctx context.Context, dir string, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("no time given: say how long each target shall run, like 30s")
	}
	patterns := args[1:]
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	targets, err := find(ctx, dir, patterns)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return fmt.Errorf("packages %s: no fuzz target there", strings.Join(patterns, " "))
	}
	var failed []string
	for _, t := range targets {
		began := time.Now()
		output, err := t.fuzz(ctx, dir, args[0])
		if err != nil && ranOut(output) && ctx.Err() == nil {
			output, err = t.fuzz(ctx, dir, args[0])
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: interrupted", t)
		}
		verdict := "ok  "
		if err != nil {
			verdict = "FAIL"
			failed = append(failed, t.String())
		}
		line := fmt.Sprintf("%s %s %s\n", verdict, t, time.Since(began).Round(time.Second))
		if err != nil {
			line += fmt.Sprintf("%s%v\n", output, err)
		}
		if _, err := io.WriteString(out, line); err != nil {
			return err
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d targets failed: %s", len(failed), len(targets), strings.Join(failed, ", "))
	}
	return nil
}

// ranOut says whether a target failed for no input of its own: the go command sometimes takes the end of its own time for a
// failure.
func ranOut(output []byte) bool {
	return bytes.Contains(output, []byte("context deadline exceeded")) && !bytes.Contains(output, []byte("Failing input"))
}

// fuzz runs one target; what the go command said is worth reading if it failed.
func (t target) fuzz(ctx context.Context, dir, duration string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-vet=off", "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+duration, t.pkg)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	return cmd.CombinedOutput()
}
