package ensemble

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/metric"
)

// vote asks several miners the same and takes the answer that is most like the others, by chrF2. The whole is the part of
// who first registered among those that gave it. An answer that is there twice is one voice: copies do not outvote anybody.
func (e *Ensemble) vote(ctx context.Context, m Model, text string, req task.Request) (*Answer, error) {
	players, err := e.players(m)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(players, func(a, b *player) int { return cmp.Compare(a.Registered, b.Registered) })
	body, err := plain(req.Body, m.Of[0])
	if err != nil {
		return nil, invalid("body: %v", err)
	}
	replies := make([]string, len(players))
	var all sync.WaitGroup
	for i, p := range players {
		all.Go(func() {
			answer, err := e.ask(ctx, p, task.Request{Path: req.Path, Body: body})
			if err != nil {
				return
			}
			if replies[i], err = task.Reply(task.Answer{Body: answer}); err != nil {
				e.blame(ctx, p, errNoReply)
			}
		})
	}
	all.Wait()
	var voices []string
	var by []int
	for i, p := range players {
		if !p.out && !slices.Contains(voices, replies[i]) {
			voices, by = append(voices, replies[i]), append(by, i)
		}
	}
	best, _ := compose.Vote(voices, likeness)
	if best < 0 {
		return nil, failed(ctx, players)
	}
	shares := make([]uint64, len(players))
	shares[by[best]] = compose.Whole
	answer, err := chatBody(m.ID, voices[best], e.now().Unix(), text)
	if err != nil {
		return nil, err
	}
	return finish(Vote, answer, credit(players, shares))
}

// likeness is chrF2 of one answer against another, case ignored.
func likeness(answer, reference string) float64 {
	var c metric.ChrF
	c.Add(strings.ToLower(answer), strings.ToLower(reference))
	return c.Score()
}

// plain returns the body of a request for another model, in one piece.
func plain(body []byte, model string) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	delete(fields, "stream")
	delete(fields, "stream_options")
	name, err := json.Marshal(model)
	if err != nil {
		return nil, err
	}
	fields["model"] = name
	return json.Marshal(fields)
}
