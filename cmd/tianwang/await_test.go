package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// portsCommand finds free ports of this machine: each NAME becomes 127.0.0.1:PORT, and NAME_PORT the port alone.
func portsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: ports NAME…")
	}
	for _, name := range args {
		at := freePort(ts)
		_, port, err := net.SplitHostPort(at)
		ts.Check(err)
		ts.Setenv(name, at)
		ts.Setenv(name+"_PORT", port)
	}
}

// awaitCommand waits until a page, or what a program prints, has something: await REGEXP URL, or await REGEXP PROGRAM ARGS…
func awaitCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await REGEXP URL, or await REGEXP PROGRAM [args…]")
	}
	want, err := regexp.Compile(regexp.MustCompile(`[{}]`).ReplaceAllString(args[0], `\$0`))
	ts.Check(err)
	eventually(ts, strconv.Quote(args[0]), args[1:], want.MatchString)
}

// eventually waits until a page, or what a program prints, is as it should.
func eventually(ts *testscript.TestScript, what string, args []string, so func(string) bool) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	late := time.After(2 * patience)
	for {
		said := saidBy(ts, args)
		if so(said) {
			return
		}
		select {
		case <-late:
			ts.Fatalf("%s: no %s in %s", strings.Join(args, " "), what, said)
		case <-tick.C:
		}
	}
}

// saidBy returns a page, or what a program prints, its errors included.
func saidBy(ts *testscript.TestScript, args []string) string {
	if !strings.HasPrefix(args[0], "http://") {
		cmd := exec.Command(args[0], args[1:]...) // #nosec G204 -- of a script of ours
		for _, name := range []string{"PATH", "HOME", "TIANWANG_NODE", "PHRASE", "CHAIN", "NETUID", "HOTKEY", "URL", "STREAM"} {
			if v := ts.Getenv(name); v != "" {
				cmd.Env = append(cmd.Env, name+"="+v)
			}
		}
		out, err := cmd.CombinedOutput()
		return fmt.Sprintf("%s%v", out, err)
	}
	resp, err := http.Get(args[0])
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return fmt.Sprintf("%s%v", body, err)
}
