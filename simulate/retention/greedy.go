package retention

import (
	"fmt"

	"github.com/tianwang-net/tianwang/yuma"
)

// recheck is the number of epochs after which a greedy cabal tries the whole grid of W_C again.
const recheck = 50

// Greedy plays the game of [Market.Compound] against a cabal that picks before each epoch the W_C that pays it most in
// that epoch. It looks exactly in the first epoch and in every 50th; in between it tries what it played last and its
// neighbours on the grid, since what pays best moves slowly, as bonds and stake do. The result's Choice is the last.
func (m *Market) Greedy(rules Rules, utility float64, epochs int) (Compounding, error) {
	g, best := m.Play(rules), 0
	c := Compounding{Cabal: []float64{g.cabalStake()}}
	for epoch := range epochs {
		lo, hi := max(best-1, 0), min(best+1, cabalSteps)
		if epoch%recheck == 0 {
			lo, hi = 0, cabalSteps
		}
		var paid *yuma.Result
		for k, least := lo, 2.0; k <= hi; k++ {
			r, err := g.run(1-utility, float64(k)/cabalSteps)
			if err != nil {
				return c, fmt.Errorf("epoch %d: %w", epoch, err)
			}
			if e := g.retained(r); e < least {
				least, paid, best = e, r, k
			}
		}
		g.pay(paid)
		c.Cabal, c.Choice = append(c.Cabal, g.cabalStake()), float64(best)/cabalSteps
	}
	return c, nil
}
