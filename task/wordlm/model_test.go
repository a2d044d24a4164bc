package wordlm

import (
	"math"
	"strings"
	"testing"
)

// train learns from lines of words.
func train(lines ...string) (*Vocab, *Model) {
	v := NewVocab()
	var sentences [][]uint16
	for _, l := range lines {
		sentences = append(sentences, v.Add(strings.Fields(l)))
	}
	return v, Train(sentences, v.Size())
}

func TestLogP_SumsToOne(t *testing.T) {
	t.Parallel()
	v, m := train("la casa de david", "la casa roja", "el libro de david", "el libro rojo", "la casa verde", "a a a a b a a a b b")
	casa, de := v.ID("casa"), v.ID("de")
	for _, s := range []State{0, BeginState, BeginState.Append(casa), State(0).Append(casa).Append(de), State(Unknown), BeginState.Append(v.ID("la")).Append(casa)} {
		sum := 0.
		for w := range v.Size() { // the even share of the lowest order goes to every number, those of no word too
			sum += math.Exp(float64(m.LogP(s, uint16(w))))
		}
		if math.Abs(sum-1) > 1e-4 {
			t.Errorf("state %x: sum %.6f", uint64(s), sum)
		}
		if full, short := m.LogP(s, de), m.LogP(m.Trim(s), de); full != short {
			t.Errorf("state %x: %g before trimming, %g after", uint64(s), full, short)
		}
	}
	if after := State(0).Append(casa); m.LogP(after, de) < m.LogP(after, casa) {
		t.Error("casa casa is likelier than casa de")
	}
}

// TestLogP_ByHand works out the bigram p(b|a) of "a b a c": the bigrams of order 2 are <s>a, ab, ba, ac, c</s>.
func TestLogP_ByHand(t *testing.T) {
	t.Parallel()
	v, m := train("a b a c")
	a, b := v.ID("a"), v.ID("b")
	uni, bi := m.tables[1].find(uint64(b)), m.tables[2].find(uint64(a)<<16|uint64(b))
	if uni == nil || bi == nil {
		t.Fatal("b or a b is missing")
	}
	// Continuation counts after a: b 1, c 1; both seen once, so with D1 = d the share left to single words is d.
	d := countDiscounts([]gramCount{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}})[1]
	want := (1-d)/2 + d*math.Exp(float64(uni.logp))
	if got := math.Exp(float64(bi.logp)); math.Abs(got-want) > 1e-6 {
		t.Errorf("p(b|a) = %g, want %g", got, want)
	}
}

func TestVocab(t *testing.T) {
	t.Parallel()
	v := NewVocab()
	ids := v.Add([]string{"x", "y", "x"})
	if ids[0] != First || ids[1] != First+1 || ids[2] != ids[0] || v.ID("z") != Unknown || v.Word(ids[1]) != "y" || v.Size() != First+2 {
		t.Errorf("ids %v, size %d", ids, v.Size())
	}
}

// TestAll says of every word what LogP says of it, to the last bit.
func TestAll(t *testing.T) {
	t.Parallel()
	v, m := train("la casa de david", "la casa roja", "el libro de david", "el libro rojo", "la casa verde", "a a a a b a a a b b")
	a := NewAll(m, v.Size())
	states := []State{0, BeginState, State(Unknown)}
	for w := range v.Size() {
		for _, s := range states[:3] {
			states = append(states, s.Append(uint16(w)), s.Append(uint16(w)).Append(v.ID("casa")), s.Append(v.ID("la")).Append(uint16(w)).Append(v.ID("de")))
		}
	}
	for _, s := range states {
		for w, got := range a.After(s) {
			if want := m.LogP(s, uint16(w)); got != want {
				t.Fatalf("state %x, word %d: %g, one by one %g", uint64(s), w, got, want)
			}
		}
	}
	for w := range v.Size() {
		for first, got := range a.Before(uint16(w)) {
			if want := m.LogP(State(0).Append(uint16(first)), uint16(w)); got != want {
				t.Fatalf("word %d after %d: %g, one by one %g", w, first, got, want)
			}
		}
	}
}
