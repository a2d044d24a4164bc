package ensemble

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm"
)

// maxWritten is how many bytes a mixture writes at most; each is a round of questions.
const maxWritten = 512

// mix answers a completion, or a chat as a completion of the user's last message.
func (e *Ensemble) mix(ctx context.Context, m Model, req task.Request) (*Answer, error) {
	w := &page{header: http.Header{}}
	by, err := e.mixInto(ctx, m, req, false, w)
	switch {
	case err != nil:
		return nil, err
	case w.status != 0:
		return nil, refusal(w.body.Bytes())
	}
	return finish(Mixture, w.body.Bytes(), by)
}

// mixInto writes a mixture into w and returns who made it.
func (e *Ensemble) mixInto(ctx context.Context, m Model, req task.Request, stream bool, w http.ResponseWriter) ([]Contributor, error) {
	text, body, err := readMix(req, stream)
	if err != nil {
		return nil, err
	}
	players, err := e.players(m)
	if err != nil {
		return nil, err
	}
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	b := &blend{e: e, ctx: inner, stop: stop, players: players, weigher: compose.NewFixedShare(len(players), compose.Alpha)}
	tried := b.try(text)
	for i, share := range b.shares(tried) {
		players[i].out = players[i].out || share == 0 // who has no part need not be asked while the answer is written
	}
	r, err := http.NewRequestWithContext(inner, http.MethodPost, req.Path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	lm.Handler(m.ID, b).ServeHTTP(w, r)
	switch {
	case b.none():
		return nil, failed(ctx, players)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return credit(players, b.shares(tried)), nil
}

// readMix reads what a mixture has to know of a request, and returns it within the bounds of a mixture.
func readMix(req task.Request, stream bool) (text string, body []byte, err error) {
	var fields map[string]any
	if err := json.Unmarshal(req.Body, &fields); err != nil {
		return "", nil, invalid("body: %v", err)
	}
	if fields["stream"] = stream; !stream {
		delete(fields, "stream_options")
	}
	limit := maxWritten
	switch req.Path {
	case openai.PathChat:
		var q openai.ChatRequest
		if err := json.Unmarshal(req.Body, &q); err != nil {
			return "", nil, invalid("body: %v", err)
		}
		text, limit = q.LastUser(), min(q.Limit(256), maxWritten)
		fields["max_completion_tokens"] = limit
	case openai.PathCompletions:
		var q openai.CompletionRequest
		if err := json.Unmarshal(req.Body, &q); err != nil {
			return "", nil, invalid("body: %v", err)
		}
		if len(q.Prompt) != 1 {
			return "", nil, invalid("prompt: %d prompts, a mixture continues one", len(q.Prompt))
		}
		text = q.Prompt[0]
		if q.MaxTokens != nil {
			fields["max_tokens"] = min(*q.MaxTokens, limit)
		}
	default:
		return "", nil, invalid("path %q: a mixture is asked at %s or %s", req.Path, openai.PathChat, openai.PathCompletions)
	}
	if text == "" {
		return "", nil, invalid("messages: a message with role \"user\" and some text is needed")
	}
	body, err = json.Marshal(fields)
	return text, body, err
}

// page takes what a handler writes.
type page struct {
	header http.Header
	status int // 0 for a success
	body   bytes.Buffer
}

func (p *page) Header() http.Header         { return p.header }
func (p *page) WriteHeader(status int)      { p.status = status }
func (p *page) Write(b []byte) (int, error) { return p.body.Write(b) }

// refusal is the error that the handler wrote.
func refusal(body []byte) error {
	var e openai.ErrorBody
	if err := json.Unmarshal(body, &e); err != nil || e.Error == nil {
		return &gateway.Failure{Cause: gateway.ErrMinersFailed}
	}
	return e.Error
}
