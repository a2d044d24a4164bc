//go:build e2e

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
)

// TestCreateSubnet does what docs/guide/create-a-subnet.md says, on a network of its own: its commands and its code as they
// stand there. What is to have a terminal of its own runs in the background. Changed are ports only. It ends when the miner
// is paid and the gateway sells what it makes.
func TestCreateSubnet(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed; the judge and the model of docs/guide/create-a-subnet.md are written in it")
	}
	const page = "docs/guide/create-a-subnet.md"
	n := newNewcomer(t)
	text, err := os.ReadFile(filepath.Join(repository, page))
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile("(?s)```python\n(.*?)```").FindAllSubmatch(text, -1)
	if len(code) != 2 {
		t.Fatalf("%s has %d programs, not a judge and a model", page, len(code))
	}
	for i, name := range []string{"judge.py", "model.py"} {
		if err := os.WriteFile(filepath.Join(n.dir, name), []byte(n.judged(string(code[i][1]))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	blocks := commandBlocks(t, page)
	if len(blocks) != 10 || blocks[0] != "tianwang up --tasks assistant\n" {
		t.Fatalf("%s has %d blocks of commands and begins with %q; this test knows what to do with ten", page, len(blocks), blocks[0])
	}
	n.up(t, "--tasks", "assistant")
	for _, block := range blocks[1:7] {
		switch first, _, _ := strings.Cut(block, " --"); strings.TrimSpace(first) {
		case "python3 judge.py", "python3 model.py", "tianwang validator", "tianwang miner":
			n.terminal(t, n.judged(block))
		default:
			n.run(t, n.judged(block))
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), readmePatience)
	defer cancel()
	if !n.follow(ctx, func(m *epochv1.QueryMetagraphResponse) bool {
		for _, neuron := range m.Neurons {
			if neuron.Axon != nil && neuron.Incentive > 0 && neuron.Stake > 0 {
				return true
			}
		}
		return false
	}) {
		t.Fatal("the miner was never paid")
	}
	if out := n.run(t, blocks[7]); !bytes.Contains(out, []byte("sort-words")) {
		t.Errorf("the metagraph does not say whose it is:\n%s", out)
	}
	n.terminal(t, n.judged(blocks[8]))
	n.listens(t, n.ports.App+124)
	if out := n.run(t, n.judged(blocks[9])); !bytes.Contains(out, []byte("apple fig pear")) {
		t.Errorf("the gateway does not sell sorted words:\n%s", out)
	}
}

// judged puts ports of this machine in the place of those of the judge and of the model.
func (n newcomer) judged(text string) string {
	judge, model, gateway := n.ports.App+126, n.ports.App+125, n.ports.App+124
	return strings.NewReplacer("7070", strconv.Itoa(judge), "7071", strconv.Itoa(model), "8092", strconv.Itoa(gateway)).Replace(text)
}

// listens waits until somebody listens at a port.
func (n newcomer) listens(t *testing.T, port int) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for give := time.After(readmePatience); isFree(port, 1); {
		select {
		case <-tick.C:
		case <-give:
			t.Fatalf("nobody listens at port %d", port)
		}
	}
}

// terminal runs a block until the test ends: it has a terminal of its own.
func (n newcomer) terminal(t *testing.T, block string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	c := n.command(ctx, "sh", "-euc", "exec "+n.here(block))
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := c.Wait(); err != nil && !errors.Is(err, context.Canceled) && t.Failed() {
			t.Logf("%s%v\n%s", block, err, said.String())
		}
	})
}
