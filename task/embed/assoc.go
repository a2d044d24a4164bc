package embed

import (
	"math"
	"math/rand/v2"

	"github.com/tianwang-net/tianwang/openai"
)

// associations make vectors from what words are said with: a word's vector is the sum of random vectors of the words in
// the definitions that are paired with its own ("random indexing"). Two words that never occur in one text come near when
// they are explained alike.
type associations struct {
	words *counter
	by    map[string][]float32
}

// associationSize is the length of a word's vector.
const associationSize = 384

// associate learns from pairs.
func associate(w *counter, train []pair) *associations {
	a := &associations{w, map[string][]float32{}}
	base := map[string][]float32{}
	for _, p := range train {
		var sides [2][]float32
		for s := range 2 {
			sides[s] = make([]float32, associationSize)
			for _, f := range words(p[s]) {
				if base[f] == nil {
					base[f] = noise(f)
				}
				add(sides[s], base[f], w.weight(f))
			}
		}
		for s := range 2 {
			for _, f := range words(p[s]) {
				if a.by[f] == nil {
					a.by[f] = make([]float32, associationSize)
				}
				add(a.by[f], sides[1-s], 1)
				add(a.by[f], sides[s], 0.5)
			}
		}
	}
	for _, v := range a.by {
		shorten(v)
	}
	return a
}

// embed returns the vector of a text, of length 1: the weighed sum of its words' vectors.
func (a *associations) embed(text string) openai.Vector {
	sum := make([]float64, associationSize)
	for _, f := range words(text) {
		w := a.words.weight(f)
		for i, x := range a.by[f] {
			sum[i] += w * float64(x)
		}
	}
	return normal(sum)
}

// noise is a random vector that belongs to a word.
func noise(word string) []float32 {
	at, _ := place(word, math.MaxInt)
	rng := rand.New(rand.NewPCG(uint64(at), 1)) // #nosec G115 G404 -- the same word, the same vector
	out := make([]float32, associationSize)
	for range 16 {
		out[rng.IntN(associationSize)] += float32(1 - 2*rng.IntN(2))
	}
	return out
}

func add(to, v []float32, w float64) {
	for i, x := range v {
		to[i] += float32(w) * x
	}
}

// shorten scales to length 1.
func shorten(v []float32) {
	sum := 0.
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(sum))
	}
}
