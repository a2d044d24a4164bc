package ensemble

import (
	"github.com/tianwang-net/tianwang/compose"
)

const (
	probedWithin = 1024     // bytes at the end of the user's text at which players are tried
	sameWithin   = 2. / 1e6 // probabilities that differ by less are the same: reports are rounded to six places
)

// trial is what players said at places of the user's text before they could know what comes there.
type trial struct {
	said  [][]*compose.Dist // by place, then by player
	given [][]float64       // the probabilities of what came, likewise
	free  []float64         // and of the free model
}

// try asks the players about the user's text, one place after the other: the question about a place holds nothing of what
// comes at it, and the next is asked when all have answered.
func (b *blend) try(text string) *trial {
	t := &trial{}
	free, read := compose.NewFree(), 0
	for _, at := range places(text, probes, probedWithin) {
		if b.none() || b.ctx.Err() != nil {
			break
		}
		said := b.ask(before(text, at))
		for ; read < at; read++ {
			free.Learn(text[read])
		}
		row := given(said, text[at])
		t.said, t.given, t.free = append(t.said, said), append(t.given, row), append(t.free, free.Predict()[text[at]])
		b.weigher.Learn(text[at], row)
	}
	return t
}

// shares divides the whole among the players that are still in, by what they contributed to the trial. Where nobody was
// better than the free model, those share that the mixture listens to.
func (b *blend) shares(t *trial) []uint64 {
	var in []int
	var since []uint64
	for i, p := range b.players {
		if !p.out {
			in, since = append(in, i), append(since, p.Registered)
		}
	}
	rows := make([][]float64, len(t.given))
	for k := range rows {
		for _, i := range in {
			rows[k] = append(rows[k], t.given[k][i])
		}
	}
	same := func(i, j int) bool { return t.same(in[i], in[j]) }
	worth := compose.Contribution(since, same, compose.Saved(rows, t.free, compose.Alpha))
	if !positive(worth) {
		for k, i := range in {
			if worth[k] > compose.Apart {
				worth[k] = b.weigher.Weights(nil)[i]
			}
		}
	}
	out := make([]uint64, len(b.players))
	for k, share := range compose.Shares(worth) {
		out[in[k]] = share
	}
	return out
}

func positive(worth []float64) bool {
	for _, x := range worth {
		if x > 0 {
			return true
		}
	}
	return false
}

// same says whether two players showed the same work at every place, and were tried at all.
func (t *trial) same(i, j int) bool {
	for _, said := range t.said {
		p, q := said[i], said[j]
		if p == nil || q == nil {
			return false
		}
		for c := range p {
			if d := p[c] - q[c]; d > sameWithin || d < -sameWithin {
				return false
			}
		}
	}
	return len(t.said) > 0
}
