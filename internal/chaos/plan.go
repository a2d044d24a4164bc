package chaos

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Kind is what breaks.
type Kind string

// Kinds of faults. Of four nodes three are a quorum.
const (
	Kill    Kind = "kill"    // one process is killed and started again
	Restart Kind = "restart" // one is stopped gently and started again
	Pause   Kind = "pause"   // one process stands still
	Isolate Kind = "isolate" // one node is cut off
	Halve   Kind = "halve"   // two nodes are cut off from the other two: no quorum
	Quorum  Kind = "quorum"  // two are killed: no quorum
	Dark    Kind = "dark"    // all are killed
	Slow    Kind = "slow"    // every packet takes its time
	Lossy   Kind = "lossy"   // packets get lost
	Byzant  Kind = "twice"   // a second process signs with a node's key
	Join    Kind = "join"    // a fifth node begins with the first block
	Sync    Kind = "sync"    // a fifth node begins with a snapshot
)

// Fault is one of a plan.
type Fault struct {
	Kind  Kind
	Nodes []int         // that it is about
	For   time.Duration // until it is repaired; how long Byzant, Join and Sync take is for the network to say
	Delay time.Duration // of Slow
	Loss  uint32        // of Lossy, of a million
}

// String describes a fault in a few words.
func (f Fault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-8s", f.Kind)
	if len(f.Nodes) > 0 {
		fmt.Fprintf(&b, " nodes %v", f.Nodes)
	}
	if f.For > 0 {
		fmt.Fprintf(&b, " for %s", f.For)
	}
	if f.Delay > 0 {
		fmt.Fprintf(&b, ", %s a packet", f.Delay)
	}
	if f.Loss > 0 {
		fmt.Fprintf(&b, ", %d of a million packets lost", f.Loss)
	}
	return b.String()
}

// deals says how often each kind comes in a deck; a plan goes through decks, each shuffled, so that no kind stays away.
var deals = map[Kind]int{
	Kill: 3, Restart: 1, Pause: 3, Isolate: 3, Halve: 2, Quorum: 2, Dark: 1, Slow: 1, Lossy: 1, Join: 1, Sync: 1,
}

// producers is how many nodes make blocks.
const producers = 4

// often are the kinds that come again and again.
var often = []Kind{Kill, Restart, Pause, Isolate, Halve, Quorum, Dark, Slow, Lossy, Join, Sync}

// Plan returns so many faults, the same for the same seed. One of the first four, and only that one, is a node whose key
// signs twice: who did it once is shut out. If kinds are named, all faults are of them.
func Plan(seed uint64, faults int, only ...Kind) []Fault {
	r := rand.New(rand.NewPCG(seed, 0))
	named := func(k Kind) bool { return len(only) == 0 || slices.Contains(only, k) }
	var kinds []Kind
	for len(kinds) < faults {
		var deck []Kind
		for _, k := range often {
			if named(k) {
				deck = append(deck, slices.Repeat([]Kind{k}, deals[k])...)
			}
		}
		if len(deck) == 0 {
			break
		}
		r.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
		kinds = append(kinds, deck...)
	}
	if at := r.IntN(4); named(Byzant) {
		kinds = slices.Insert(kinds, min(at, len(kinds)), Byzant)
	}
	kinds = kinds[:min(faults, len(kinds))]
	faults = len(kinds)
	plan := make([]Fault, faults)
	for i, k := range kinds {
		plan[i] = draw(r, k)
	}
	return plan
}

// draw decides the rest of a fault.
func draw(r *rand.Rand, k Kind) Fault {
	f := Fault{Kind: k, For: time.Duration(1500+r.IntN(3500)) * time.Millisecond}
	nodes := r.Perm(producers)
	switch k {
	case Kill, Restart, Pause, Isolate:
		f.Nodes = nodes[:1]
	case Halve, Quorum:
		f.Nodes = nodes[:2]
	case Dark:
		f.Nodes = nodes
	case Slow:
		f.Delay = time.Duration(50+r.IntN(250)) * time.Millisecond
	case Lossy:
		f.Loss = 10_000 + r.Uint32N(90_000)
	case Byzant:
		f.Nodes, f.For = nodes[:1], 0
	case Join, Sync:
		f.For = 0
	}
	return f
}

// standstill says whether the chain cannot grow while a fault lasts, since no quorum is left.
func (f Fault) standstill() bool { return f.Kind == Halve || f.Kind == Quorum || f.Kind == Dark }
