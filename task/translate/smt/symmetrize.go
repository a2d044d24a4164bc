package smt

// links marks which places of a sentence pair translate each other.
type links struct {
	rows, cols int // source and target length
	on         []bool
	rowUsed    []bool
	colUsed    []bool
}

func newLinks(rows, cols int) *links {
	return &links{rows, cols, make([]bool, rows*cols), make([]bool, rows), make([]bool, cols)}
}

func (l *links) at(i, j int) bool { return l.on[i*l.cols+j] }

func (l *links) set(i, j int) {
	l.on[i*l.cols+j] = true
	l.rowUsed[i], l.colUsed[j] = true, true
}

// symmetrize joins the alignments of the two directions by grow-diag-final-and (Koehn, Axelrod and others, 2005): start
// from their intersection, add neighbours from the union that cover a new word, and last what covers two new words.
// forward gives the source place of each target place, backward the target place of each source place.
func symmetrize(forward, backward alignment) *links {
	l := newLinks(len(backward), len(forward))
	type point struct{ i, j int }
	inUnion := func(i, j int) bool { return int(forward[j]) == i || int(backward[i]) == j }
	var queue []point
	for j, i := range forward {
		if i >= 0 && int(backward[i]) == j {
			l.set(int(i), j)
			queue = append(queue, point{int(i), j})
		}
	}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		for di := -1; di <= 1; di++ {
			for dj := -1; dj <= 1; dj++ {
				i, j := p.i+di, p.j+dj
				if i < 0 || j < 0 || i >= l.rows || j >= l.cols || l.at(i, j) || !inUnion(i, j) || l.rowUsed[i] && l.colUsed[j] {
					continue
				}
				l.set(i, j)
				queue = append(queue, point{i, j})
			}
		}
	}
	for j, i := range forward {
		if i >= 0 && !l.rowUsed[i] && !l.colUsed[j] {
			l.set(int(i), j)
		}
	}
	for i, j := range backward {
		if j >= 0 && !l.rowUsed[i] && !l.colUsed[j] {
			l.set(i, int(j))
		}
	}
	return l
}
