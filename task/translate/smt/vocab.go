package smt

// Numbers of words that no text contains.
const (
	none    = 0 // no word; in alignment, the empty word
	begin   = 1 // begin of a sentence
	end     = 2 // end of a sentence
	unknown = 3 // a word that training did not contain
	firstID = 4
	maxID   = 1<<16 - 1
)

// vocab numbers words from firstID on, in order of their first occurrence.
type vocab struct {
	words []string
	ids   map[string]uint16
}

func newVocab() *vocab {
	return &vocab{words: make([]string, firstID), ids: map[string]uint16{}}
}

// add returns the number of a word, giving it one if need be; words beyond the capacity are unknown.
func (v *vocab) add(word string) uint16 {
	if id, ok := v.ids[word]; ok {
		return id
	}
	if len(v.words) > maxID {
		return unknown
	}
	id := uint16(len(v.words))
	v.words = append(v.words, word)
	v.ids[word] = id
	return id
}

func (v *vocab) addAll(words []string) []uint16 {
	out := make([]uint16, len(words))
	for i, w := range words {
		out[i] = v.add(w)
	}
	return out
}

// id returns the number of a word, unknown if it has none.
func (v *vocab) id(word string) uint16 {
	if id, ok := v.ids[word]; ok {
		return id
	}
	return unknown
}

func (v *vocab) size() int { return len(v.words) }
