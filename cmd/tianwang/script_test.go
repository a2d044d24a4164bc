package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tianwang": main})
}

// TestScripts runs the stories in testdata/script: the program as people use it, against a real node. Beside the
// commands of testscript they have these:
//
//	chain start|stop|wait …        a chain with one node; see chain_test.go
//	status N command args…         the command must end with exactly this status
//	json NAME PATH                 puts a value of the last output, as in data.stakes.0.stake, into an environment variable
//	calc A OP B                    compares two amounts of TAO: <, <=, ==, !=, >=, >
//	lines FILE LINE…               writes a file that only its owner can read
//	ports NAME…                    finds free ports: NAME is 127.0.0.1:PORT, NAME_PORT the port
//	hostile NAME|played            a model server that does what no model should; see hostile_test.go
//	await REGEXP URL               waits until a page has something; with a program in place of the URL, until its output has
//
// and the condition [node]: Node is on this machine, with what clients/node depends on.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, scriptParams())
}

// scriptParams are how scripts run, those in testdata/script if nothing else is said.
func scriptParams() testscript.Params {
	return testscript.Params{
		Dir:   filepath.Join("testdata", "script"),
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"chain":   chainCommand,
			"status":  statusCommand,
			"json":    jsonCommand,
			"calc":    calcCommand,
			"lines":   linesCommand,
			"ports":   portsCommand,
			"await":   awaitCommand,
			"hostile": hostileCommand,
		},
		Condition: func(name string) (bool, error) {
			if name != "node" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			_, err := exec.LookPath("node")
			_, missing := os.Stat(filepath.Join(repository, "clients", "node", "node_modules"))
			return err == nil && missing == nil, nil
		},
		RequireExplicitExec: true,
	}
}

// setup gives a script a home, a password and the vectors.
func setup(e *testscript.Env) error {
	e.Setenv("HOME", e.WorkDir)
	e.Setenv("TIANWANG_PASSWORD_FILE", filepath.Join(e.WorkDir, "password"))
	e.Values[chainKey{}] = new(chain)
	e.Values[hostileKey{}] = new(atomic.Int64)
	vectors, err := filepath.Abs(filepath.Join("..", "..", "yuma", "testdata", "vectors"))
	if err != nil {
		return err
	}
	e.Setenv("VECTORS", vectors)
	clients, err := filepath.Abs(filepath.Join(repository, "clients"))
	if err != nil {
		return err
	}
	e.Setenv("CLIENTS", clients)
	if earlier := os.Getenv("TIANWANG_EARLIER"); earlier != "" { // a folder with another program of that name, which plays the part of people
		e.Setenv("PATH", earlier+string(os.PathListSeparator)+e.Getenv("PATH"))
	}
	return os.WriteFile(filepath.Join(e.WorkDir, "password"), []byte("correct horse\n"), 0o600)
}

// statusCommand runs a command and wants its status.
func statusCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [args…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

// linesCommand writes a file, each argument as a line.
func linesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: lines FILE LINE…")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(args[1:], "\n")+"\n"), 0o600))
}

// oneOf wants an argument that is in a list.
func oneOf(ts *testscript.TestScript, args []string, known ...string) string {
	if len(args) > 0 {
		for _, k := range known {
			if args[0] == k {
				return k
			}
		}
	}
	ts.Fatalf("one of %s is needed", strings.Join(known, ", "))
	return ""
}
