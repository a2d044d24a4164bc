package ensemble

import (
	"context"
	"sync"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/compose"
)

// round asks all players that are not out for the distributions after some prompts; those of player i are at i, nil when
// it is out now.
func (e *Ensemble) round(ctx context.Context, players []*player, prompts []string) [][]*compose.Dist {
	out := make([][]*compose.Dist, len(players))
	var all sync.WaitGroup
	for i, p := range players {
		if p.out {
			continue
		}
		all.Go(func() {
			ps, err := e.distributions(ctx, p, prompts)
			if err != nil {
				return
			}
			mended := make([]*compose.Dist, len(ps))
			for k, q := range ps {
				if mended[k], err = compose.Normal((*compose.Dist)(q)); err != nil {
					e.blame(ctx, p, errNotDistribution)
					return
				}
			}
			out[i] = mended
		})
	}
	all.Wait()
	return out
}

// Contexts that are sent, in bytes.
const (
	window     = 256 // of what came before
	probes     = 16  // places of the user's text at which miners are tried
	routeProbe = 8   // places of a sentence, when it is routed
)

// places returns up to n places in text, in rising order and evenly spread over its end, at which a whole character
// begins that was preceded by something.
func places(text string, n, within int) []int {
	var starts []int
	for at := range text {
		if at > 0 && at >= len(text)-within {
			starts = append(starts, at)
		}
	}
	if len(starts) <= n {
		return starts
	}
	out := make([]int, n)
	for k := range out {
		out[k] = starts[(k+1)*len(starts)/n-1]
	}
	return out
}

// before returns the end of text up to a place, as far back as is sent, beginning with a whole character.
func before(text string, at int) string {
	from := max(0, at-window)
	for from < at && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:at]
}
