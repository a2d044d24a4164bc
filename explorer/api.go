package explorer

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strconv"
	"sync/atomic"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/neuron"
)

// Config is what the operator tells about the network.
type Config struct {
	URLs   map[string]string // where its services are, by name
	Labels map[string]string // what hotkeys are called, on a local network
	Rate   int               // questions a second that a client may ask; 0 for [DefaultRate], negative for as many as it likes
	Parts  []Part            // other APIs that are served with this one
}

// Part is an API that is served beside the explorer's: within the same bound for each client, and described in the same
// document.
type Part struct {
	Handler    http.Handler
	Operations []Operation
}

// Operation is what one path of a part takes and gives.
type Operation struct {
	Method, Path string       // such as POST, and /api/v1/things/{name}
	About        string       // in a sentence
	Body, Answer reflect.Type // of JSON; no body if nil
}

// API answers questions about the chain.
type API struct {
	cfg      Config
	client   *client.Client
	view     *neuron.View
	store    *store.Store
	follower *Follower
	log      *slog.Logger

	last    atomic.Pointer[emissionv1.QuerySupplyResponse] // that a node answered
	signers signers
}

// New returns an API over a view of all subnets and an index, both of which somebody else keeps up with the chain.
func New(cfg Config, c *client.Client, view *neuron.View, s *store.Store, f *Follower, log *slog.Logger) *API {
	if cfg.URLs == nil {
		cfg.URLs = map[string]string{}
	}
	return &API{cfg: cfg, client: c, view: view, store: s, follower: f, log: log}
}

// Handler serves the API below /api/v1/, and what describes it at /api/openapi.json, with a bound for each client.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	all := a.routes()
	for _, r := range all {
		mux.Handle("GET /api/v1/"+r.path, a.serve(r))
	}
	for _, t := range a.tables() {
		mux.Handle("GET /api/v1/"+t.path, a.serveTable(t))
	}
	mux.HandleFunc("GET /api/v1/status", a.health)
	for _, p := range a.cfg.Parts {
		for _, o := range p.Operations {
			mux.Handle(o.Method+" "+o.Path, p.Handler)
		}
	}
	described := openAPI(append(all, ask("status", "The network at a glance, and whether what is shown is new", "", a.status)), a.tables(), a.cfg.Parts)
	mux.Handle("GET /api/openapi.json", a.answer("public, max-age=300", func(*http.Request) (any, error) { return described, nil }))
	mux.HandleFunc("GET /api/v1/stream", a.stream)
	mux.Handle("/api/", a.answer("no-store", func(r *http.Request) (any, error) {
		return nil, notFound("unknown_path", "there is nothing at %s, /api/openapi.json says what there is", r.URL.Path)
	}))
	return a.limited(mux)
}

// Problem is an answer that is not a success.
type Problem struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Message }

// answer answers with JSON; cache is for how long a success stays true, as the header Cache-Control says it.
func (a *API) answer(cache string, get func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := get(r)
		status, cache := http.StatusOK, cache
		if err != nil {
			p, ok := err.(*Problem)            //nolint:errorlint // made here, never wrapped
			if o, stale := err.(*old); stale { //nolint:errorlint // likewise
				a.write(w, http.StatusServiceUnavailable, "no-store", o.Status)
				return
			}
			if !ok {
				if r.Context().Err() == nil { // else it is the reader who went away
					a.log.Warn("the chain could not be read", "path", r.URL.Path, "err", err)
				}
				p = &Problem{http.StatusServiceUnavailable, "unavailable", "the chain does not answer, try again"}
			}
			v, status = map[string]any{"error": p}, p.Status
			cache = "no-store"
		}
		a.write(w, status, cache, v)
	})
}

func (a *API) write(w http.ResponseWriter, status int, cache string, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", cache)
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		a.log.Debug("answer not written", "err", err)
	}
}

func (a *API) supply(q *query) (*Supply, error) {
	s, err := a.chainSupply(q.r.Context())
	if err != nil {
		return nil, err
	}
	return &Supply{
		Height: s.Height, Supply: Rao(s.Supply), Cap: Rao(s.Cap), Minted: Rao(s.Ledger.Minted), Burned: Rao(s.Ledger.Burned),
		Era: s.Ledger.Era, BlockReward: Rao(s.BlockReward), NextHalving: Rao(s.NextHalving),
	}, nil
}

func (a *API) subnets(*query) ([]Subnet, error) {
	out := []Subnet{}
	for _, g := range a.view.All() {
		out = append(out, newSubnet(g, a.cfg.Labels))
	}
	return out, nil
}

func (a *API) subnet(q *query) (*Subnet, error) {
	g, err := a.graph(q)
	if err != nil {
		return nil, err
	}
	s := newSubnet(g, a.cfg.Labels)
	return &s, nil
}

// graph is the subnet that a path names.
func (a *API) graph(q *query) (*neuron.Metagraph, error) {
	netuid, err := netuidOf(q.r)
	if err != nil {
		return nil, err
	}
	g := a.view.Metagraph(netuid)
	if g == nil {
		return nil, notFound("unknown_subnet", "netuid %d does not exist", netuid)
	}
	return g, nil
}

// netuidOf reads the number of a subnet out of a path.
func netuidOf(r *http.Request) (uint32, error) {
	netuid, err := strconv.ParseUint(r.PathValue("netuid"), 10, 16)
	if err != nil {
		return 0, &Problem{http.StatusBadRequest, "bad_netuid", fmt.Sprintf("netuid %q: a number from 1 to 65535 is needed", r.PathValue("netuid"))}
	}
	return uint32(netuid), nil
}

// stream sends the height with every block, until the client goes away.
func (a *API) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	for height := uint64(0); ; {
		next, err := a.view.Next(r.Context(), height)
		if err != nil {
			return
		}
		height = next
		if _, err := fmt.Fprintf(w, "data: {\"height\":%d}\n\n", height); err != nil {
			return
		}
		if err := flush.Flush(); err != nil {
			return
		}
	}
}
