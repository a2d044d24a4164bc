package rest

import (
	"cmp"
	"math"
	"sync"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
)

const (
	maxTempos = 1024 // models whose tempo is remembered; a market has a few hundred
	minPieces = 8    // of a stream, from which on its tempo means something
)

// tempo is how soon and how fast the answers of a model come. What a piece is the miner decides: of most models it is a
// token. To count tokens, or letters, the gateway would have to read every event a second time.
type tempo struct {
	whole, stream health.Pace // to the first byte; of the router's own models it knows that itself
	piece         health.Pace // from one event of a stream to the next
}

// tempos are those of the models that were asked. The zero value is ready. Safe for concurrent use.
type tempos struct {
	mu  sync.Mutex
	all map[string]*tempo
}

// of returns the tempo of a model, nil when there is no room for it, or it is no model.
func (t *tempos) of(id string) *tempo {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.all[id]
	if one == nil && id != "" && len(t.all) < maxTempos {
		if t.all == nil {
			t.all = map[string]*tempo{}
		}
		one = &tempo{}
		t.all[id] = one
	}
	return one
}

// known returns the tempo of a model that was asked, or else one that says nothing.
func (t *tempos) known(id string) *tempo {
	t.mu.Lock()
	defer t.mu.Unlock()
	return cmp.Or(t.all[id], &tempo{})
}

// first returns the median time to the first byte of the latest answers of a model, and of how many: of streams, or of
// answers in one piece where nobody asked for a stream.
func (t *tempos) first(id string) (time.Duration, int) {
	one := t.known(id)
	if median, n := one.stream.Median(); n > 0 {
		return median, n
	}
	return one.whole.Median()
}

// pieces returns how many pieces a second the latest streams of a model had, the median of how many streams.
func (t *tempos) pieces(id string) (perSecond float64, streams int) {
	median, n := t.known(id).piece.Median()
	if n == 0 {
		return 0, 0
	}
	return math.Round(10/median.Seconds()) / 10, n
}

// answered takes the time to an answer in one piece.
func (t *tempo) answered(took time.Duration) {
	if t != nil {
		t.whole.Took(took)
	}
}

// streamed takes what is to be known of a stream that came to its end.
func (t *tempo) streamed(q *question, out *events) {
	if t == nil {
		return
	}
	if out.pieces > 0 && q.composed {
		t.stream.Took(out.first.Sub(q.began))
	}
	if each := out.now().Sub(out.first) / time.Duration(max(1, out.pieces-1)); out.pieces >= minPieces && each > 0 {
		t.piece.Took(each)
	}
}
