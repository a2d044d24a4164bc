package qa

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// ngram knows how well words fit to the words around a gap.
type ngram struct {
	vocab      *wordlm.Vocab
	model      *wordlm.Model
	all        *wordlm.All
	candidates []uint16 // words that may be masked
}

// trainNgram learns from the training verses of King James's version.
func trainNgram(ctx context.Context, b *book) (*ngram, error) {
	m := &ngram{vocab: wordlm.NewVocab()}
	sentences := make([][]uint16, len(b.train))
	for i, v := range b.train {
		sentences[i] = m.vocab.Add(words(v.Text))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.model = wordlm.Train(sentences, m.vocab.Size())
	m.all = wordlm.NewAll(m.model, m.vocab.Size())
	for id := uint16(wordlm.First); int(id) < m.vocab.Size(); id++ {
		if b.content(m.vocab.Word(id)) {
			m.candidates = append(m.candidates, id)
		}
	}
	return m, ctx.Err()
}

const (
	reach     = wordlm.Order - 1 // words on either side of the gap that matter
	shortlist = 300              // candidates that are looked at closely
	lmShare   = 0.3              // weight of the language model against evidence
	leastHint = 1e-4             // evidence for a word that has none
)

var logLeastHint = math.Log(leastHint)

// scored is a candidate with its score, a logarithm.
type scored struct {
	id    uint16
	score float32
}

// left returns the best word after the words before the gap; "" if there is none.
func (m *ngram) left(c cloze) string { return m.first(m.start(c), c) }

// both returns the best word between the words on both sides. evidence, if not nil, holds what else speaks for a word, as
// a probability.
func (m *ngram) both(c cloze, evidence map[string]float32) string {
	following := m.following(c)
	near := m.start(c)
	next := m.all.Before(following[0])
	for i := range near { // at first by the nearest neighbours alone
		near[i].score += next[near[i].id]
		near[i].score = m.weigh(near[i], evidence)
	}
	near = best(near, shortlist)
	state := m.state(c)
	for i, n := range near {
		sum, s := m.model.LogP(state, n.id), state.Append(n.id)
		for _, f := range following {
			sum += m.model.LogP(s, f)
			s = s.Append(f)
		}
		near[i].score = m.weigh(scored{n.id, sum}, evidence)
	}
	return m.first(near, c)
}

func (m *ngram) weigh(s scored, evidence map[string]float32) float32 {
	if evidence == nil {
		return s.score
	}
	hint := float32(logLeastHint)
	if e, ok := evidence[m.vocab.Word(s.id)]; ok {
		hint = float32(math.Log(float64(e) + leastHint))
	}
	return lmShare*s.score + hint
}

func (m *ngram) state(c cloze) wordlm.State {
	s := wordlm.BeginState
	for _, w := range c.left {
		s = s.Append(m.vocab.ID(w))
	}
	return m.model.Trim(s)
}

// start scores all candidates by the words before the gap.
func (m *ngram) start(c cloze) []scored {
	all := m.all.After(m.state(c))
	out := make([]scored, len(m.candidates))
	for i, id := range m.candidates {
		out[i] = scored{id, all[id]}
	}
	return out
}

// following returns the words after the gap that share an n-gram with it, at least the mark for the end.
func (m *ngram) following(c cloze) []uint16 {
	var out []uint16
	for _, w := range c.right[:min(reach, len(c.right))] {
		out = append(out, m.vocab.ID(w))
	}
	if len(out) < reach {
		out = append(out, wordlm.End)
	}
	return out
}

// best returns the n best by falling score, equal ones by number, and overwrites the rest.
func best(s []scored, n int) []scored {
	order := func(a, b scored) int {
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		return cmp.Compare(a.id, b.id)
	}
	kept := s[:0]
	worst := float32(math.Inf(-1)) // of those that are kept for certain
	for _, x := range s {
		if x.score < worst {
			continue
		}
		if kept = append(kept, x); len(kept) == 2*n {
			slices.SortFunc(kept, order)
			kept = kept[:n]
			worst = kept[n-1].score
		}
	}
	slices.SortFunc(kept, order)
	return kept[:min(n, len(kept))]
}

// first returns the best candidate that does not stand elsewhere in the verse; of equal ones, the one that comes first.
func (m *ngram) first(s []scored, c cloze) string {
	best, top := "", float32(0)
	for _, x := range s {
		if best != "" && x.score <= top {
			continue
		}
		if w := m.vocab.Word(x.id); !slices.Contains(c.left, w) && !slices.Contains(c.right, w) {
			best, top = w, x.score
		}
	}
	return best
}
