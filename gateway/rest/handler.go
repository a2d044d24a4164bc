package rest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// Config bounds what users may do. The zero value of a bound means its default.
type Config struct {
	MaxBody     int64         // bytes of a request's body; 1 MiB, what axons take
	Concurrency int           // requests under way at once; 512
	Heartbeat   time.Duration // between comments while a stream is waited for; 5 s

	Ensemble *ensemble.Ensemble // composed models; nil for none
}

// writeStall is how long a client may take to read what was written.
const writeStall = 30 * time.Second

// Header fields that say who answered, besides wire.HeaderNetuid and wire.HeaderRequestID.
const (
	HeaderUID      = "Tianwang-Uid"
	HeaderMiner    = "Tianwang-Miner"
	HeaderAttempts = "Tianwang-Attempts"
)

// PathHealth tells whether the gateway runs.
const PathHealth = "/healthz"

// Handler is the API. Safe for concurrent use.
type Handler struct {
	cfg    Config
	router *gateway.Router
	log    *slog.Logger
	mux    *http.ServeMux
	places chan struct{}
}

// New makes the API of a router.
func New(cfg Config, router *gateway.Router, log *slog.Logger) *Handler {
	if cfg.MaxBody == 0 {
		cfg.MaxBody = 1 << 20
	}
	if cfg.Concurrency == 0 {
		cfg.Concurrency = 512
	}
	if cfg.Heartbeat == 0 {
		cfg.Heartbeat = 5 * time.Second
	}
	h := &Handler{cfg: cfg, router: router, log: log, mux: http.NewServeMux(), places: make(chan struct{}, cfg.Concurrency)}
	h.handle(http.MethodPost, openai.PathChat, h.ask)
	h.handle(http.MethodPost, openai.PathCompletions, h.ask)
	h.handle(http.MethodGet, openai.PathModels, h.models)
	h.handle(http.MethodGet, openai.PathModels+"/{id...}", h.model)
	h.handle(http.MethodGet, PathHealth, h.healthy)
	h.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, errNotFound) })
	return h
}

// handle serves one method of a path, and refuses the others.
func (h *Handler) handle(method, path string, f http.HandlerFunc) {
	h.mux.HandleFunc(method+" "+path, f)
	h.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", method)
		fail(w, errMethod)
	})
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

func (h *Handler) healthy(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"status": "ok", "models": len(h.router.Models())})
}

// question is a request that was admitted and read.
type question struct {
	id    wire.ID
	head  openai.Head
	req   task.Request
	began time.Time
}

// ask answers a completion, in one piece or as a stream.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) {
	select {
	case h.places <- struct{}{}:
		defer func() { <-h.places }()
	default:
		fail(w, errOverloaded)
		return
	}
	q := question{id: wire.NewID(), began: time.Now()}
	w.Header().Set(wire.HeaderRequestID, q.id.String())
	w.Header().Set("X-Request-Id", q.id.String()) // where OpenAI's clients look
	if err := h.read(w, r, &q); err != nil {
		fail(w, err)
		return
	}
	if h.composes(q.head.Model) {
		h.compose(r.Context(), w, q.id, q.head, q.req)
		return
	}
	ctx := dendrite.WithID(r.Context(), q.id)
	if q.head.Stream {
		h.stream(ctx, w, q)
		return
	}
	h.whole(ctx, w, q)
}

// read reads the body of a request, and of it what must be known to pass it on.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, q *question) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.cfg.MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLarge
	case err != nil:
		return errBody.with(err.Error())
	}
	q.head, err = openai.ReadHead(body)
	switch {
	case err != nil:
		return errBody.with(err.Error())
	case q.head.Model == "":
		return errNoModel
	}
	q.req = task.Request{Path: r.URL.Path, Body: body}
	return nil
}

// whole answers in one piece.
func (h *Handler) whole(ctx context.Context, w http.ResponseWriter, q question) {
	a, err := h.router.Answer(ctx, q.head.Model, q.req)
	if err != nil {
		h.done(ctx, q, nil, err)
		fail(w, err)
		return
	}
	h.done(ctx, q, &a.Served, nil)
	for name, value := range who(a.Served) {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeStall))
	_, _ = w.Write(a.Body) // a client that left needs no answer
}

// done logs how a request ended, and nothing of what it said. by is who answered, nil for nobody.
func (h *Handler) done(ctx context.Context, q question, by *gateway.Served, err error) {
	attrs := []any{"id", q.id.String(), "stream", q.head.Stream, "took", time.Since(q.began).Round(time.Millisecond)}
	if by != nil {
		attrs = append(attrs, "netuid", by.Netuid, "uid", by.Miner.UID, "attempts", by.Attempts)
	}
	switch {
	case ctx.Err() != nil:
		h.log.Info("client left", attrs...)
	case err != nil:
		h.log.Info("not answered", append(attrs, "code", causeOf(err).code)...)
	default:
		h.log.Info("answered", attrs...)
	}
}

// who names the miner that answered.
func who(s gateway.Served) map[string]string {
	return map[string]string{
		wire.HeaderNetuid:    strconv.FormatUint(uint64(s.Netuid), 10),
		HeaderUID:            strconv.FormatUint(uint64(s.Miner.UID), 10),
		HeaderMiner:          s.Miner.Hotkey,
		wire.HeaderRequestID: s.ID.String(),
		HeaderAttempts:       strconv.Itoa(s.Attempts),
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
