package ensemble

import (
	"context"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/task"
)

// pipe puts a message through one model after the other: what one answers is the question to the next. A stage may be a
// composed model. Every stage has the same part, which its miners divide.
func (e *Ensemble) pipe(ctx context.Context, m Model, text string) (*Answer, error) {
	var all []Contributor
	said := text
	for i, share := range evenly(len(m.Of)) {
		req, err := task.Ask(m.Of[i], said)
		if err != nil {
			return nil, err
		}
		body, by, err := e.stage(ctx, m.Of[i], req)
		if err != nil {
			return nil, err
		}
		if said, err = task.Reply(task.Answer{Body: body}); err != nil {
			return nil, failed(ctx, nil)
		}
		all = append(all, scale(by, share)...)
	}
	body, err := chatBody(m.ID, said, e.now().Unix(), text)
	if err != nil {
		return nil, err
	}
	return finish(Pipeline, body, all)
}

// stage asks a model of the market, with all that the router does for it, or a composed one.
func (e *Ensemble) stage(ctx context.Context, id string, req task.Request) ([]byte, []Contributor, error) {
	if _, composed := e.Find(id); composed {
		a, err := e.Answer(ctx, id, req)
		if err != nil {
			return nil, nil, err
		}
		return a.Body, a.Contributors, nil
	}
	a, err := e.router.Answer(dendrite.WithID(ctx, wire.NewID()), id, req)
	if err != nil {
		return nil, nil, err
	}
	return a.Body, []Contributor{{Netuid: a.Netuid, UID: a.Miner.UID, Hotkey: a.Miner.Hotkey, Requests: 1, Share: 1}}, nil
}
