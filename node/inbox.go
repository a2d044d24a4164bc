package node

import (
	"context"

	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cosmos/gogoproto/proto"
	"golang.org/x/sync/semaphore"
)

const (
	// inboxBytes is how much of a peer's transactions may wait to be admitted. A peer that sends more is read no further, which
	// holds up what else it says, too: that is its own affair, and no other peer's.
	inboxBytes = 4 << 20
	// inboxLeast is what a message counts at least, so that many small ones do not take more memory than is counted.
	inboxLeast = 512
	// inboxKey is under what name a peer has its inbox with it.
	inboxKey = "tianwang.inbox"
	// mempoolName is what the engine calls the reactor of the mempool.
	mempoolName = "MEMPOOL"
)

// mempoolReactor is what the engine asks of the reactor of the mempool.
type mempoolReactor interface {
	p2p.Reactor
	p2p.MsgBytesFilter
	WaitSync() bool
	EnableInOutTxs()
}

// patientReactor lets the transactions of each peer wait in an inbox until they are admitted. The engine's own reactor admits
// them while it reads, one after the other, and reads on when it is done: proposals and votes from the same peer wait meanwhile,
// for as long as the state machine runs a block, and then behind all transactions that came before them.
type patientReactor struct {
	mempoolReactor
	sw p2p.Switcher
}

// letTransactionsWait makes the engine use a [patientReactor].
func letTransactionsWait(n *cmtnode.Node) {
	if r, ok := n.MempoolReactor().(mempoolReactor); ok { // the one of a node without a mempool is not
		cmtnode.CustomReactors(map[string]p2p.Reactor{mempoolName: &patientReactor{mempoolReactor: r}})(n)
	}
}

// inbox holds what a peer has sent.
type inbox struct {
	waiting chan p2p.Envelope
	room    *semaphore.Weighted
	ctx     context.Context //nolint:containedctx // ends with the peer, as the inbox does
	end     context.CancelFunc
}

// SetSwitch implements p2p.Reactor.
func (r *patientReactor) SetSwitch(sw p2p.Switcher) {
	r.sw = sw
	r.mempoolReactor.SetSwitch(sw)
}

// InitPeer implements p2p.Reactor. Messages can come from here on.
func (r *patientReactor) InitPeer(peer p2p.Peer) p2p.Peer {
	peer = r.mempoolReactor.InitPeer(peer)
	in := &inbox{waiting: make(chan p2p.Envelope, inboxBytes/inboxLeast), room: semaphore.NewWeighted(inboxBytes)}
	in.ctx, in.end = context.WithCancel(context.Background())
	peer.Set(inboxKey, in)
	return peer
}

// AddPeer implements p2p.Reactor.
func (r *patientReactor) AddPeer(peer p2p.Peer) {
	r.mempoolReactor.AddPeer(peer)
	if in, ok := peer.Get(inboxKey).(*inbox); ok {
		go r.admit(peer, in)
	}
}

// admit takes from an inbox until its peer is gone. What panics here costs the peer its connection, as it does where the engine reads,
// and not the node its life.
func (r *patientReactor) admit(peer p2p.Peer, in *inbox) {
	defer in.end()
	defer func() {
		if reason := recover(); reason != nil {
			r.sw.StopPeerForError(peer, reason)
		}
	}()
	for {
		select {
		case <-peer.Quit():
			return
		case e := <-in.waiting:
			if !peer.IsRunning() {
				return // the node may be closing its databases
			}
			r.mempoolReactor.Receive(e)
			in.room.Release(weight(e))
		}
	}
}

// Receive implements p2p.Reactor: it waits for room in the peer's inbox, and for nothing else.
func (r *patientReactor) Receive(e p2p.Envelope) {
	in, ok := e.Src.Get(inboxKey).(*inbox)
	if !ok {
		r.mempoolReactor.Receive(e)
		return
	}
	if err := in.room.Acquire(in.ctx, weight(e)); err != nil {
		return // the peer is gone
	}
	in.waiting <- e // as many as have room fit
}

// weight is what a message counts in an inbox.
func weight(e p2p.Envelope) int64 {
	return int64(min(max(proto.Size(e.Message), inboxLeast), inboxBytes))
}
