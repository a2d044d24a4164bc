package fleet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"

	"github.com/tianwang-net/tianwang/internal/freeport"
	"github.com/tianwang-net/tianwang/node"
)

// callTimeout bounds a call to one node: one that is paused never answers.
const callTimeout = 5 * time.Second

// Place is where a node runs.
type Place interface {
	// P2P and RPC are the addresses, host:port, on which the node listens for its peers and for clients.
	P2P() string
	RPC() string
	// URL is where this process reaches the RPC.
	URL() string
	// Start starts the node's program.
	Start(cmd *exec.Cmd) error
}

// Node is one node: a directory, and the process that runs it, if there is one.
type Node struct {
	Name  string
	Home  node.Home
	Place Place

	program string
	env     []string
	rpc     *rpchttp.HTTP
	cmd     *exec.Cmd
	done    chan struct{}
	told    int64 // bytes of the log from before the latest start
}

// RPC is the client of the node, which bounds every call.
func (n *Node) RPC() *rpchttp.HTTP { return n.rpc }

// Running says whether the process is there, paused or not.
func (n *Node) Running() bool {
	if n.cmd == nil {
		return false
	}
	select {
	case <-n.done:
		return false
	default:
		return true
	}
}

// Use makes a node that does not run use another program from its next start on, with what is added to its environment,
// NAME=VALUE.
func (n *Node) Use(program string, env ...string) { n.program, n.env = program, env }

// Start starts the process. What it says of errors goes to a log beside its directory.
func (n *Node) Start() error {
	if n.Running() {
		return fmt.Errorf("%s runs already", n.Name)
	}
	log, err := os.OpenFile(n.log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() // the process has its own
	if n.told, err = log.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	cmd := exec.Command(n.program, "node", "start", "--home", string(n.Home), "--log_level", "error")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), n.env...)
	if err := n.Place.Start(cmd); err != nil {
		return fmt.Errorf("%s: %w", n.Name, err)
	}
	done := make(chan struct{})
	n.cmd, n.done = cmd, done
	go func() { // ends with the process
		defer close(done)
		_ = cmd.Wait() // how it ended is in its log
	}()
	return nil
}

// log is outside of the directory, so that a full disk there does not silence the process.
func (n *Node) log() string { return string(n.Home) + ".log" }

// Said is what the process has said of errors since it was last started.
func (n *Node) Said() (string, error) {
	all, err := os.ReadFile(n.log())
	return string(all[min(n.told, int64(len(all))):]), err
}

// Ended waits until the process is gone, and returns the status with which it ended, -1 if that was a signal.
func (n *Node) Ended(ctx context.Context) (int, error) {
	select {
	case <-ctx.Done():
		return 0, fmt.Errorf("%s still runs: %w, see %s", n.Name, context.Cause(ctx), n.log())
	case <-n.done:
		return n.cmd.ProcessState.ExitCode(), nil
	}
}

// Signal sends a signal to the process: SIGSTOP pauses it, SIGCONT lets it go on.
func (n *Node) Signal(s syscall.Signal) error {
	if !n.Running() {
		return fmt.Errorf("%s does not run", n.Name)
	}
	return n.cmd.Process.Signal(s)
}

// Stop ends the process with a signal, SIGKILL or SIGTERM, and waits until it is gone. One that is gone already is fine.
func (n *Node) Stop(s syscall.Signal) error {
	if !n.Running() {
		return nil
	}
	if err := n.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-n.done
	return nil
}

// Height is that of the node's latest block.
func (n *Node) Height(ctx context.Context) (int64, error) {
	s, err := n.rpc.Status(ctx)
	if err != nil {
		return 0, err
	}
	return s.SyncInfo.LatestBlockHeight, nil
}

// CPU is the processor time that the processes of nodes have taken so far, where the system tells it.
func CPU(nodes []*Node) time.Duration {
	sum := time.Duration(0)
	for _, n := range nodes {
		if n.Running() {
			sum += cpu(n.cmd.Process.Pid)
		}
	}
	return sum
}

// connect makes the client; the node need not run.
func (n *Node) connect() (err error) {
	n.rpc, err = rpchttp.NewWithClient(n.Place.URL(), "/websocket", &http.Client{
		Timeout: callTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	})
	return err
}

// loopback is a place on this machine beside others.
type loopback struct {
	p2p, rpc string
	orders   chan func()
}

// Loopback returns places on this machine with free ports. Their processes die with this one.
func Loopback(n int) ([]Place, error) {
	orders := spawner()
	var places []Place
	for range n {
		var free [2]string
		for i := range free {
			var err error
			if free[i], err = freeport.Next(); err != nil {
				return nil, err
			}
		}
		places = append(places, loopback{free[0], free[1], orders})
	}
	return places, nil
}

// P2P, RPC and URL implement [Place].
func (l loopback) P2P() string { return l.p2p }

// RPC is described at P2P.
func (l loopback) RPC() string { return l.rpc }

// URL is described at P2P.
func (l loopback) URL() string { return "http://" + l.rpc }

// Start implements [Place].
func (l loopback) Start(cmd *exec.Cmd) error {
	done := make(chan error)
	l.orders <- func() { done <- startBound(cmd) }
	return <-done
}
