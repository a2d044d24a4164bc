package lm

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tianwang-net/tianwang/task/metric"
)

// Limits on reported probabilities.
const (
	floorBits = 20   // a truth of probability below 2^-20 counts as 2^-20
	slack     = 1e-3 // a sum may exceed 1 by this much, for rounding
)

// Bits returns the mean number of bits an answer needs for the true bytes, or an error for an answer that is malformed or
// dishonest. The rules, for each context:
//
//   - the answer has a choice with that index, and its logprobs list the first token's alternatives;
//   - a token counts for its first byte, so that a model with longer tokens takes part with what it implies;
//   - no log-probability is above 0 or not a number, and the sum of probabilities is at most 1;
//   - what is missing to 1 is shared evenly by the bytes that were not listed;
//   - the probability of the truth is at least 2^-20, so that one surprise costs at most 20 bits.
func Bits(body []byte, truth []byte) (float64, error) {
	ps, err := Distributions(body, len(truth))
	if err != nil {
		return 0, err
	}
	bits := metric.Bits{Floor: floorBits}
	for i, p := range ps {
		bits.Add(p[truth[i]])
	}
	return bits.PerByte(), nil
}

var errNotNormal = errors.New("probabilities: sum exceeds 1")

// distribution makes a distribution over bytes from reported tokens, by the rules of Bits.
func distribution(top map[string]float64) (*[256]float64, error) {
	var p [256]float64
	var listed [256]bool
	sum, unlisted := 0., 256
	for _, token := range slices.Sorted(maps.Keys(top)) { // in one order, so that all judges round alike
		logp := top[token]
		if math.IsNaN(logp) || logp > 0 {
			return nil, fmt.Errorf("token %q: log-probability %v is not at most 0", token, logp)
		}
		sum += math.Exp(logp)
		b, ok := firstByte(token)
		if !ok {
			continue // the end of the text: its share is missing from every byte
		}
		if p[b] += math.Exp(logp); !listed[b] {
			listed[b] = true
			unlisted--
		}
	}
	if sum > 1+slack {
		return nil, errNotNormal
	}
	if unlisted > 0 {
		kept := 0.
		for _, v := range p {
			kept += v
		}
		each := max(0, 1-kept) / float64(unlisted)
		for b := range p {
			if !listed[b] {
				p[b] = each
			}
		}
	}
	return &p, nil
}

// bytesPrefix begins the name of a token that is not valid UTF-8, as OpenAI writes it: bytes:\xe2\x80.
const bytesPrefix = `bytes:\x`

// firstByte returns the first byte of a token; the empty token, which marks the end of a text, has none.
func firstByte(token string) (byte, bool) {
	if hex, ok := strings.CutPrefix(token, bytesPrefix); ok && len(hex) >= 2 {
		if b, err := strconv.ParseUint(hex[:2], 16, 8); err == nil {
			return byte(b), true
		}
	}
	if token == "" {
		return 0, false
	}
	return token[0], true
}

// tokenNames are the names of all bytes as tokens.
var tokenNames = func() (names [256]string) {
	for b := range names {
		names[b] = string(rune(b))
		if b >= 0x80 {
			names[b] = fmt.Sprintf(`%s%02x`, bytesPrefix, b)
		}
	}
	return names
}()

// score maps bits per byte to [0, 1]: 8 bits or more give 0, no bits give 1.
func score(bits float64) float64 {
	const even = 1. / 256
	return max(0, (math.Exp2(-bits)-even)/(1-even))
}
