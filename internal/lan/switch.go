package lan

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"time"
)

// Bounds of a packet and of how many may be on a cable; what comes beyond is lost, as on every network.
const (
	maxPacket = 9000 // bytes
	maxQueue  = 8192 // packets
)

// Cable is what happens to packets in one direction between two hosts. The zero value is a perfect one.
type Cable struct {
	Cut   bool
	Delay time.Duration // of every packet; order is kept
	Loss  uint32        // packets lost of a million, by chance
}

// pair is a direction.
type pair struct{ from, to netip.Addr }

// parcel is a packet and when it arrives.
type parcel struct {
	at   time.Time
	data []byte
}

// wire is the cable of one direction with what is on it.
type wire struct {
	cable  Cable
	parcel chan parcel
}

// Switch carries IPv4 packets between hosts. It is safe for concurrent use.
type Switch struct {
	mu     sync.Mutex
	chance *rand.Rand
	ports  map[netip.Addr]io.ReadWriter
	wires  map[pair]*wire
	done   chan struct{}
	group  sync.WaitGroup
}

// NewSwitch returns a switch whose losses are drawn from a seed.
func NewSwitch(seed uint64) *Switch {
	return &Switch{
		chance: rand.New(rand.NewPCG(seed, 1)), ports: map[netip.Addr]io.ReadWriter{}, wires: map[pair]*wire{}, done: make(chan struct{}),
	}
}

// Plug connects a host. The switch reads its packets, one with each call, until that fails; whoever plugged the port in
// closes it before [Switch.Close].
func (s *Switch) Plug(address netip.Addr, port io.ReadWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other := range s.ports {
		for _, p := range []pair{{address, other}, {other, address}} {
			w := &wire{parcel: make(chan parcel, maxQueue)}
			s.wires[p] = w
			to := port
			if p.to == other {
				to = s.ports[other]
			}
			s.group.Go(func() { s.deliver(w, to) })
		}
	}
	s.ports[address] = port
	s.group.Go(func() { s.accept(address, port) })
}

// Lay replaces the cables between two hosts, in both directions.
func (s *Switch) Lay(a, b netip.Addr, c Cable) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range []pair{{a, b}, {b, a}} {
		if w := s.wires[p]; w != nil {
			w.cable = c
		}
	}
}

// Heal makes all cables perfect.
func (s *Switch) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.wires {
		w.cable = Cable{}
	}
}

// Close waits for what the switch does to end.
func (s *Switch) Close() {
	close(s.done)
	s.group.Wait()
}

// accept puts the packets of a host on its cables.
func (s *Switch) accept(from netip.Addr, port io.Reader) {
	buffer := make([]byte, maxPacket)
	for {
		n, err := port.Read(buffer)
		if err != nil {
			return
		}
		if to, ok := destination(buffer[:n]); ok {
			s.send(pair{from, to}, buffer[:n])
		}
	}
}

// destination is where an IPv4 packet goes.
func destination(packet []byte) (netip.Addr, bool) {
	if len(packet) < 20 || packet[0]>>4 != 4 {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice(packet[16:20])
}

// send puts a packet on a cable, unless it gets lost.
func (s *Switch) send(p pair, packet []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.wires[p]
	if w == nil || w.cable.Cut || (w.cable.Loss > 0 && s.chance.Uint32N(1_000_000) < w.cable.Loss) {
		return
	}
	select {
	case w.parcel <- parcel{time.Now().Add(w.cable.Delay), append([]byte(nil), packet...)}:
	default: // the cable is full
	}
}

// deliver hands the packets of a cable to the host at its end, each at its time.
func (s *Switch) deliver(w *wire, to io.Writer) {
	for {
		select {
		case <-s.done:
			return
		case p := <-w.parcel:
			if wait := time.Until(p.at); wait > 0 {
				select {
				case <-s.done:
					return
				case <-time.After(wait):
				}
			}
			if _, err := to.Write(p.data); errors.Is(err, os.ErrClosed) {
				return
			}
		}
	}
}
