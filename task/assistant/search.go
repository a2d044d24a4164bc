package assistant

import (
	"math"
	"regexp"
	"strings"
)

// Parameters of BM25 (Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009).
const (
	saturation  = 1.2
	lengthShare = 0.6
	titleWeight = 3    // times that a word of a heading counts
	glossWeight = 0.8  // weight of a word that the glossary adds to a question
	laterCost   = 0.03 // what a paragraph loses for each one of its section before it
	showsBonus  = 1.3  // for commands, when the question asks how to do something
	brief       = 0.95 // of the README, which has a little of everything: where a guide has it too, that has more
)

// index finds paragraphs by BM25 over stems, headings included.
type index struct {
	all     []paragraph
	counts  []map[string]float64
	lengths []float64
	mean    float64
	rarity  map[string]float64
}

// howTo finds questions that want to be shown a command.
var howTo = regexp.MustCompile(`(?i)\bhow (do|can|to)\b|怎样|怎么|如何`)

func newIndex(all []paragraph) *index {
	x := &index{all: all, rarity: map[string]float64{}}
	in := map[string]float64{}
	for _, p := range all {
		counts := map[string]float64{}
		for _, w := range stems(p.text) {
			counts[w]++
		}
		for _, w := range stems(p.titles) {
			counts[w] += titleWeight
		}
		length := 0.
		for w, n := range counts {
			in[w]++
			length += n
		}
		x.counts, x.lengths = append(x.counts, counts), append(x.lengths, length)
		x.mean += length / float64(len(all))
	}
	for w, n := range in {
		x.rarity[w] = math.Log(1 + (float64(len(all))-n+0.5)/(n+0.5))
	}
	return x
}

// find returns the paragraph that answers a question best; false if none has a word of it.
func (x *index) find(question string) (paragraph, bool) {
	best, top := 0, 0.
	asked, glossed := stems(question), inEnglish(question)
	how := howTo.MatchString(question)
	for i := range x.all {
		score := 0.
		for _, w := range asked {
			score += x.weight(i, w)
		}
		for _, w := range glossed {
			score += glossWeight * x.weight(i, w)
		}
		score *= 1 - laterCost*float64(min(x.all[i].place, 10))
		if how && strings.Contains(x.all[i].text, "```") {
			score *= showsBonus
		}
		if strings.HasPrefix(x.all[i].source, "README") {
			score *= brief
		}
		if score > top {
			best, top = i, score
		}
	}
	return x.all[best], top > 0
}

func (x *index) weight(i int, w string) float64 {
	n := x.counts[i][w]
	return x.rarity[w] * n * (saturation + 1) / (n + saturation*(1-lengthShare+lengthShare*x.lengths[i]/x.mean))
}
