package embed

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"

	"github.com/tianwang-net/tianwang/openai"
)

// features are what is counted in a text.
type features func(text string) []string

// words are runs of letters and digits in lower case.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// grams are runs of four characters within words, with a space on both sides of a word: beginnings and endings count.
func grams(text string) []string {
	const n = 4
	var out []string
	for _, w := range words(text) {
		r := []rune(" " + w + " ")
		for i := 0; i == 0 || i+n <= len(r); i++ {
			out = append(out, string(r[i:min(i+n, len(r))]))
		}
	}
	return out
}

// counter makes vectors of counted features: each feature has a place and a sign by its hash ("feature hashing"), and
// weighs more the fewer texts have it.
type counter struct {
	of    features
	size  int
	texts float64
	df    map[string]float64 // texts of training that have the feature; nil when all weigh alike
}

// learn counts in how many texts each feature is.
func learn(of features, size int, train []pair) *counter {
	c := &counter{of: of, size: size, df: map[string]float64{}}
	for _, p := range train {
		for _, text := range p {
			c.texts++
			seen := map[string]bool{}
			for _, f := range of(text) {
				if !seen[f] {
					seen[f] = true
					c.df[f]++
				}
			}
		}
	}
	return c
}

// weight is the logarithm of how rare a feature is.
func (c *counter) weight(f string) float64 {
	if c.df == nil {
		return 1
	}
	return math.Log((1 + c.texts) / (1 + c.df[f]))
}

// embed returns the vector of a text, of length 1.
func (c *counter) embed(text string) openai.Vector {
	count := map[string]float64{}
	var order []string // sums of floats depend on it
	for _, f := range c.of(text) {
		if count[f]++; count[f] == 1 {
			order = append(order, f)
		}
	}
	sum := make([]float64, c.size)
	for _, f := range order {
		at, sign := place(f, c.size)
		sum[at] += sign * (1 + math.Log(count[f])) * c.weight(f)
	}
	return normal(sum)
}

// place is where a feature counts, and with which sign.
func place(f string, size int) (at int, sign float64) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(f)) // never fails
	x := h.Sum64()
	x ^= x >> 29
	return int(x % uint64(size)), 1 - 2*float64(x>>63) // #nosec G115 -- below size
}

// normal scales to length 1 and rounds to what is worth sending.
func normal(sum []float64) openai.Vector {
	total := 0.
	for _, x := range sum {
		total += x * x
	}
	out := make(openai.Vector, len(sum))
	if total == 0 {
		return out
	}
	for i, x := range sum {
		out[i] = float32(math.Round(x/math.Sqrt(total)*1e4) / 1e4)
	}
	return out
}
