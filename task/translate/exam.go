package translate

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

// Share of the word n-grams of a held-out verse that may also occur in training verses, in either language.
const (
	novelWords  = 5
	novelShared = 0.2
)

// TrainingPairs returns n verse pairs of the training part, all of them for n ≤ 0. They come from everywhere in it: pairs
// are ordered by a hash of their text, so that fewer pairs are always among more.
func TrainingPairs(n int) []smt.Pair {
	all := trainingPairs()
	if n <= 0 || n > len(all) {
		n = len(all)
	}
	return all[:n:n]
}

var trainingPairs = sync.OnceValue(func() []smt.Pair {
	train, _ := split()
	type keyed struct {
		key [sha256.Size]byte
		smt.Pair
	}
	order := make([]keyed, len(train))
	for i, p := range train {
		order[i] = keyed{sha256.Sum256([]byte(p.English)), p}
	}
	slices.SortStableFunc(order, func(a, b keyed) int { return bytes.Compare(a.key[:], b.key[:]) })
	for i, k := range order {
		train[i] = k.Pair
	}
	return train
})

func split() (train, held []smt.Pair) {
	for _, p := range corpus.Pairs() {
		pair := smt.Pair{English: p.English, Spanish: p.Spanish}
		if corpus.Held(corpus.Verse{Ref: p.Ref}.Chapter()) {
			held = append(held, pair)
		} else {
			train = append(train, pair)
		}
	}
	return train, held
}

// exam returns the pairs that challenges are made of: held-out verses that share little with training ones.
var exam = sync.OnceValue(func() []smt.Pair {
	train, held := split()
	english, spanish := sides(train)
	heldEnglish, heldSpanish := sides(held)
	inSpanish := map[int]bool{}
	for _, i := range corpus.Novel(spanish, heldSpanish, novelWords, novelShared) {
		inSpanish[i] = true
	}
	var out []smt.Pair
	for _, i := range corpus.Novel(english, heldEnglish, novelWords, novelShared) {
		if inSpanish[i] {
			out = append(out, held[i])
		}
	}
	return out
})

func sides(pairs []smt.Pair) (english, spanish []string) {
	for _, p := range pairs {
		english, spanish = append(english, p.English), append(spanish, p.Spanish)
	}
	return english, spanish
}
