package chaos

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// syncPatience is how long a newcomer may take.
const syncPatience = 5 * time.Minute

// join lets a fifth node join the chain from nothing, waits until it has the latest block, and ends it.
func (s *stage) join(ctx context.Context, snapshot bool) (note string, err error) {
	n, err := s.fleet.Join("newcomer", s.hosts[producers])
	if err != nil {
		return "", err
	}
	top := fleet.Top(ctx, s.fleet.Nodes)
	how := "from the first block"
	if snapshot {
		how = "from a snapshot"
		if err := s.trust(ctx, n, top); err != nil {
			return "", err
		}
	}
	start := time.Now()
	if err := n.Start(); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, n.Stop(syscall.SIGTERM)) }()
	ctx, cancel := context.WithTimeoutCause(ctx, syncPatience, fmt.Errorf("it takes more than %s", syncPatience))
	defer cancel()
	if err := fleet.Reach(ctx, []*fleet.Node{n}, top+1); err != nil {
		return "", err
	}
	status, err := n.RPC().Status(ctx)
	if err != nil {
		return "", err
	}
	if first := status.SyncInfo.EarliestBlockHeight; (first > 1) != snapshot {
		return "", fmt.Errorf("a newcomer %s has blocks from %d on", how, first)
	}
	height := status.SyncInfo.LatestBlockHeight
	theirs, err := n.RPC().Header(ctx, &height)
	if err != nil {
		return "", err
	}
	ours, err := s.client.BlockHash(ctx, uint64(height)) // #nosec G115 -- a height
	if err != nil {
		return "", err
	}
	if string(theirs.Header.Hash()) != string(ours) {
		return "", fmt.Errorf("block %d of a newcomer %s is %s, that of the others %X", height, how, theirs.Header.Hash(), ours)
	}
	return fmt.Sprintf("%s to block %d in %.1f s", how, top, time.Since(start).Seconds()), nil
}

// trust tells a node to begin with a snapshot.
func (s *stage) trust(ctx context.Context, n *fleet.Node, top int64) error {
	height := max(top-40, 1)
	hash, err := s.client.BlockHash(ctx, uint64(height)) // #nosec G115 -- a height
	if err != nil {
		return err
	}
	var rpc []string
	for _, h := range s.hosts[:2] {
		rpc = append(rpc, fmt.Sprintf("http://%s:%d", h.Address(), rpcPort))
	}
	return n.SyncState(fleet.Trust{Height: height, Hash: fmt.Sprintf("%X", hash), RPC: rpc})
}
