package smt

import (
	"context"
	"math"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// Memory is a translation memory: it answers with the Spanish side of the pair whose English side is nearest, by the
// cosine of words weighted by their rarity (TF-IDF). It is safe for concurrent use.
type Memory struct {
	pairs    []Pair
	words    *wordlm.Vocab
	postings [][]posting // by word
	norms    []float32   // length of each pair's vector
}

// posting says that a pair contains a word count times.
type posting struct{ pair, count uint32 }

// NewMemory indexes pairs.
func NewMemory(ctx context.Context, pairs []Pair, progress func(float64)) (*Memory, error) {
	m := &Memory{pairs: pairs, words: wordlm.NewVocab(), norms: make([]float32, len(pairs))}
	m.postings = make([][]posting, wordlm.First)
	for n, p := range pairs {
		if n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			progress(0.9 * float64(n) / float64(len(pairs)))
		}
		for _, w := range m.words.Add(lower(splitEnglish(p.English))) {
			if int(w) == len(m.postings) {
				m.postings = append(m.postings, nil)
			}
			list := m.postings[w]
			if k := len(list); k > 0 && list[k-1].pair == uint32(n) {
				list[k-1].count++
			} else {
				m.postings[w] = append(list, posting{uint32(n), 1})
			}
		}
	}
	for w, list := range m.postings {
		rare := m.rarity(uint16(w))
		for _, p := range list {
			weight := rare * float32(p.count)
			m.norms[p.pair] += weight * weight
		}
	}
	for i, n := range m.norms {
		m.norms[i] = float32(math.Sqrt(float64(n)))
	}
	progress(1)
	return m, nil
}

// rarity is the weight of a word that n of N pairs contain: ln(N/n).
func (m *Memory) rarity(w uint16) float32 {
	return float32(math.Log(float64(len(m.pairs)) / float64(max(1, len(m.postings[w])))))
}

// Translate answers each line with the nearest pair; among equally near ones with the first. A line without any known
// word gets an empty line.
func (m *Memory) Translate(ctx context.Context, text string) (string, error) {
	return Lines(m.nearest)(ctx, text)
}

func (m *Memory) nearest(line string) string {
	scores := make([]float32, len(m.pairs))
	for _, w := range lower(splitEnglish(line)) {
		id := m.words.ID(w)
		rare := m.rarity(id)
		for _, p := range m.postings[id] {
			scores[p.pair] += rare * rare * float32(p.count)
		}
	}
	best, top := -1, float32(0)
	for i, s := range scores {
		if s > top*max(m.norms[i], 1e-6) {
			best, top = i, s/m.norms[i]
		}
	}
	if best < 0 {
		return ""
	}
	return m.pairs[best].Spanish
}
