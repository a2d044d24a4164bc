package serve

import (
	"errors"
	"net/http"

	"github.com/tianwang-net/tianwang/openai"
)

// stream answers a chat request with server-sent events: a chunk with the role, a chunk for each piece, a chunk with the
// reason for the end, one with the usage if it was asked for, and [DONE].
func (m *Model) stream(w http.ResponseWriter, r *http.Request, q *openai.ChatRequest, id string) {
	s := events{w: w, chunk: openai.ChatChunk{
		ID: id, Object: openai.ObjectChatChunk, Created: m.Now().Unix(), Model: m.ID,
	}}
	res, err := m.Chat(r.Context(), q, func(piece string) error {
		if err := s.start(); err != nil {
			return err
		}
		return s.choice(openai.ChunkChoice{Delta: openai.Delta{Content: piece}})
	})
	switch {
	case err != nil && !s.started:
		fail(w, err)
		return
	case err != nil:
		s.fail(err)
		return
	}
	if s.start() != nil || s.choice(openai.ChunkChoice{FinishReason: &res.Finish}) != nil {
		return
	}
	if q.StreamOptions != nil && q.StreamOptions.IncludeUsage {
		last := s.chunk
		last.Choices, last.Usage = []openai.ChunkChoice{}, usage(res)
		if s.send(last) != nil {
			return
		}
	}
	_ = openai.WriteDone(w)
}

// events writes the chunks of one stream.
type events struct {
	w       http.ResponseWriter
	chunk   openai.ChatChunk // what all chunks share
	started bool
}

// start sends the header and the role, once. Until then an error can still have a status of its own.
func (s *events) start() error {
	if s.started {
		return nil
	}
	s.started = true
	s.w.Header().Set("Content-Type", "text/event-stream")
	s.w.Header().Set("Cache-Control", "no-store")
	return s.choice(openai.ChunkChoice{Delta: openai.Delta{Role: openai.RoleAssistant}})
}

func (s *events) choice(c openai.ChunkChoice) error {
	chunk := s.chunk
	chunk.Choices = []openai.ChunkChoice{c}
	return s.send(chunk)
}

func (s *events) send(chunk openai.ChatChunk) error {
	if err := openai.WriteEvent(s.w, chunk); err != nil {
		return err
	}
	return s.flush()
}

// flush sends what was written; a writer that cannot flush sends it in its own time.
func (s *events) flush() error {
	if err := http.NewResponseController(s.w).Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// fail ends a stream that has begun with an error event; without [DONE] no client takes it for complete.
func (s *events) fail(err error) {
	e := &openai.Error{Type: openai.ErrServer, Message: "the model stopped before the end of its answer"}
	if shown, ok := errors.AsType[*openai.Error](err); ok {
		e = shown
	}
	_ = openai.WriteEvent(s.w, openai.ErrorBody{Error: e})
	_ = s.flush()
}
