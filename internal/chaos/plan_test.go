package chaos

import (
	"slices"
	"testing"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		plan, again := Plan(seed, 60), Plan(seed, 60)
		counts := map[Kind]int{}
		for i, f := range plan {
			if f.String() != again[i].String() {
				t.Fatalf("seed %d: fault %d is %s, and %s the next time", seed, i, f, again[i])
			}
			counts[f.Kind]++
			for _, n := range f.Nodes {
				if n < 0 || n >= producers || len(f.Nodes) != len(slices.Compact(slices.Sorted(slices.Values(f.Nodes)))) {
					t.Fatalf("seed %d: %s", seed, f)
				}
			}
		}
		for k, n := range deals {
			if counts[k] < 2*n {
				t.Errorf("seed %d: %d times %s of %d faults", seed, counts[k], k, len(plan))
			}
		}
		if first := slices.IndexFunc(plan, func(f Fault) bool { return f.Kind == Byzant }); counts[Byzant] != 1 || first > 3 {
			t.Errorf("seed %d: %d nodes sign twice, the first at %d", seed, counts[Byzant], first)
		}
	}
	if Plan(1, 60)[0].String() == Plan(2, 60)[0].String() && Plan(1, 60)[1].String() == Plan(2, 60)[1].String() {
		t.Error("two seeds have the same plan")
	}
}

func TestFates(t *testing.T) {
	t.Parallel()
	w := newWitness()
	if err := w.note("a", 7, "X", []string{"gone"}); err != nil {
		t.Fatal(err)
	}
	if err := w.note("b", 7, "X", []string{"gone"}); err != nil {
		t.Fatal(err)
	}
	if err := w.note("c", 7, "Y", nil); err == nil {
		t.Error("two nodes disagree, and the witness has not noticed")
	}
	expected := make([]int64, users)
	var f Fates
	for _, c := range []struct {
		e   Entry
		at  []placed
		bad bool
	}{
		{Entry{Hash: "once", Transfer: true, From: 0, To: 1, Amount: 5}, []placed{{7, 0, true}, {8, 30, false}}, false},
		{Entry{Hash: "failed", Transfer: true, From: 0, To: 1, Amount: 5}, []placed{{7, 5, true}}, false},
		{Entry{Hash: "expired", Accepted: true}, nil, false},
		{Entry{Hash: "refused", Refused: "why"}, nil, false},
		{Entry{Hash: "unsent"}, nil, false},
		{Entry{Hash: "twice"}, []placed{{7, 0, false}, {9, 0, false}}, true},
		{Entry{Hash: "gone", Accepted: true}, nil, true},
	} {
		if err := f.count(&c.e, c.at, w, expected); (err != nil) != c.bad {
			t.Errorf("%s: %v", c.e.Hash, err)
		}
	}
	if want := (Fates{Succeeded: 1, Failed: 1, Repeated: 1, Expired: 1, Refused: 1, Unsent: 1}); f != want {
		t.Errorf("%+v, want %+v", f, want)
	}
	if expected[0] != -5-2*transferGas || expected[1] != 5 {
		t.Errorf("user 0 has %d, user 1 %d", expected[0], expected[1])
	}
}
