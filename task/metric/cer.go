package metric

// CER counts errors of characters over a corpus. The zero value is an empty corpus.
type CER struct {
	Edits     int // characters inserted, deleted and replaced
	Reference int // characters of the references
}

// Add adds a line and its reference. Characters are Unicode code points; nothing is normalised.
func (c *CER) Add(hypothesis, reference string) {
	h, r := []rune(hypothesis), []rune(reference)
	c.Edits += EditDistance(h, r)
	c.Reference += len(r)
}

// Rate returns the character error rate: edits by the length of the references. It exceeds 1 when a hypothesis is much
// too long, and is 0 for an empty corpus.
func (c *CER) Rate() float64 {
	if c.Reference == 0 {
		return float64(c.Edits)
	}
	return float64(c.Edits) / float64(c.Reference)
}

// EditDistance returns the least number of insertions, deletions and replacements that turn a into b (Levenshtein, 1966).
// It takes time of the order of len(a)·len(b).
func EditDistance[T comparable](a, b []T) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
