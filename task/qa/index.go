package qa

import (
	"math"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// index finds the verse of another translation that is nearest to a cloze, by the cosine of words weighted by their
// rarity (TF-IDF).
type index struct {
	vocab    *wordlm.Vocab
	verses   [][]string
	postings [][]uint32 // by word: verses that contain it
	norms    []float32
}

// frequentShare is the share of verses from which on a word is too common to look up.
const frequentShare = 0.2

func newIndex(verses []string) *index {
	x := &index{vocab: wordlm.NewVocab(), norms: make([]float32, len(verses)), postings: make([][]uint32, wordlm.First)}
	for n, v := range verses {
		ws := words(v)
		x.verses = append(x.verses, ws)
		for _, id := range x.vocab.Add(ws) {
			if int(id) == len(x.postings) {
				x.postings = append(x.postings, nil)
			}
			if list := x.postings[id]; len(list) == 0 || list[len(list)-1] != uint32(n) {
				x.postings[id] = append(list, uint32(n))
			}
		}
	}
	for id, list := range x.postings {
		r := x.rarity(uint16(id))
		for _, n := range list {
			x.norms[n] += r * r
		}
	}
	for i, n := range x.norms {
		x.norms[i] = float32(math.Sqrt(float64(n)))
	}
	return x
}

// rarity is ln(N/n) for a word in n of N verses, 0 for unknown words and for those too common.
func (x *index) rarity(id uint16) float32 {
	n := float64(len(x.postings[id]))
	if n == 0 || n > frequentShare*float64(len(x.verses)) {
		return 0
	}
	return float32(math.Log(float64(len(x.verses)) / n))
}

// nearest returns the words of the verse nearest to a cloze, nil if no word of it is known.
func (x *index) nearest(c cloze) []string {
	scores := make([]float32, len(x.verses))
	seen := map[uint16]bool{}
	for _, side := range [][]string{c.left, c.right} {
		for _, w := range side {
			id := x.vocab.ID(w)
			r := x.rarity(id)
			if r == 0 || seen[id] {
				continue
			}
			seen[id] = true
			for _, n := range x.postings[id] {
				scores[n] += r * r
			}
		}
	}
	best, top := -1, float32(0)
	for i, s := range scores {
		if s > top*max(x.norms[i], 1e-6) {
			best, top = i, s/x.norms[i]
		}
	}
	if best < 0 {
		return nil
	}
	return x.verses[best]
}
