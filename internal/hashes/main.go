// Command hashes plays one history of the chain under different settings of the compiler and the runtime, and wants the
// same hashes of state and results from all of them:
//
//	go run ./internal/hashes
//
// Its law: what a block comes to depends on nothing but the block. The settings are instruction sets with and without
// fused multiplication, one and two processors, garbage collected all the time and never, and the race detector, which
// needs a C compiler. One that the machine cannot run is named and left out.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// build is how the test is compiled, and runs how it is run.
type build struct {
	name  string
	env   []string
	flags []string
}

var (
	builds = []build{
		{"GOAMD64=v1", []string{"GOAMD64=v1", "CGO_ENABLED=0"}, nil},
		{"GOAMD64=v3", []string{"GOAMD64=v3", "CGO_ENABLED=0"}, nil},
		{"race", []string{"CGO_ENABLED=1"}, []string{"-race"}},
	}
	runs = [][]string{{"GOMAXPROCS=1", "GOGC=off"}, {"GOMAXPROCS=2", "GOGC=10"}}
)

const (
	history = "^TestC2_OneHistory$"
	pkg     = "./app"
)

// printed is the line of the test that says what the history came to.
var printed = regexp.MustCompile(`history: (\S+)`)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hashes:", err)
		os.Exit(1)
	}
}

// run plays the history under all settings and prints a line for each.
func run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "hashes")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var first string
	for _, b := range builds {
		binary := filepath.Join(dir, strings.ReplaceAll(b.name, "=", "-"))
		if err := b.compile(ctx, binary); err != nil {
			return err
		}
		for _, env := range runs {
			began := time.Now()
			hash, err := play(ctx, binary, env)
			what := b.name + " " + strings.Join(env, " ")
			switch {
			case errors.Is(err, errUnsupported):
				fmt.Fprintf(out, "%-36s this machine cannot run it\n", what)
				continue
			case err != nil:
				return fmt.Errorf("%s: %w", what, err)
			}
			fmt.Fprintf(out, "%-36s %s %s\n", what, hash, time.Since(began).Round(time.Second))
			if first == "" {
				first = hash
			}
			if hash != first {
				return fmt.Errorf("%s came to %s, the first setting to %s", what, hash, first)
			}
		}
	}
	return nil
}

func (b build) compile(ctx context.Context, binary string) error {
	args := slices.Concat([]string{"test", "-c", "-vet=off", "-o", binary}, b.flags, []string{pkg})
	cmd := exec.CommandContext(ctx, "go", args...) // #nosec G204 -- from the table above
	cmd.Env = append(os.Environ(), b.env...)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", b.name, err, text)
	}
	return nil
}

var errUnsupported = errors.New("not supported")

// play runs the test and returns what the history came to.
func play(ctx context.Context, binary string, env []string) (string, error) {
	cmd := exec.CommandContext(ctx, binary, "-test.run", history, "-test.v") // #nosec G204 -- just compiled
	cmd.Dir = pkg
	cmd.Env = append(os.Environ(), env...)
	text, err := cmd.CombinedOutput()
	if strings.Contains(string(text), "This program can only be run on AMD64 processors with") {
		return "", errUnsupported
	}
	found := printed.FindSubmatch(text)
	if err != nil || found == nil {
		return "", fmt.Errorf("%w\n%s", err, text)
	}
	return string(found[1]), nil
}
