package node

import (
	"context"
	"errors"
	"time"
)

// engineTick is how often a node that catches up looks whether the engine has begun to take part in consensus.
const engineTick = time.Second

// ErrEngine says that the consensus engine of a node has given up. It does so when it cannot write what it is about to
// sign or has executed, on a full or broken disk for instance; what happened is in the node's log.
var ErrEngine = errors.New("the consensus engine has stopped: look for CONSENSUS FAILURE in the log, mend the cause, and start the node again")

// watchEngine returns an error when the consensus engine gives up. The engine itself only says so in the log and leaves the
// process running, which would answer forever from where it stood.
func (n *Node) watchEngine(ctx context.Context) error {
	env, err := n.comet.ConfigureRPC()
	if err != nil {
		return err
	}
	engine, ok := env.ConsensusState.(interface{ Wait() })
	if !ok {
		return errors.New("the consensus engine cannot be waited for")
	}
	n.group.Go(func() error {
		if !n.engineBegins(ctx) {
			return nil
		}
		ended := make(chan struct{})
		go func() { // ends with the engine, which shutdown stops
			engine.Wait()
			close(ended)
		}()
		select {
		case <-ctx.Done():
			return nil
		case <-ended:
		}
		if reason := n.app.HaltReason(); reason != nil {
			return reason
		}
		return ErrEngine
	})
	return nil
}

// engineBegins waits until the node takes part in consensus, for which it has to catch up first. It is false if ctx ends
// before.
func (n *Node) engineBegins(ctx context.Context) bool {
	tick := time.NewTicker(engineTick)
	defer tick.Stop()
	for n.comet.ConsensusReactor().WaitSync() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}
