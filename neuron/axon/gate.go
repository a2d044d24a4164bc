package axon

import (
	"net"
	"sync"
)

// maxTrusted bounds how many addresses are remembered from which admitted callers came.
const maxTrusted = 4096

// gate bounds connections before anything is read from them: in all, and from one address. A quarter of all is kept for
// addresses from which an admitted caller has come, so that strangers who fill the rest do not keep those away; one of those may also
// have twice as many. Who finds
// no place is disconnected at once: a connection that waits would look to its caller like a miner that is slow.
type gate struct {
	total, perAddress int

	mu      sync.Mutex
	open    int
	by      map[string]int      // connections by address; at most total
	trusted map[string]struct{} // the younger half of the addresses of admitted callers, and
	before  map[string]struct{} // the older half
}

func newGate(total, perAddress int) *gate {
	return &gate{total: total, perAddress: perAddress, by: map[string]int{}, trusted: map[string]struct{}{}}
}

// trust notes that an admitted caller came from an address.
func (g *gate) trust(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, known := g.trusted[address]; known {
		return
	}
	if len(g.trusted) >= maxTrusted/2 {
		g.trusted, g.before = map[string]struct{}{}, g.trusted
	}
	g.trusted[address] = struct{}{}
}

// enter takes a place for a connection, if there is one.
func (g *gate) enter(address string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	room, own := g.total-g.total/4, g.perAddress
	_, young := g.trusted[address]
	if _, old := g.before[address]; young || old {
		room, own = g.total, 2*g.perAddress
	}
	if g.open >= room || g.by[address] >= own {
		return false
	}
	g.open++
	g.by[address]++
	return true
}

func (g *gate) leave(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.by[address]--; g.by[address] == 0 {
		delete(g.by, address)
	}
}

// listen puts the gate in front of a listener.
func (g *gate) listen(l net.Listener) net.Listener { return &gated{l, g} }

type gated struct {
	net.Listener
	gate *gate
}

// Accept returns the next connection that has a place.
func (l *gated) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		address, _, err := net.SplitHostPort(c.RemoteAddr().String())
		if err != nil {
			address = c.RemoteAddr().String()
		}
		if l.gate.enter(address) {
			return &placed{Conn: c, leave: sync.OnceFunc(func() { l.gate.leave(address) })}, nil
		}
		_ = c.Close()
	}
}

// placed is a connection that gives its place back when it is closed.
type placed struct {
	net.Conn
	leave func()
}

// Close closes the connection.
func (c *placed) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
