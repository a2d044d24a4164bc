package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// Config bounds what users may do. The zero value of a bound means its default.
type Config struct {
	MaxBody     int64         // bytes of a request's body; 1 MiB, what axons take
	Concurrency int           // requests under way at once; 10,000
	Held        int64         // bytes of bodies of requests that wait for their first byte; 256 MiB
	Rate        int           // requests a minute of one address; 0 does not limit
	Heartbeat   time.Duration // of silence on a stream until a comment is sent; 5 s

	Now func() time.Time // the clock; time.Now

	Pricing func(model string, netuids []uint32) any // what the list of models says of a model's price; nil where nothing is paid

	Ensemble *ensemble.Ensemble // composed models; nil for none
	Days     *health.Days       // what became of requests, day by day; nil for one that forgets when the program ends
}

// concurrency is how many requests are under way at once unless the operator says otherwise.
const concurrency = 10_000

// writeStall is how long a client may take to read what was written.
const writeStall = 30 * time.Second

// Header fields that say who answered, besides wire.HeaderNetuid and wire.HeaderRequestID.
const (
	HeaderUID      = "Tianwang-Uid"
	HeaderMiner    = "Tianwang-Miner"
	HeaderAttempts = "Tianwang-Attempts"
)

// Paths that are not OpenAI's.
const (
	PathHealth = "/healthz"   // tells whether the gateway runs
	PathTasks  = "/v1/tasks/" // asks a subnet by its netuid, which follows
)

// Handler is the API. Safe for concurrent use.
type Handler struct {
	cfg    Config
	router *gateway.Router
	log    *slog.Logger
	mux    *http.ServeMux
	places chan struct{}
	room   *room
	rates  *rates
	tempos tempos
}

// New makes the API of a router.
func New(cfg Config, router *gateway.Router, log *slog.Logger) *Handler {
	def(&cfg.MaxBody, 1<<20)
	def(&cfg.Concurrency, concurrency)
	def(&cfg.Held, 256<<20)
	def(&cfg.Heartbeat, 5*time.Second)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Days == nil {
		cfg.Days = health.NewDays(cfg.Now)
	}
	h := &Handler{
		cfg: cfg, router: router, log: log, mux: http.NewServeMux(),
		places: make(chan struct{}, cfg.Concurrency), room: newRoom(cfg.Held), rates: newRates(cfg.Rate, cfg.Now),
	}
	for _, path := range endpoints {
		h.handle(http.MethodPost, path, h.ask)
	}
	h.handle(http.MethodPost, PathTasks+"{netuid}", h.ask)
	h.handle(http.MethodGet, openai.PathModels, h.models)
	h.handle(http.MethodGet, openai.PathModels+"/{id...}", h.model)
	h.handle(http.MethodGet, PathHealth, h.healthy)
	h.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, errNotFound) })
	return h
}

func def[T int | int64 | time.Duration](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}

// endpoints are those that a model may serve.
var endpoints = []string{openai.PathChat, openai.PathCompletions, openai.PathEmbeddings}

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
	id       wire.ID
	head     openai.Head
	composed bool // of several miners; there is no subnet
	apart    bool // it says nothing of a model
	subnet   gateway.Subnet
	req      task.Request
	began    time.Time
	forget   func() // gives back the room of the body, once it is not needed any more
}

// model is the id of the model for whose figures a request counts, "" for none.
func (q *question) model() string {
	switch {
	case q.apart:
		return ""
	case q.composed:
		return q.head.Model
	}
	return q.subnet.Model
}

// newQuestion begins a request. It is not inlined: in the frame of ask it would make the stack of a stream larger (see relay).
//
//go:noinline
func (h *Handler) newQuestion(ctx context.Context) *question {
	id, named := dendrite.IDOf(ctx)
	if !named { // else who charges for it has named it
		id = wire.NewID()
	}
	return &question{id: id, began: h.cfg.Now()}
}

// ask answers a request to a model, in one piece or as a stream.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) {
	q := h.newQuestion(r.Context())
	id := q.id.String()
	w.Header().Set(wire.HeaderRequestID, id)
	w.Header().Set("X-Request-Id", id) // where OpenAI's clients look
	if err := h.rates.take(w.Header(), caller(r)); err != nil {
		fail(w, err)
		return
	}
	select {
	case h.places <- struct{}{}:
		defer func() { <-h.places }()
	default:
		fail(w, errOverloaded)
		return
	}
	if err := h.read(w, r, q); err != nil {
		fail(w, err)
		return
	}
	defer q.forget()
	if q.composed {
		h.compose(r.Context(), w, q)
		return
	}
	ctx := dendrite.WithID(r.Context(), q.id)
	if q.head.Stream {
		h.stream(ctx, w, q)
		return
	}
	h.whole(ctx, w, q)
}

// whole answers in one piece.
func (h *Handler) whole(ctx context.Context, w http.ResponseWriter, q *question) {
	a, err := h.router.AnswerFrom(ctx, q.subnet, q.req)
	if err == nil {
		a.Body, err = counted(q.req, a.Body)
	}
	if err != nil {
		h.done(ctx, q, nil, err)
		fail(w, err)
		return
	}
	h.done(ctx, q, &a.Served, nil)
	for name, value := range who(&a.Served) {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeStall))
	_, _ = w.Write(a.Body) // a client that left needs no answer
}

// count counts a request for the day of its model. One whose client left says nothing of the model, and neither does one
// that was wrong itself.
func (h *Handler) count(ctx context.Context, q *question, err error) {
	switch id := q.model(); {
	case id == "", ctx.Err() != nil:
	case err == nil:
		h.cfg.Days.Count(id, true)
	case causeOf(err).status >= http.StatusInternalServerError:
		h.cfg.Days.Count(id, false)
	}
}

// done counts, reports and logs how a request ended, and nothing of what it said. by is who answered, nil for nobody.
func (h *Handler) done(ctx context.Context, q *question, by *gateway.Served, err error) {
	var rep gateway.Report
	if by != nil {
		rep = gateway.Report{Miner: by.Miner.Hotkey, Attempts: by.Attempts}
	}
	tell(ctx, rep, err)
	h.count(ctx, q, err)
	attrs := []any{"id", q.id.String(), "stream", q.head.Stream, "took", h.cfg.Now().Sub(q.began).Round(time.Millisecond)}
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

// tell reports how a request ended.
func tell(ctx context.Context, rep gateway.Report, err error) {
	if err != nil && ctx.Err() == nil {
		c := causeOf(err)
		rep.Code, rep.Attempts = c.code, max(rep.Attempts, c.attempts)
	}
	gateway.Tell(ctx, rep)
}

// who names the miner that answered.
func who(s *gateway.Served) map[string]string {
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
