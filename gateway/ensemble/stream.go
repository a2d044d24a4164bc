package ensemble

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// Stream asks a composed model and hands on each event of the answer as soon as it is there: the words of a mixture, and
// those of the last stage of a pipeline. Routes, votes and completions are known at the end only, and come as one event. The
// last event is not handed on: it is the body of the answer, and says who contributed. Errors are those of Answer; what was
// handed on before an error is no answer.
func (e *Ensemble) Stream(ctx context.Context, id string, req task.Request, emit func(event []byte) error) (*Answer, error) {
	m, _ := e.Find(id)
	switch {
	case m.Kind == Mixture && req.Path == openai.PathChat:
		return e.mixStream(ctx, m, req, emit)
	case m.Kind == Pipeline && req.Path == openai.PathChat:
		text, err := question(req)
		if err != nil {
			return nil, err
		}
		return e.pipeStream(ctx, m, text, wantsUsage(req), emit)
	}
	a, err := e.Answer(ctx, id, req)
	if err == nil {
		a.Body, err = asEvent(a.Body)
	}
	return a, err
}

// tail hands events on but for the last.
type tail struct {
	emit func([]byte) error
	held []byte
}

// add takes an event; one that is final is held until another comes.
func (t *tail) add(event []byte, final bool) error {
	if t.held != nil {
		if err := t.emit(t.held); err != nil {
			return err
		}
		t.held = nil
	}
	if final {
		t.held = slices.Clone(event)
		return nil
	}
	return t.emit(event)
}

// isFinal says whether an event is one of the last: it has the reason for the end, or no choices.
func isFinal(c openai.ChatChunk) bool {
	return len(c.Choices) == 0 || slices.ContainsFunc(c.Choices, func(c openai.ChunkChoice) bool { return c.FinishReason != nil })
}

// spout is a page that hands on the events that a handler writes into it.
type spout struct {
	page
	tail
	err error // of who takes the events
}

func (s *spout) Write(b []byte) (int, error) {
	s.body.Write(b)
	for s.status == 0 {
		event, rest, whole := bytes.Cut(s.body.Bytes(), []byte("\n\n"))
		if !whole {
			break
		}
		data := bytes.TrimPrefix(event, []byte("data: "))
		var c openai.ChatChunk
		if json.Unmarshal(data, &c) == nil && (c.Choices != nil) { // the others are [DONE], and an error that is told otherwise
			if s.err = s.add(data, isFinal(c)); s.err != nil {
				return 0, s.err
			}
		}
		s.body.Next(s.body.Len() - len(rest))
	}
	return len(b), nil
}

// FlushError lets a http.ResponseController flush what is never kept.
func (s *spout) FlushError() error { return nil }

// mixStream is mix, word by word.
func (e *Ensemble) mixStream(ctx context.Context, m Model, req task.Request, emit func([]byte) error) (*Answer, error) {
	w := &spout{page: page{header: http.Header{}}, tail: tail{emit: emit}}
	by, err := e.mixInto(ctx, m, req, true, w)
	switch {
	case w.err != nil:
		return nil, w.err
	case err != nil:
		return nil, err
	case w.status != 0:
		return nil, refusal(w.body.Bytes())
	case w.held == nil:
		return nil, failed(ctx, nil)
	}
	return finish(Mixture, w.held, by)
}

// pipeStream is pipe, whose last stage is a stream.
func (e *Ensemble) pipeStream(ctx context.Context, m Model, text string, counted bool, emit func([]byte) error) (*Answer, error) {
	shares := evenly(len(m.Of))
	said, all, err := e.stages(ctx, m, text, shares)
	if err != nil {
		return nil, err
	}
	id := m.Of[len(m.Of)-1]
	req, err := task.Ask(id, said)
	if err == nil {
		req.Body, err = openai.SetField(req.Body, "stream", json.RawMessage("true"))
	}
	if err != nil {
		return nil, err
	}
	p := &pipeEnd{id: composedID(), model: m.ID, created: e.now().Unix(), tail: tail{emit: emit}}
	by, err := e.lastStage(ctx, id, req, p)
	if err != nil {
		return nil, err
	}
	last, err := p.last(text, counted)
	if err != nil {
		return nil, err
	}
	return finish(Pipeline, last, append(all, scale(by, shares[len(shares)-1])...))
}

// lastStage streams a model of the market, or a composed one, into the end of a pipeline.
func (e *Ensemble) lastStage(ctx context.Context, id string, req task.Request, p *pipeEnd) ([]Contributor, error) {
	if _, composed := e.Find(id); composed {
		a, err := e.Stream(ctx, id, req, p.take)
		if err != nil {
			return nil, err
		}
		return a.Contributors, p.take(a.Body)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := e.router.Stream(dendrite.WithID(ctx, wire.NewID()), id, req)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	for {
		data, err := s.Next(ctx)
		if errors.Is(err, io.EOF) {
			return []Contributor{{Netuid: s.Netuid, UID: s.Miner.UID, Hotkey: s.Miner.Hotkey, Requests: 1, Share: 1}}, nil
		}
		if err == nil {
			err = p.take(data)
		}
		if err != nil {
			return nil, err
		}
	}
}

// pipeEnd writes what the last stage says under the name of the pipeline. Of its events only what belongs to a chat is passed
// on: a miner must not say who contributed.
type pipeEnd struct {
	tail
	id, model string
	created   int64
	said      strings.Builder
}

func (p *pipeEnd) take(data []byte) error {
	var c openai.ChatChunk
	if err := json.Unmarshal(data, &c); err != nil || len(c.Choices) == 0 { // what it used is counted here
		return nil //nolint:nilerr // the router has checked the form
	}
	for _, one := range c.Choices {
		p.said.WriteString(one.Delta.Content)
	}
	c.ID, c.Model, c.Created, c.Object, c.Usage = p.id, p.model, p.created, openai.ObjectChatChunk, nil
	event, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return p.add(event, isFinal(c))
}

// last is the last event: what was held, or what was used when the user wants to know.
func (p *pipeEnd) last(asked string, counted bool) ([]byte, error) {
	c := openai.ChatChunk{ID: p.id, Object: openai.ObjectChatChunk, Created: p.created, Model: p.model}
	switch stop := openai.FinishStop; {
	case counted:
		c.Choices, c.Usage = []openai.ChunkChoice{}, usage(asked, p.said.String())
		if p.held != nil {
			if err := p.emit(p.held); err != nil {
				return nil, err
			}
		}
	case p.held != nil:
		return p.held, nil
	default:
		c.Choices = []openai.ChunkChoice{{FinishReason: &stop}}
	}
	return json.Marshal(c)
}

// wantsUsage says whether a stream ends with what was used.
func wantsUsage(req task.Request) bool {
	var q openai.ChatRequest
	return json.Unmarshal(req.Body, &q) == nil && q.StreamOptions != nil && q.StreamOptions.IncludeUsage
}

// asEvent turns a whole answer into the event of a stream: a message becomes what is added to nothing.
func asEvent(body []byte) ([]byte, error) {
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	if fields["object"] == openai.ObjectChat {
		fields["object"] = openai.ObjectChatChunk
		choices, _ := fields["choices"].([]any)
		for _, c := range choices {
			if choice, ok := c.(map[string]any); ok {
				choice["delta"] = choice["message"]
				delete(choice, "message")
			}
		}
	}
	return json.Marshal(fields)
}
