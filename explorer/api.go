package explorer

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/neuron"
)

// Config is what the operator tells about the network.
type Config struct {
	URLs   map[string]string // where its services are, by name
	Labels map[string]string // what hotkeys are called, on a local network
}

// API answers questions about the chain.
type API struct {
	cfg      Config
	client   *client.Client
	view     *neuron.View
	store    *store.Store
	follower *Follower
	log      *slog.Logger
}

// New returns an API over a view of all subnets and an index, both of which somebody else keeps up with the chain.
func New(cfg Config, c *client.Client, view *neuron.View, s *store.Store, f *Follower, log *slog.Logger) *API {
	return &API{cfg, c, view, s, f, log}
}

// Handler serves the API below /api/v1/.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/status", a.answer(func(r *http.Request) (any, error) { return a.Status(r.Context()) }))
	mux.Handle("GET /api/v1/supply", a.answer(func(r *http.Request) (any, error) { return a.supply(r) }))
	mux.Handle("GET /api/v1/subnets", a.answer(a.subnets))
	mux.Handle("GET /api/v1/subnets/{netuid}", a.answer(a.subnet))
	a.history(mux)
	mux.HandleFunc("GET /api/v1/stream", a.stream)
	return mux
}

// Problem is an answer that is not a success.
type Problem struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Message }

func (a *API) answer(get func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := get(r)
		status := http.StatusOK
		if err != nil {
			p, ok := err.(*Problem) //nolint:errorlint // made here, never wrapped
			if !ok {
				a.log.Warn("the chain could not be read", "path", r.URL.Path, "err", err)
				p = &Problem{http.StatusServiceUnavailable, "unavailable", "the chain does not answer, try again"}
			}
			v, status = map[string]any{"error": p}, p.Status
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			a.log.Debug("answer not written", "err", err)
		}
	})
}

// Status returns the network at a glance.
func (a *API) Status(ctx context.Context) (*Status, error) {
	supply, err := a.chainSupply(ctx)
	if err != nil {
		return nil, err
	}
	id, err := a.client.ChainID(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{ChainID: id, Height: supply.Height, Supply: Rao(supply.Supply), URLs: a.cfg.URLs}
	all := a.view.All()
	s.Subnets, s.Ready = len(all), len(all) > 0
	for _, g := range all {
		ranked := false
		for _, n := range g.Neurons {
			if n.Axon != nil {
				s.Miners++
			}
			if n.Permit && n.UpdatedAt > n.RegisteredAt {
				s.Validators++
			}
			ranked = ranked || (n.Axon != nil && n.Incentive > 0)
		}
		s.Ready = s.Ready && ranked
	}
	return s, nil
}

func (a *API) chainSupply(ctx context.Context) (*emissionv1.QuerySupplyResponse, error) {
	return emissionv1.NewQueryClient(a.client).Supply(ctx, &emissionv1.QuerySupplyRequest{})
}

func (a *API) supply(r *http.Request) (Supply, error) {
	s, err := a.chainSupply(r.Context())
	if err != nil {
		return Supply{}, err
	}
	return Supply{
		Height: s.Height, Supply: Rao(s.Supply), Cap: Rao(s.Cap), Minted: Rao(s.Ledger.Minted), Burned: Rao(s.Ledger.Burned),
		Era: s.Ledger.Era, BlockReward: Rao(s.BlockReward), NextHalving: Rao(s.NextHalving),
	}, nil
}

func (a *API) subnets(*http.Request) (any, error) {
	out := []Subnet{}
	for _, g := range a.view.All() {
		out = append(out, newSubnet(g, a.cfg.Labels))
	}
	return out, nil
}

func (a *API) subnet(r *http.Request) (any, error) {
	netuid, err := netuidOf(r)
	if err != nil {
		return nil, err
	}
	g := a.view.Metagraph(netuid)
	if g == nil {
		return nil, &Problem{http.StatusNotFound, "unknown_subnet", fmt.Sprintf("netuid %d does not exist", netuid)}
	}
	return newSubnet(g, a.cfg.Labels), nil
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
