// Package serve puts a model behind an OpenAI-compatible HTTP handler, so that a task supplies a function and no HTTP.
//
// Its law: an answer is a function of the model and the request, and of nothing else but the second in which it is given,
// which is "created". Two requests with the same body in the same second get the same bytes back, the identifier included.
// Validators can therefore compare answers, and a copier can be told from a second honest miner.
package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// MaxBody is the largest request body, in bytes, that a handler reads.
const MaxBody = 1 << 20

// Emit sends the next piece of an answer, which is whole UTF-8. It fails when the client is gone.
type Emit func(piece string) error

// Result is what is known of an answer when it is complete.
type Result struct {
	Finish           string // openai.FinishStop or openai.FinishLength
	PromptTokens     int    // tokens read, in the unit of the model
	CompletionTokens int    // tokens written, likewise
}

// ChatFunc answers a conversation that has at least one message by the user. It may emit nothing.
type ChatFunc func(ctx context.Context, q *openai.ChatRequest, emit Emit) (Result, error)

// Model is what a task supplies. A request names a model, but a handler serves only one and answers as that one.
type Model struct {
	// ID names the model in answers and in the model list.
	ID string
	// Chat answers chat completions; nil when the model has no such form.
	Chat ChatFunc
	// Complete answers a completion request; nil when the model has no such form. It fills Choices and Usage.
	Complete func(ctx context.Context, q *openai.CompletionRequest) (*openai.CompletionResponse, error)
	// Embed makes vectors of texts; nil when the model has no such form.
	Embed EmbedFunc
	// Now is the clock: answers say when they were given, and the model list since when the model is served.
	Now func() time.Time
}

// Invalid returns the error of a request that the model cannot serve. It becomes status 400 and its text is shown.
func Invalid(format string, args ...any) error {
	return &openai.Error{Type: openai.ErrInvalidRequest, Message: fmt.Sprintf(format, args...)}
}

// Handler serves m on POST /v1/chat/completions, POST /v1/completions and POST /v1/embeddings, as far as m has these forms,
// and on GET /v1/models and GET /v1/models/{id}. Everything else, and every bad request, gets an error object.
func Handler(m Model) http.Handler {
	entry := openai.Model{ID: m.ID, Object: openai.ObjectModel, Created: m.Now().Unix(), OwnedBy: "tianwang"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == openai.PathChat && m.Chat != nil:
			if body, ok := readBody(w, r); ok {
				m.chat(w, r, body)
			}
		case path == openai.PathCompletions && m.Complete != nil:
			if body, ok := readBody(w, r); ok {
				m.complete(w, r, body)
			}
		case path == openai.PathEmbeddings && m.Embed != nil:
			if body, ok := readBody(w, r); ok {
				m.embeddings(w, r, body)
			}
		case path == openai.PathModels:
			if allow(w, r, http.MethodGet) {
				writeJSON(w, openai.ModelList{Object: openai.ObjectList, Data: []openai.Model{entry}})
			}
		case path == openai.PathModels+"/"+m.ID:
			if allow(w, r, http.MethodGet) {
				writeJSON(w, entry)
			}
		default:
			openai.WriteError(w, http.StatusNotFound, openai.ErrNotFound, "not_found", "path "+path+": not served by this model")
		}
	})
}

func allow(w http.ResponseWriter, r *http.Request, method string) bool {
	if r.Method == method {
		return true
	}
	w.Header().Set("Allow", method)
	openai.WriteError(w, http.StatusMethodNotAllowed, openai.ErrInvalidRequest, "method_not_allowed",
		"method "+r.Method+": "+r.URL.Path+" needs "+method)
	return false
}

// readBody reads the body of a POST; when it cannot, it answers and returns false.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	if !allow(w, r, http.MethodPost) {
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case tooLarge:
		openai.WriteError(w, http.StatusRequestEntityTooLarge, openai.ErrInvalidRequest, "body_too_large",
			fmt.Sprintf("body: larger than %d bytes", MaxBody))
	case err != nil:
		badRequest(w, "body: cannot be read")
	}
	return body, err == nil
}

func badRequest(w http.ResponseWriter, message string) {
	openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_request", message)
}

// fail answers with the error of a model. What is not the caller's doing is not shown.
func fail(w http.ResponseWriter, err error) {
	if e, ok := errors.AsType[*openai.Error](err); ok {
		badRequest(w, e.Message)
		return
	}
	openai.WriteError(w, http.StatusInternalServerError, openai.ErrServer, "internal", "the model gave no answer")
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// identifier derives the identifier of an answer from the model and the request.
func (m *Model) identifier(prefix string, body []byte) string {
	sum := sha256.Sum256(append([]byte(m.ID+"\x00"), body...))
	return prefix + hex.EncodeToString(sum[:12])
}

// chatBody adds to a chat request what must be refused.
type chatBody struct {
	openai.ChatRequest
	N *int `json:"n"`
}

func (m *Model) chat(w http.ResponseWriter, r *http.Request, body []byte) {
	var q chatBody
	if err := json.Unmarshal(body, &q); err != nil {
		badRequest(w, "body: "+err.Error())
		return
	}
	switch {
	case q.N != nil && *q.N != 1:
		badRequest(w, "n: only one choice is supported")
	case q.Limit(1) < 1:
		badRequest(w, "max_completion_tokens: must be at least 1")
	case strings.TrimSpace(q.LastUser()) == "":
		badRequest(w, "messages: a message with role \"user\" and some text is needed")
	case q.Stream:
		m.stream(w, r, &q.ChatRequest, m.identifier("chatcmpl-", body))
	default:
		m.whole(w, r, &q.ChatRequest, m.identifier("chatcmpl-", body))
	}
}

// whole answers a chat request with one object.
func (m *Model) whole(w http.ResponseWriter, r *http.Request, q *openai.ChatRequest, id string) {
	var text strings.Builder
	res, err := m.Chat(r.Context(), q, func(piece string) error {
		text.WriteString(piece)
		return r.Context().Err()
	})
	if err != nil {
		fail(w, err)
		return
	}
	writeJSON(w, openai.ChatResponse{
		ID: id, Object: openai.ObjectChat, Created: m.Now().Unix(), Model: m.ID,
		Choices: []openai.ChatChoice{{
			Message:      openai.Message{Role: openai.RoleAssistant, Content: openai.Content(text.String())},
			FinishReason: res.Finish,
		}},
		Usage: usage(res),
	})
}

func usage(r Result) *openai.Usage {
	return &openai.Usage{
		PromptTokens: r.PromptTokens, CompletionTokens: r.CompletionTokens,
		TotalTokens: r.PromptTokens + r.CompletionTokens,
	}
}

func (m *Model) complete(w http.ResponseWriter, r *http.Request, body []byte) {
	var q openai.CompletionRequest
	if err := json.Unmarshal(body, &q); err != nil {
		badRequest(w, "body: "+err.Error())
		return
	}
	res, err := m.Complete(r.Context(), &q)
	if err != nil {
		fail(w, err)
		return
	}
	res.ID, res.Object, res.Created, res.Model = m.identifier("cmpl-", body), openai.ObjectCompletion, m.Now().Unix(), m.ID
	writeJSON(w, res)
}
