package explorer

import (
	"context"
	"net/http"
	"time"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
)

// When what is shown is old: so many blocks behind the chain, or a newest block of that age.
const (
	staleLag   = 100
	staleAge   = time.Minute
	stalePaces = 20 // times the usual time between blocks, on a slow chain
)

// health answers with the status, and with 503 and the same when what the API shows is old, so that a balancer notices too.
func (a *API) health(w http.ResponseWriter, r *http.Request) {
	a.answer("no-store", func(r *http.Request) (any, error) {
		s, err := a.Status(r.Context())
		if err != nil || s.Stale == "" {
			return s, err
		}
		return nil, &old{s}
	}).ServeHTTP(w, r)
}

// old is a status whose time is over.
type old struct{ *Status }

// Error implements error.
func (o *old) Error() string { return "what is shown is old: " + o.Stale }

func (a *API) status(q *query) (*Status, error) { return a.Status(q.r.Context()) }

// Status returns the network at a glance. While no node answers it is what was known last, and says that it is stale.
func (a *API) Status(ctx context.Context) (*Status, error) {
	supply, err := a.chainSupply(ctx)
	silent := err != nil
	if silent {
		if supply = a.last.Load(); supply == nil {
			return nil, err
		}
	}
	a.last.Store(supply)
	id, err := a.client.ChainID(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{ChainID: id, Height: supply.Height, Supply: Rao(supply.Supply), URLs: a.cfg.URLs}
	a.count(s)
	return s, a.freshness(ctx, s, silent)
}

// count counts subnets, miners and validators, and whether the consensus ranks a miner everywhere.
func (a *API) count(s *Status) {
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
}

// freshness says how far the index goes, and what is old.
func (a *API) freshness(ctx context.Context, s *Status, silent bool) error {
	s.Index = a.indexed()
	s.Lag = max(s.Height, s.Index) - s.Index
	s.Verified = a.follower.Verified()
	pace, err := a.pace(ctx)
	if err != nil {
		return err
	}
	latest, err := a.store.Block(ctx, s.Index)
	if err != nil {
		return err
	}
	age := time.Duration(0)
	if latest != nil {
		s.LatestTime = stamp(latest.Time)
		age = max(0, time.Since(latest.Time))
		s.Age = uint64(age.Seconds())
	}
	switch {
	case silent:
		s.Stale = "silent" // no node answers
	case s.Lag > staleLag:
		s.Stale = "behind" // the index is behind the chain
	case latest != nil && age > max(staleAge, stalePaces*pace):
		s.Stale = "still" // the chain makes no blocks
	}
	return nil
}

func (a *API) chainSupply(ctx context.Context) (*emissionv1.QuerySupplyResponse, error) {
	return emissionv1.NewQueryClient(a.client).Supply(ctx, &emissionv1.QuerySupplyRequest{})
}
