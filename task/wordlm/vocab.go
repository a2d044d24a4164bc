package wordlm

// Numbers of words that no text contains.
const (
	None    = 0 // no word
	Begin   = 1 // begin of a sentence
	End     = 2 // end of a sentence
	Unknown = 3 // a word that training did not contain
	First   = 4 // the first real word
	Max     = 1<<16 - 1
)

// Vocab numbers words from First on, in order of their first occurrence.
type Vocab struct {
	words []string
	ids   map[string]uint16
}

// NewVocab returns a vocabulary without words.
func NewVocab() *Vocab {
	return &Vocab{words: make([]string, First), ids: map[string]uint16{}}
}

// Add returns the numbers of words, giving new ones if need be; words beyond the capacity are Unknown.
func (v *Vocab) Add(words []string) []uint16 {
	out := make([]uint16, len(words))
	for i, w := range words {
		id, ok := v.ids[w]
		switch {
		case ok:
		case len(v.words) > Max:
			id = Unknown
		default:
			id = uint16(len(v.words))
			v.words = append(v.words, w)
			v.ids[w] = id
		}
		out[i] = id
	}
	return out
}

// ID returns the number of a word, Unknown if it has none.
func (v *Vocab) ID(word string) uint16 {
	if id, ok := v.ids[word]; ok {
		return id
	}
	return Unknown
}

// Word returns the word with a number, "" for the numbers of no word.
func (v *Vocab) Word(id uint16) string { return v.words[id] }

// Size returns one more than the highest number.
func (v *Vocab) Size() int { return len(v.words) }
