package chaos

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/fleet"
)

// What a transaction costs and how long it may wait for its block.
const (
	transferGas = 300_000 // and as many rao, at the price of genesis
	weightsGas  = 5_000_000
	lifetime    = 30 * time.Second
	senders     = 8 // at a time: some will wait for a node that does not answer
)

// Entry is a transaction that was sent, to at least one node.
type Entry struct {
	Hash     string
	Transfer bool // or weights
	From, To int  // users
	Amount   uint64
	Until    time.Time
	Accepted bool   // a node took it
	Refused  string // the last node did not
}

// traffic is people at work.
type traffic struct {
	stage  *stage
	every  time.Duration // between two transactions
	unique atomic.Int64  // makes every Until another

	mu      sync.Mutex
	chance  *mathrand.Rand
	journal []*Entry
}

func newTraffic(s *stage, seed uint64, perSecond int) *traffic {
	return &traffic{stage: s, every: time.Second / time.Duration(perSecond), chance: mathrand.New(mathrand.NewPCG(seed, 2))}
}

// run sends until ctx ends, and returns when the last answer is there.
func (t *traffic) run(ctx context.Context) error {
	work := make(chan struct{})
	var group sync.WaitGroup
	failed := make(chan error, senders)
	for range senders {
		group.Go(func() {
			for range work {
				if err := t.one(); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	tick := time.NewTicker(t.every)
	defer tick.Stop()
	var err error
	for err == nil && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case err = <-failed:
		case <-tick.C:
			select {
			case work <- struct{}{}:
			default: // all senders wait for an answer
			}
		}
	}
	close(work)
	group.Wait()
	return err
}

// one signs a transaction, writes it down, and sends it.
func (t *traffic) one() error {
	e, tx := t.draw()
	b, err := t.stage.fleet.Sign(tx)
	if err != nil {
		return err
	}
	e.Hash = fmt.Sprintf("%X", cmttypes.Tx(b).Hash())
	t.mu.Lock()
	t.journal = append(t.journal, e)
	first := t.chance.IntN(producers)
	t.mu.Unlock()
	t.send(e, b, first)
	return nil
}

// draw decides who does what.
func (t *traffic) draw() (*Entry, fleet.Tx) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.stage
	until := time.Now().Add(lifetime).Truncate(time.Millisecond).Add(time.Duration(t.unique.Add(1) % int64(time.Millisecond)))
	e := &Entry{Until: until}
	if t.chance.IntN(5) == 0 {
		by := s.judges[t.chance.IntN(judges)]
		return e, fleet.Tx{By: by, Msgs: []sdk.Msg{t.weights(by)}, Gas: weightsGas, Until: until}
	}
	e.Transfer, e.From, e.Amount = true, t.chance.IntN(users), 1+t.chance.Uint64N(1_000_000)
	e.To = (e.From + 1 + t.chance.IntN(users-1)) % users
	msg := &banktypes.MsgSend{FromAddress: s.users[e.From].Address(), ToAddress: s.users[e.To].Address(), Amount: fleet.Coins(e.Amount)}
	return e, fleet.Tx{By: s.users[e.From], Msgs: []sdk.Msg{msg}, Gas: transferGas, Fee: transferGas, Until: until}
}

// weights judges all neurons of the open subnet, or promises to judge those of the secret one.
func (t *traffic) weights(by fleet.Key) sdk.Msg {
	if t.chance.IntN(2) == 0 {
		hash := make([]byte, 32)
		_, _ = rand.Read(hash) // never fails
		return &weightsv1.MsgCommitWeights{Hotkey: by.Address(), Netuid: secretNet, Scheme: 1, Hash: hash}
	}
	m := &weightsv1.MsgSetWeights{Hotkey: by.Address(), Netuid: openNet}
	for uid := range uint32(judges) {
		m.Uids, m.Weights = append(m.Uids, uid), append(m.Weights, 1+t.chance.Uint32N(65535))
	}
	return m
}

// send offers the transaction to one node after the other until one answers. The same bytes can do no harm twice.
func (t *traffic) send(e *Entry, b []byte, first int) {
	for k := range producers {
		n := t.stage.fleet.Nodes[(first+k)%producers]
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		r, err := n.RPC().BroadcastTxSync(ctx, b)
		cancel()
		t.mu.Lock()
		switch {
		case err != nil:
			e.Refused = err.Error()
		case r.Code != 0:
			e.Refused = r.Log
		default:
			e.Accepted = true
		}
		t.mu.Unlock()
		if err == nil {
			return
		}
	}
}

// entries are all that was sent so far.
func (t *traffic) entries() []*Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]*Entry(nil), t.journal...)
}
