package stake

import (
	"math/rand/v2"
	"testing"
)

// TestTake_LeastOfTheEpoch plays random changes of a take over random epochs and holds what an epoch pays with against the
// slow definition: the least take that was in force at any moment since the epoch began. With few raises in an epoch it is
// exactly that, with very many it may be lower, to the owner's loss, and never higher.
func TestTake_LeastOfTheEpoch(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(12, 0))
	exact, lower := 0, 0
	for range 100_000 {
		interval := rng.Uint64N(4)
		now, current := uint64(1), take{now: uint32(rng.IntN(100))} // #nosec G115
		inForce := []struct {
			take  uint32
			until uint64
		}{}
		began := uint64(0)
		for range rng.IntN(40) {
			now += rng.Uint64N(3)
			to := uint32(rng.IntN(100)) // #nosec G115
			next, err := current.change("hot", to, now, interval)
			if err != nil {
				if to <= current.now || now >= current.changedAt+interval {
					t.Fatalf("a change from %d to %d at block %d, last at %d, was refused: %v", current.now, to, now, current.changedAt, err)
				}
				continue
			}
			inForce = append(inForce, struct {
				take  uint32
				until uint64
			}{current.now, now})
			current = next
			if len(current.past) > maxPastTakes {
				t.Fatalf("%d past takes are remembered", len(current.past))
			}
			if rng.IntN(8) == 0 {
				began = now + rng.Uint64N(2)
			}
		}
		want := current.now
		for _, f := range inForce {
			if f.until >= began {
				want = min(want, f.take)
			}
		}
		switch got := current.least(began); {
		case got > want:
			t.Fatalf("the epoch from %d pays with take %d, %d was in force: %v", began, got, want, inForce)
		case got < want && len(inForce) <= maxPastTakes:
			t.Fatalf("the epoch from %d pays with take %d, the least was %d: %v", began, got, want, inForce)
		case got < want:
			lower++
		default:
			exact++
		}
	}
	if exact < 90*lower {
		t.Errorf("%d epochs paid with less than the least take, %d with it", lower, exact)
	}
}

// TestTake_LureGainsNothing: lowering a take to draw nominators and raising it before pay-day pays the low one.
func TestTake_LureGainsNothing(t *testing.T) {
	t.Parallel()
	lured, err := take{now: 11_000}.change("hot", 0, 105, 0)
	if err != nil {
		t.Fatal(err)
	}
	raised, err := lured.change("hot", 11_000, 109, 0)
	if err != nil {
		t.Fatal(err)
	}
	for since, want := range map[uint64]uint32{100: 0, 109: 0, 110: 11_000} {
		if got := raised.least(since); got != want {
			t.Errorf("an epoch that began at %d pays with take %d, want %d", since, got, want)
		}
	}
}
