package cases

import "testing"

// TestTwister_IsMT19937 wants the number that the generator's standard (C++ [rand.predef]) names.
func TestTwister_IsMT19937(t *testing.T) {
	t.Parallel()
	g := newTwister(5489)
	var got uint32
	for range 10_000 {
		got = g.next()
	}
	if want := uint32(4123659995); got != want {
		t.Errorf("number 10000 is %d, want %d", got, want)
	}
}

func TestAll_IsComplete(t *testing.T) {
	t.Parallel()
	for i, c := range All() {
		if c.Number != i+1 {
			t.Errorf("case %d is at place %d", c.Number, i+1)
		}
		for k, p := range c.Phases {
			if k == 0 && p.From != 0 || k > 0 && p.From <= c.Phases[k-1].From {
				t.Errorf("case %d: phase %d starts at epoch %d", c.Number, k, p.From)
			}
			for v, vote := range p.Votes {
				if len(vote) != c.Servers || vote.row().Len() != c.Servers {
					t.Errorf("case %d: phase %d: validator %d votes for %d servers of %d", c.Number, k, v, len(vote), c.Servers)
				}
			}
			if p.Stake[0]+p.Stake[1]+p.Stake[2] != 100 {
				t.Errorf("case %d: phase %d: stakes %v do not make 100", c.Number, k, p.Stake)
			}
		}
	}
}

func TestFind_Refuses(t *testing.T) {
	t.Parallel()
	for _, number := range []int{-1, 0, 23} {
		if _, err := Find(number); err == nil {
			t.Errorf("case %d was found", number)
		}
	}
	if _, err := FindVariant("yuma4"); err == nil {
		t.Error("variant yuma4 was found")
	}
	if _, err := (Case{Phases: []Phase{{}}}).Run(Variant{}); err == nil {
		t.Error("a variant without a version was run")
	}
}
