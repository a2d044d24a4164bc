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
	shares := evenly(len(m.Of))
	said, all, err := e.stages(ctx, m, text, shares)
	if err != nil {
		return nil, err
	}
	said, by, err := e.put(ctx, m.Of[len(m.Of)-1], said)
	if err != nil {
		return nil, err
	}
	all = append(all, scale(by, shares[len(shares)-1])...)
	body, err := chatBody(m.ID, said, e.now().Unix(), text)
	if err != nil {
		return nil, err
	}
	return finish(Pipeline, body, all)
}

// stages puts a message through all stages but the last.
func (e *Ensemble) stages(ctx context.Context, m Model, text string, shares []uint64) (said string, all []Contributor, err error) {
	said = text
	for i, id := range m.Of[:len(m.Of)-1] {
		var by []Contributor
		if said, by, err = e.put(ctx, id, said); err != nil {
			return "", nil, err
		}
		all = append(all, scale(by, shares[i])...)
	}
	return said, all, nil
}

// put asks a stage and returns what it says.
func (e *Ensemble) put(ctx context.Context, id, text string) (string, []Contributor, error) {
	req, err := task.Ask(id, text)
	if err != nil {
		return "", nil, err
	}
	body, by, err := e.stage(ctx, id, req)
	if err != nil {
		return "", nil, err
	}
	said, err := task.Reply(task.Answer{Body: body})
	if err != nil {
		return "", nil, failed(ctx, nil)
	}
	return said, by, nil
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
