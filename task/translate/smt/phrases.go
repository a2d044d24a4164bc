package smt

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// weights multiply the logarithms that a translation is scored by.
type weights struct {
	forward, backward       float32 // p(target phrase|source phrase) and the reverse
	lexForward, lexBackward float32 // their lexical weights
	language                float32 // p(target) by the language model
	word                    float32 // per target word
	jump                    float32 // per source word jumped over
}

// tuned were found by coordinate ascent on chrF2 over 200 training verses that no tested system has seen.
var tuned = weights{
	forward: 0.26, backward: 0.17, lexForward: 0.03, lexBackward: 0.22, language: 0.3, word: 0.41, jump: 0.36,
}

const (
	maxOptions = 20  // translations kept for a source phrase
	discount   = 0.5 // subtracted from counts of phrase pairs, so that what was seen once is trusted less
)

// phraseTable holds the translations of source phrases, best first.
type phraseTable struct {
	index   map[uint64][2]uint32 // phraseKey to a range of entries
	entries []phraseEntry
	targets [][]uint16 // target sides of training, which entries point into
}

// phraseEntry is one translation: a stretch of a target sentence, with its weighted score.
type phraseEntry struct {
	sentence     uint32
	start, width uint8
	score        float32
}

func (t *phraseTable) words(e phraseEntry) []uint16 {
	return t.targets[e.sentence][e.start : int(e.start)+int(e.width)]
}

// newPhraseTable scores counted phrase pairs, which stand sorted by source phrase, and keeps the best of each.
func (s *System) newPhraseTable(ctx context.Context, pairs []phrasePair, b *bitext) (*phraseTable, error) {
	totals := make(map[uint64]uint32, len(pairs)/2) // by target phrase
	for _, p := range pairs {
		totals[p.target] += p.count
	}
	t := &phraseTable{index: make(map[uint64][2]uint32), targets: b.spanish}
	var group []phraseEntry
	for from := 0; from < len(pairs); {
		if len(t.index)%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		to, total := from, uint32(0)
		for ; to < len(pairs) && pairs[to].source == pairs[from].source; to++ {
			total += pairs[to].count
		}
		group = group[:0]
		for _, p := range pairs[from:to] {
			group = append(group, s.scorePair(p, total, totals[p.target], b))
		}
		slices.SortStableFunc(group, func(a, b phraseEntry) int { return cmp.Compare(b.score, a.score) })
		first := uint32(len(t.entries))
		t.entries = append(t.entries, group[:min(len(group), maxOptions)]...)
		t.index[pairs[from].source] = [2]uint32{first, uint32(len(t.entries))}
		from = to
	}
	return t, nil
}

// scorePair weighs a phrase pair; ofSource and ofTarget are the counts of its two sides.
func (s *System) scorePair(p phrasePair, ofSource, ofTarget uint32, b *bitext) phraseEntry {
	source := b.english[p.sentence][p.from : p.from+p.length]
	target := b.spanish[p.sentence][p.start : p.start+p.width]
	count := float64(p.count) - discount
	w := &s.weights
	return phraseEntry{p.sentence, p.start, p.width, w.word*float32(len(target)) +
		w.forward*float32(math.Log(count/float64(ofSource))) +
		w.backward*float32(math.Log(count/float64(ofTarget))) +
		w.lexForward*s.forward.logPhrase(source, target) +
		w.lexBackward*s.backward.logPhrase(target, source)}
}

// find returns the translations of a source phrase, best first.
func (t *phraseTable) find(source []uint16) []phraseEntry {
	r := t.index[phraseKey(source)]
	return t.entries[r[0]:r[1]]
}
