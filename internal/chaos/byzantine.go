package chaos

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/fleet"
)

// evidencePatience is how long it may take until who signed twice is punished: the twin has to catch up first.
const evidencePatience = 3 * time.Minute

// signTwice runs a second process with the key of a producer until the chain has punished it, and ends it then. Whenever
// it is the key's turn to propose, both propose a block of their own and vote for it: each counts its own vote in the
// last commit, so that the blocks differ.
func (s *stage) signTwice(ctx context.Context, victim int) (note string, err error) {
	at := s.hosts[producers+1]
	twin, err := s.fleet.Twin(s.fleet.Nodes[victim], at)
	if err != nil {
		return "", err
	}
	before, err := s.producer(ctx, victim)
	if err != nil {
		return "", err
	}
	if err := twin.Start(); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, twin.Stop(syscall.SIGKILL)) }()
	ctx, cancel := context.WithTimeoutCause(ctx, evidencePatience,
		fmt.Errorf("the key of %s signs twice for %s, and nobody has punished it", s.fleet.Nodes[victim].Name, evidencePatience))
	defer cancel()
	var after *producerv1.QueryProducerResponse
	err = fleet.Until(ctx, func() bool {
		after, err = s.producer(ctx, victim)
		return err == nil && after.Tombstone != nil
	})
	if err != nil {
		return "", err
	}
	if after.Producer.Stake >= before.Producer.Stake {
		return "", fmt.Errorf("the pool of %s has %d rao after a double signature, %d before it", s.hotkeys[victim].Address(), after.Producer.Stake, before.Producer.Stake)
	}
	t, lost := after.Tombstone, before.Producer.Stake-after.Producer.Stake
	return fmt.Sprintf("signed twice at block %d, punished at block %d: %d rao burned", t.Height, t.PunishedAt, lost), nil
}

// producer is what the chain says of the hotkey of a node.
func (s *stage) producer(ctx context.Context, i int) (*producerv1.QueryProducerResponse, error) {
	return producerv1.NewQueryClient(s.client).Producer(ctx, &producerv1.QueryProducerRequest{Hotkey: s.hotkeys[i].Address()})
}
