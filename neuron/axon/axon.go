package axon

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// PathHealth is answered without a signature.
const PathHealth = "/healthz"

// Config says whom an axon serves, and how much. The zero value of a bound means its default.
type Config struct {
	Chain  string // chain id
	Netuid uint32

	// MinStake is the stake in rao that lets a hotkey ask which is not registered in the subnet, such as a gateway's;
	// 0 admits registered callers only.
	MinStake uint64

	MaxBody     int64         // bytes of a request's body; 1 MiB
	MaxAnswer   int64         // bytes of an answer, a stream's included; 8 MiB
	Concurrency int           // requests in the model at once; 64
	PerCaller   int           // of these, for one caller; half
	Wait        time.Duration // for a place, those with most stake first; 2 s, negative for not at all
	Timeout     time.Duration // for the model to finish one request; 10 minutes

	Now func() time.Time // the clock; time.Now

	// Observe, if not nil, is told of each request: the code of its refusal or "ok", and how long it took.
	Observe func(code string, took time.Duration)
}

// What an observer is told of requests that are not refused.
const (
	codeOK     = "ok"
	codeBroken = "broken_off"
)

// Bounds that no miner has needed to change.
const (
	unverifiedPerPlace = 4                // requests under verification, for each place in the model
	writeStall         = 15 * time.Second // for a caller to take what was written
	complainEvery      = time.Minute
)

// Axon is an http.Handler in front of a model. Safe for concurrent use.
type Axon struct {
	cfg     Config
	to      wire.Addressee
	signer  wire.Signer
	callers Callers
	guard   *wire.Guard
	model   http.Handler
	log     *slog.Logger

	gate   *gate   // every connection
	door   *places // every request, from the end of its header
	places *places // requests in the model, by caller
	blame  *complaints
}

// New puts an axon in front of model. The guard belongs to this axon alone; whoever opened it closes it.
func New(cfg Config, signer wire.Signer, callers Callers, guard *wire.Guard, model http.Handler, log *slog.Logger) *Axon {
	def(&cfg.MaxBody, 1<<20)
	def(&cfg.MaxAnswer, 8<<20)
	def(&cfg.Concurrency, 64)
	def(&cfg.PerCaller, max(1, cfg.Concurrency/2))
	def(&cfg.Wait, 2*time.Second)
	def(&cfg.Timeout, 10*time.Minute)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	all := cfg.Concurrency * (1 + unverifiedPerPlace)
	return &Axon{
		cfg: cfg, to: wire.Addressee{Hotkey: signer.Address(), Chain: cfg.Chain, Netuid: cfg.Netuid},
		signer: signer, callers: callers, guard: guard, model: model, log: log,
		gate: newGate(maxConnections, perAddress), door: newPlaces(all, all, 0), places: newPlaces(cfg.Concurrency, cfg.PerCaller, cfg.Wait),
		blame: newComplaints(log, complainEvery, cfg.Now),
	}
}

func def[T int | int64 | time.Duration](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}

// ServeHTTP answers one request.
func (a *Axon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == PathHealth && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok"}`+"\n")
		return
	}
	began, code := a.cfg.Now(), codeBroken // what a panic leaves: nobody was answered to the end
	defer func() {
		if a.cfg.Observe != nil {
			a.cfg.Observe(code, a.cfg.Now().Sub(began))
		}
	}()
	code = a.answer(w, r)
}

// answer answers or refuses a request and returns the code of that. Who finds no place at the door, or is not who it says,
// costs no more than that.
func (a *Axon) answer(w http.ResponseWriter, r *http.Request) string {
	leave, err := a.door.enter(r.Context(), "", 0)
	if err != nil {
		a.refuse(w, r, nil, err)
		return causeOf(err).code
	}
	defer leave()
	x, err := wire.VerifyRequest(r, a.to, a.cfg.Now())
	if err == nil {
		err = a.serve(w, r, x)
	}
	if err == nil {
		return codeOK
	}
	a.refuse(w, r, x, err)
	return causeOf(err).code
}

// serve answers a request whose header is verified. An error means that nothing was answered yet.
func (a *Axon) serve(w http.ResponseWriter, r *http.Request, x *wire.Exchange) error {
	if !served(r) {
		return errNotServed
	}
	caller, err := a.admit(r, x.Sender)
	if err != nil {
		return err
	}
	a.gate.trust(ip(r))
	leave, err := a.places.enter(r.Context(), x.Sender, caller.Stake)
	if err != nil {
		return err
	}
	defer leave()
	body, err := a.read(w, r)
	if err != nil {
		return err
	}
	if err := x.VerifyBody(body); err != nil {
		return err
	}
	if err := a.guard.Admit(x, a.cfg.Now()); err != nil {
		return err
	}
	return a.ask(w, r, x, body)
}

// served says whether an endpoint is one of a model. A model server may offer others, which are its owner's.
func served(r *http.Request) bool {
	switch r.URL.Path {
	case openai.PathChat, openai.PathCompletions, openai.PathEmbeddings:
		return r.Method == http.MethodPost
	case openai.PathModels:
		return r.Method == http.MethodGet
	}
	return false
}

// read reads the body, up to the limit.
func (a *Axon) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Encoding") != "" {
		return nil, fmt.Errorf("content encoding: bodies are sent as they are: %w", wire.ErrMalformed)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, a.cfg.MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, fmt.Errorf("body of more than %d bytes: %w", a.cfg.MaxBody, errTooLarge)
	case err != nil:
		return nil, fmt.Errorf("body: %w: %w", err, wire.ErrMalformed)
	}
	return body, nil
}
