package node

import (
	"testing"

	"github.com/cometbft/cometbft/p2p"
	p2pmock "github.com/cometbft/cometbft/p2p/mock"
	protomem "github.com/cometbft/cometbft/proto/tendermint/mempool"
)

// slowMempool admits a transaction when it is told to.
type slowMempool struct {
	p2p.BaseReactor
	admit    chan struct{} // one for each
	admitted chan []byte
}

func newSlowMempool() *slowMempool {
	return &slowMempool{admit: make(chan struct{}), admitted: make(chan []byte, inboxBytes/inboxLeast)}
}

func (m *slowMempool) Receive(e p2p.Envelope) {
	<-m.admit
	m.admitted <- e.Message.(*protomem.Txs).Txs[0] //nolint:forcetypeassert // what the tests send
}

func (*slowMempool) FilterMsgBytes(byte, p2p.Peer, []byte) error { return nil }
func (*slowMempool) WaitSync() bool                              { return false }
func (*slowMempool) EnableInOutTxs()                             {}

// connect makes a reactor and a peer of it, as the switch does.
func connect(t *testing.T, m *slowMempool) (*patientReactor, *p2pmock.Peer) {
	t.Helper()
	r, peer := &patientReactor{mempoolReactor: m}, p2pmock.NewPeer(nil)
	r.InitPeer(peer)
	t.Cleanup(func() {
		if peer.IsRunning() {
			peer.FlushStop()
		}
	})
	return r, peer
}

func transaction(peer p2p.Peer, b []byte) p2p.Envelope {
	return p2p.Envelope{Src: peer, Message: &protomem.Txs{Txs: [][]byte{b}}}
}

// TestInbox: a peer is read on while its transactions wait, also before it is added, and they are admitted in their order.
func TestInbox(t *testing.T) {
	t.Parallel()
	m := newSlowMempool()
	r, peer := connect(t, m)
	const n = 200
	for i := range n / 2 {
		r.Receive(transaction(peer, []byte{byte(i)}))
	}
	r.AddPeer(peer)
	for i := n / 2; i < n; i++ {
		r.Receive(transaction(peer, []byte{byte(i)}))
	}
	if got := len(m.admitted); got != 0 {
		t.Fatalf("%d were admitted before they were told to be", got)
	}
	for i := range n {
		m.admit <- struct{}{}
		if got := <-m.admitted; got[0] != byte(i) {
			t.Fatalf("transaction %d was admitted as number %d", got[0], i)
		}
	}
}

// TestInbox_Full: who sends more than has room is read no further until there is room again, and another peer is read on.
func TestInbox_Full(t *testing.T) {
	t.Parallel()
	m := newSlowMempool()
	r, greedy := connect(t, m)
	other := p2pmock.NewPeer(nil)
	r.InitPeer(other)
	defer other.FlushStop()
	r.AddPeer(greedy)
	big := make([]byte, inboxBytes/4)
	for range 3 { // with what a message adds, no fourth has room
		r.Receive(transaction(greedy, big))
	}
	if in := greedy.Get(inboxKey).(*inbox); in.room.TryAcquire(weight(transaction(greedy, big))) { //nolint:forcetypeassert // see InitPeer
		t.Fatal("an inbox takes more than it has room for")
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		r.Receive(transaction(greedy, big))
	}()
	r.Receive(transaction(other, big))
	m.admit <- struct{}{}
	<-read
}

// TestInbox_Gone: reading ends with the peer, however much waits.
func TestInbox_Gone(t *testing.T) {
	t.Parallel()
	m := newSlowMempool()
	r, peer := connect(t, m)
	r.AddPeer(peer)
	all := make([]byte, inboxBytes)
	r.Receive(transaction(peer, all))
	peer.FlushStop()
	close(m.admit)
	r.Receive(transaction(peer, all)) // the first is admitted, or the inbox has ended
	r.Receive(transaction(peer, all))
}

// stopper is a switch that notes which peer it stops.
type stopper struct {
	p2p.Switcher
	stopped chan p2p.Peer
}

func (s stopper) StopPeerForError(peer p2p.Peer, _ any) { s.stopped <- peer }

// TestInbox_Panic: what panics ends the connection to the peer, and not the program.
func TestInbox_Panic(t *testing.T) {
	t.Parallel()
	m, s := newSlowMempool(), stopper{stopped: make(chan p2p.Peer, 1)}
	r, peer := connect(t, m)
	r.SetSwitch(s)
	r.AddPeer(peer)
	r.Receive(transaction(peer, nil))
	r.Receive(p2p.Envelope{Src: peer, Message: &protomem.Message{}}) // the mempool expects another
	m.admit <- struct{}{}
	m.admit <- struct{}{}
	if got := <-s.stopped; got != peer {
		t.Errorf("%v was stopped", got)
	}
}
