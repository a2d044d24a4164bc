package smt

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// Limits of the search.
const (
	maxSentence = 100 // words decoded at once; longer sentences are cut
	maxJump     = 5   // source words a phrase may skip
)

// coverage marks the source words that are translated.
type coverage [2]uint64

func (c coverage) has(i int) bool { return c[i>>6]>>(i&63)&1 != 0 }

func (c coverage) with(from, to int) coverage {
	for i := from; i < to; i++ {
		c[i>>6] |= 1 << (i & 63)
	}
	return c
}

// firstGap returns the first word that is not translated.
func (c coverage) firstGap() int {
	if n := bits.TrailingZeros64(^c[0]); n < 64 {
		return n
	}
	return 64 + bits.TrailingZeros64(^c[1])
}

// option is a translation of the source words from:to.
type option struct {
	from, to int
	words    []uint16
	literal  string  // set instead of words for a source word nobody knows: it stays as it is
	score    float32 // without the language model
	estimate float32 // with the language model, as far as the words are known
}

// hypothesis is a translation of some source words.
type hypothesis struct {
	score, total   float32 // so far; with an estimate for the rest
	covered        coverage
	end            int16 // place after the last translated phrase
	state          wordlm.State
	back, optionID int32 // how it came about, as indices; -1 for the first
}

// joint is what the rest of a translation depends on: of hypotheses that share it only the best is kept.
type joint struct {
	covered coverage
	state   wordlm.State
	end     int16
}

// search is the decoding of one sentence.
type search struct {
	sys     *System
	options []option
	bySpan  [][]int32 // options by from*n+to-1, best first
	n       int
	rest    []float32 // estimate for the span from:to at from*(n+1)+to
	arena   []hypothesis
	stacks  []stack // by number of source words covered
}

type stack struct {
	ids  []int32
	seen map[joint]int32 // index into arena
	best float32
}

// decode translates words; literals are the same words as text.
func (s *System) decode(words []uint16, literals []string) []option {
	d := &search{sys: s, n: len(words), bySpan: make([][]int32, len(words)*len(words))}
	d.collect(words, literals)
	d.estimate()
	d.stacks = make([]stack, d.n+1)
	for i := range d.stacks {
		d.stacks[i] = stack{seen: map[joint]int32{}, best: -1e30}
	}
	d.push(0, hypothesis{state: wordlm.BeginState, back: -1, optionID: -1})
	for i := range d.n {
		for _, id := range d.prune(&d.stacks[i]) {
			d.expand(id)
		}
	}
	return d.trace(d.prune(&d.stacks[d.n])[0])
}

// collect finds the options of every span. A word without any keeps its most likely translation or itself.
func (d *search) collect(words []uint16, literals []string) {
	w := d.sys.weights
	for from := range words {
		for to := from + 1; to <= min(d.n, from+maxPhrase); to++ {
			for _, e := range d.sys.phrases.find(words[from:to]) {
				d.add(option{from: from, to: to, words: d.sys.phrases.words(e), score: e.score})
			}
		}
		if len(d.bySpan[from*d.n+from]) > 0 {
			continue
		}
		o := option{from: from, to: from + 1, words: []uint16{wordlm.Unknown}, literal: literals[from], score: w.word}
		if best := d.sys.forward.bestWord(words[from]); best != wordlm.None {
			o.words, o.literal = []uint16{best}, ""
		}
		d.add(o)
	}
	for _, ids := range d.bySpan {
		slices.SortStableFunc(ids, func(a, b int32) int { return cmp.Compare(d.options[b].estimate, d.options[a].estimate) })
	}
}

func (d *search) add(o option) {
	state := wordlm.State(0)
	o.estimate = o.score
	for _, f := range o.words {
		o.estimate += d.sys.weights.language * d.sys.language.LogP(state, f)
		state = state.Append(f)
	}
	span := o.from*d.n + o.to - 1
	d.bySpan[span] = append(d.bySpan[span], int32(len(d.options)))
	d.options = append(d.options, o)
}

// estimate fills rest with the best that spans can reach by themselves.
func (d *search) estimate() {
	size := d.n + 1
	d.rest = make([]float32, size*size)
	for length := 1; length <= d.n; length++ {
		for from := 0; from+length <= d.n; from++ {
			to := from + length
			best := float32(-1e30)
			if ids := d.bySpan[from*d.n+to-1]; len(ids) > 0 {
				best = d.options[ids[0]].estimate
			}
			for cut := from + 1; cut < to; cut++ {
				best = max(best, d.rest[from*size+cut]+d.rest[cut*size+to])
			}
			d.rest[from*size+to] = best
		}
	}
}

// future sums the estimates of all stretches that are not covered.
func (d *search) future(c coverage) float32 {
	sum, from := float32(0), -1
	for i := range d.n {
		if c.has(i) {
			if from >= 0 {
				sum += d.rest[from*(d.n+1)+i]
				from = -1
			}
		} else if from < 0 {
			from = i
		}
	}
	if from >= 0 {
		sum += d.rest[from*(d.n+1)+d.n]
	}
	return sum
}

// expand adds every option that may follow a hypothesis.
func (d *search) expand(id int32) {
	h := d.arena[id]
	w := &d.sys.weights
	covered := bits.OnesCount64(h.covered[0]) + bits.OnesCount64(h.covered[1])
	gap := h.covered.firstGap()
	for from := gap; from < min(d.n, gap+maxJump+1); from++ {
		jump := max(from-int(h.end), int(h.end)-from)
		for to := from + 1; to <= min(d.n, from+maxPhrase) && !h.covered.has(to-1); to++ {
			ids := d.bySpan[from*d.n+to-1]
			if len(ids) == 0 {
				continue
			}
			next := h.covered.with(from, to)
			base := h.score - w.jump*float32(jump)
			future := d.future(next)
			target := covered + to - from
			for _, oid := range ids {
				o := &d.options[oid]
				if base+o.estimate+future < d.stacks[target].best-d.sys.threshold {
					break
				}
				score, state := base+o.score, h.state
				for _, f := range o.words {
					score += w.language * d.sys.language.LogP(state, f)
					state = state.Append(f)
				}
				if target == d.n {
					score += w.language * d.sys.language.LogP(state, wordlm.End)
				}
				d.push(target, hypothesis{score, score + future, next, int16(to), d.sys.language.Trim(state), id, oid})
			}
		}
	}
}

// push adds a hypothesis to a stack unless one that can do the same is there with a better score.
func (d *search) push(n int, h hypothesis) {
	s := &d.stacks[n]
	if h.total < s.best-d.sys.threshold {
		return
	}
	key := joint{h.covered, h.state, h.end}
	if old, ok := s.seen[key]; ok {
		if d.arena[old].score < h.score {
			d.arena[old] = h
		}
	} else {
		s.seen[key] = int32(len(d.arena))
		s.ids = append(s.ids, int32(len(d.arena)))
		d.arena = append(d.arena, h)
	}
	s.best = max(s.best, h.total)
}

// prune returns the best hypotheses of a stack, best first.
func (d *search) prune(s *stack) []int32 {
	slices.SortStableFunc(s.ids, func(a, b int32) int { return cmp.Compare(d.arena[b].total, d.arena[a].total) })
	return s.ids[:min(len(s.ids), d.sys.beam)]
}

// trace returns the options that led to a hypothesis, in order.
func (d *search) trace(id int32) []option {
	var out []option
	for ; d.arena[id].optionID >= 0; id = d.arena[id].back {
		out = append(out, d.options[d.arena[id].optionID])
	}
	slices.Reverse(out)
	return out
}
