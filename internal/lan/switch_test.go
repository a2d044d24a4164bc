package lan

import (
	"io"
	"net/netip"
	"testing"
	"time"
)

// patience is how long a test waits for a packet on a busy machine.
const patience = 20 * time.Second

// port is the end of a cable in memory: what the switch writes is read by the test, and the other way round.
type port struct{ in, out chan []byte }

func newPort() port { return port{make(chan []byte, 64), make(chan []byte, 64)} }

func (p port) Read(b []byte) (int, error) {
	packet, ok := <-p.in
	if !ok {
		return 0, io.EOF
	}
	return copy(b, packet), nil
}

func (p port) Write(b []byte) (int, error) {
	p.out <- b
	return len(b), nil
}

// packet is an IPv4 header to somebody, and a number.
func packet(to netip.Addr, number byte) []byte {
	b := make([]byte, 21)
	b[0] = 0x45
	copy(b[16:], to.AsSlice())
	b[20] = number
	return b
}

func (p port) next(t *testing.T) byte {
	t.Helper()
	select {
	case b := <-p.out:
		return b[20]
	case <-time.After(patience):
		t.Fatal("no packet")
		return 0
	}
}

func TestSwitch(t *testing.T) {
	t.Parallel()
	s := NewSwitch(1)
	var at []netip.Addr
	var ports []port
	for i := range byte(3) {
		at, ports = append(at, netip.AddrFrom4([4]byte{10, 0, 0, i + 1})), append(ports, newPort())
		s.Plug(at[i], ports[i])
	}
	ports[0].in <- packet(at[1], 1)
	if got := ports[1].next(t); got != 1 {
		t.Fatalf("packet %d, want 1", got)
	}
	ports[0].in <- []byte{0x60, 1, 2}                    // not IPv4
	ports[0].in <- packet(at[0].Next().Next().Next(), 9) // to nobody

	// What is cut and what is lost does not arrive; the next of another cable does.
	s.Lay(at[0], at[1], Cable{Cut: true})
	ports[0].in <- packet(at[1], 2)
	ports[0].settle(t, ports[2], at[2])
	s.Lay(at[0], at[1], Cable{Loss: 1_000_000})
	ports[0].in <- packet(at[1], 3)
	ports[0].settle(t, ports[2], at[2])
	s.Heal()

	// A delay keeps the order.
	s.Lay(at[0], at[1], Cable{Delay: 30 * time.Millisecond})
	start := time.Now()
	ports[0].in <- packet(at[1], 4)
	ports[0].settle(t, ports[2], at[2])
	s.Heal()
	ports[0].in <- packet(at[1], 5)
	if first, second := ports[1].next(t), ports[1].next(t); first != 4 || second != 5 {
		t.Errorf("packets %d and %d, want 4 and 5", first, second)
	}
	if passed := time.Since(start); passed < 30*time.Millisecond {
		t.Errorf("a packet that takes 30 ms took %s", passed)
	}
	for _, p := range ports {
		close(p.in)
	}
	s.Close()
}

// settle waits until the switch has taken everything that a host sent before.
func (p port) settle(t *testing.T, other port, address netip.Addr) {
	t.Helper()
	p.in <- packet(address, 77)
	if got := other.next(t); got != 77 {
		t.Fatalf("packet %d, want 77", got)
	}
}
