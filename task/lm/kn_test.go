package lm

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func noProgress(float64) {}

// slowKN computes p_n(w|h) from the definition, by counting in the text itself.
type slowKN struct {
	text  string
	order int
	disc  [MaxOrder + 1][4]float64
	count [MaxOrder + 1]map[string]int // n-gram to count, continuation counts below the highest order
}

func newSlowKN(text string, order int) *slowKN {
	m := &slowKN{text: text, order: order}
	for n := 1; n <= order; n++ {
		m.count[n] = map[string]int{}
	}
	for i := 0; i+order <= len(text); i++ {
		m.count[order][text[i:i+order]]++
	}
	for n := order - 1; n >= 1; n-- {
		for gram := range m.count[n+1] {
			m.count[n][gram[1:]]++
		}
	}
	for n := 1; n <= order; n++ {
		var counts []uint32
		for _, c := range m.count[n] {
			counts = append(counts, uint32(c))
		}
		m.disc[n] = discounts(counts)
	}
	return m
}

func (m *slowKN) p(history string, w byte, n int) float64 {
	if n == 0 {
		return 1. / 256
	}
	h := history[len(history)-(n-1):]
	total, held := 0, 0.
	for s := range 256 {
		if c := m.count[n][h+string([]byte{byte(s)})]; c > 0 {
			total += c
			held += m.disc[n][min(c, 3)]
		}
	}
	if total == 0 {
		return m.p(history, w, n-1)
	}
	own := 0.
	if c := m.count[n][h+string([]byte{w})]; c > 0 {
		own = float64(c) - m.disc[n][min(c, 3)]
	}
	return (own + held*m.p(history, w, n-1)) / float64(total)
}

func TestTrainKN_EqualsDefinition(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	var sb strings.Builder
	for range 400 {
		sb.WriteString([]string{"ab", "ra", "cad", "é", " ", "bra\n"}[rng.IntN(6)])
	}
	text := sb.String()
	for order := 1; order <= MaxOrder; order++ {
		fast, err := TrainKN(t.Context(), []byte(text), order, noProgress)
		if err != nil {
			t.Fatal(err)
		}
		slow := newSlowKN(text, order)
		for _, history := range []string{text[100:110], "abracad", "zzzzzzz", "zzzzbra", "aéaéaéa"} {
			var p [256]float64
			fast.Predict([]byte(history), &p)
			sum := 0.
			for w := range 256 {
				if want := slow.p(history, byte(w), order); math.Abs(p[w]-want) > 1e-12 {
					t.Fatalf("order %d: p(%q|%q) = %g, want %g", order, byte(w), history, p[w], want)
				}
				sum += p[w]
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("order %d: sum after %q is %g", order, history, sum)
			}
		}
	}
}

func TestPredict_ShortHistory(t *testing.T) {
	t.Parallel()
	m, err := TrainKN(t.Context(), []byte("abcabcabcabd"), 5, noProgress)
	if err != nil {
		t.Fatal(err)
	}
	for _, history := range []string{"", "a", "ab"} {
		var p [256]float64
		m.Predict([]byte(history), &p)
		sum := 0.
		for _, v := range p {
			sum += v
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("after %q: sum %g", history, sum)
		}
	}
}

func TestTrainKN_RefusesAndStops(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		order int
	}{{"abc", 0}, {"abc", MaxOrder + 1}, {"ab", 3}} {
		if _, err := TrainKN(t.Context(), []byte(c.text), c.order, noProgress); err == nil {
			t.Errorf("order %d of %q passed", c.order, c.text)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := TrainKN(ctx, []byte("abcdefgh"), 3, noProgress); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of ctx: %v", err)
	}
}

func BenchmarkTrain(b *testing.B) {
	text := TrainingText(Domains...)
	for _, order := range []int{4, 6, 7} {
		b.Run(string(rune('0'+order)), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := TrainKN(b.Context(), text, order, noProgress); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPredict(b *testing.B) {
	text := TrainingText(Spanish)
	m, err := TrainKN(b.Context(), text, 7, noProgress)
	if err != nil {
		b.Fatal(err)
	}
	var p [256]float64
	for i := 0; b.Loop(); i++ {
		at := 100 + i*7919%(len(text)-100)
		m.Predict(text[at-10:at], &p)
	}
}
