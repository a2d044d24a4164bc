//go:build e2e

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/localnet"
	"github.com/tianwang-net/tianwang/task"
)

// readmePatience is how long each step may take; a network of real models learns on whatever machine this is.
const readmePatience = 10 * time.Minute

// TestReadme runs the commands of README.md as they stand there, against a whole network: what a newcomer would type.
// Changed are only what depends on the machine: ports, an address where the text has "tao1…", and the model server,
// in whose place stands the network's own gateway, which speaks the same API. The Chinese README has the same commands;
// the guide of the API is run as well.
func TestReadme(t *testing.T) {
	n := newNewcomer(t)
	n.up(t)
	blocks := commandBlocks(t, "README.md")
	if len(blocks) != 4 || !strings.HasPrefix(blocks[0], "make up") {
		t.Fatalf("README.md has %d blocks of commands; this test knows what to do with up, ask, stake and mine", len(blocks))
	}
	n.ask(t, blocks[1])
	n.run(t, strings.ReplaceAll(blocks[2], "tao1…", n.somebody(t)))
	n.mine(t, blocks[3])
	for _, block := range commandBlocks(t, filepath.Join("docs", "guide", "develop.md")) {
		if strings.HasPrefix(block, "curl") && !strings.Contains(block, "Bearer") { // the others are about a paid gateway
			n.run(t, block)
		}
	}
}

// newcomer is somebody with an empty home directory.
type newcomer struct {
	dir   string
	ports localnet.Ports
	axon  int
}

func newNewcomer(t *testing.T) newcomer {
	t.Helper()
	n := newcomer{dir: t.TempDir(), ports: localnet.PortsFrom(freeRange(t, 128))}
	n.axon = n.ports.App + 127
	program, err := exec.LookPath("tianwang") // what TestMain has put there
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(n.dir, "build"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(n.dir, "build", "tianwang")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(n.dir, "password"), []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return n
}

// freeRange returns the first of so many ports in a row of which nobody listens at any.
func freeRange(t *testing.T, size int) int {
	t.Helper()
	for base := 20000; base+size < 32000; base += size {
		if isFree(base, size) {
			return base
		}
	}
	t.Fatal("no free ports")
	return 0
}

func isFree(base, size int) bool {
	for p := base; p < base+size; p++ {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p))
		if err != nil || l.Close() != nil {
			return false
		}
	}
	return true
}

// command returns a command in the newcomer's home directory.
func (n newcomer) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = n.dir
	c.Env = append(os.Environ(), "HOME="+n.dir, "TIANWANG_PASSWORD_FILE="+filepath.Join(n.dir, "password"))
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 30 * time.Second
	return c
}

// up does what make up does, until the network says that it is ready. It is stopped with the test.
func (n newcomer) up(t *testing.T, more ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	c := n.command(ctx, "tianwang", append([]string{
		"up", "--home", filepath.Join(n.dir, ".tianwang", "local"), "--validators", "1",
		"--port-base", strconv.Itoa(n.ports.App),
	}, more...)...)
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan struct{}), make(chan error, 1)
	var text bytes.Buffer // the goroutine's until ended
	go func() {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			fmt.Fprintln(&text, lines.Text())
			if strings.HasSuffix(lines.Text(), "  ready") {
				close(ready)
			}
		}
		ended <- c.Wait()
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("tianwang up: %v\n%s", err, text.String())
		}
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatal("the network has ended")
	case <-time.After(readmePatience):
		t.Fatal("the network is not ready")
	}
}

// here puts what this machine has in the place of what the text says.
func (n newcomer) here(block string) string {
	app := fmt.Sprintf("http://127.0.0.1:%d", n.ports.App)
	return strings.NewReplacer(
		"http://127.0.0.1:8080", app,
		"http://127.0.0.1:11434", app, "--upstream-model llama3", "--upstream-model translate-en-es",
		"127.0.0.1:8091", fmt.Sprintf("127.0.0.1:%d", n.axon),
	).Replace(block)
}

// run runs a block with a shell, to the end, and returns what it printed. A curl that is refused counts as failed.
func (n newcomer) run(t *testing.T, block string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), readmePatience)
	defer cancel()
	c := n.command(ctx, "sh", "-eu")
	c.Stdin = strings.NewReader("curl() { command curl --fail-with-body \"$@\"; }\n" + n.here(block))
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s\n%s", err, block, out, stderr.Bytes())
	}
	return out
}

// ask runs a block that asks for a chat completion, and wants an answer.
func (n newcomer) ask(t *testing.T, block string) {
	t.Helper()
	out := n.run(t, block)
	if said, err := task.Reply(task.Answer{Body: out}); err != nil || said == "" {
		t.Fatalf("no answer: %v\n%s", err, out)
	}
}

// somebody returns a hotkey of the network.
func (n newcomer) somebody(t *testing.T) string {
	t.Helper()
	var answer struct {
		Data struct {
			Hotkeys []struct {
				Hotkey string `json:"hotkey"`
			} `json:"hotkeys"`
		} `json:"data"`
	}
	if err := json.Unmarshal(n.run(t, "tianwang stake hotkeys --json"), &answer); err != nil || len(answer.Data.Hotkeys) == 0 {
		t.Fatalf("no hotkeys: %v", err)
	}
	return answer.Data.Hotkeys[0].Hotkey
}

// mine runs a block whose last command is a miner until the chain knows where it serves, and then interrupts it.
func (n newcomer) mine(t *testing.T, block string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), readmePatience)
	defer stop()
	c := n.command(ctx, "sh", "-euc", "exec "+n.here(block))
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	follow, giveUp := context.WithCancel(ctx)
	go func() {
		ended <- c.Wait()
		giveUp()
	}()
	served := n.follow(follow, func(m *epochv1.QueryMetagraphResponse) bool {
		for _, neuron := range m.Neurons {
			if neuron.Axon != nil && int(neuron.Axon.Port) == n.axon {
				return true
			}
		}
		return false
	})
	stop()
	if err := <-ended; !served || !errors.Is(err, context.Canceled) { // which is what a clean end is reported as
		t.Fatalf("the miner served: %t; it ended: %v\n%s", served, err, stderr.Bytes())
	}
}

// follow reads the metagraph of subnet 2 at every block until it is so, and says whether it was.
func (n newcomer) follow(ctx context.Context, until func(*epochv1.QueryMetagraphResponse) bool) bool {
	cl, err := client.New(fmt.Sprintf("http://127.0.0.1:%d", n.ports.RPC))
	if err != nil {
		return false
	}
	err = cl.Follow(ctx, func(uint64) error {
		m, err := epochv1.NewQueryClient(cl).Metagraph(ctx, &epochv1.QueryMetagraphRequest{Netuid: 2})
		if err == nil && until(m) {
			return errReached
		}
		return nil
	}, nil)
	return errors.Is(err, errReached)
}
