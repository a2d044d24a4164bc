package explorer

import (
	"context"
	"slices"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/neuron"
)

// scoreUnit is one, of a pruning score.
const scoreUnit = 1 << 32

// shownRisks is how many neurons of a subnet are called at risk.
const shownRisks = 10

func (a *API) hyperparams(q *query) (*Hyperparams, error) {
	g, err := a.graph(q)
	if err != nil {
		return nil, err
	}
	s := g.Subnet.Subnet
	all, err := a.settings(&s.Hyperparams)
	return &Hyperparams{
		Netuid: s.Netuid, SetAt: s.HyperparamsSetAt, RegisteredAt: s.RegisteredAt, Lock: Rao(s.Lock), Settings: all,
		URL: s.Identity.Url, Repository: s.Identity.Repository, Contact: s.Identity.Contact,
	}, err
}

func (a *API) atRisk(q *query) (*AtRisk, error) {
	g, err := a.graph(q)
	if err != nil {
		return nil, err
	}
	limit := uint32(q.number("limit", 256)) // #nosec G115 -- small
	if q.err != nil {
		return nil, q.err
	}
	r, err := a.risks(q.r.Context(), g.Subnet.Subnet.Netuid, limit)
	if err != nil {
		return nil, err
	}
	out := &AtRisk{Height: r.Height, Free: r.Free, Neurons: []Risk{}}
	for _, n := range r.Neurons {
		out.Neurons = append(out.Neurons, Risk{
			Place: n.Place, UID: n.Uid, Hotkey: n.Hotkey, Label: a.cfg.Labels[n.Hotkey], Score: float64(n.Score) / scoreUnit,
			Needed: float64(n.Needed) / scoreUnit, ImmuneUntil: n.ImmuneUntil, ImmuneBlocks: n.ImmuneBlocks,
		})
	}
	return out, nil
}

func (a *API) risks(ctx context.Context, netuid, limit uint32) (*subnetv1.QueryAtRiskResponse, error) {
	return subnetv1.NewQueryClient(a.client).AtRisk(ctx, &subnetv1.QueryAtRiskRequest{Netuid: netuid, Limit: limit})
}

func (a *API) weights(q *query) (*WeightMatrix, error) {
	g, err := a.graph(q)
	if err != nil {
		return nil, err
	}
	r, err := weightsv1.NewQueryClient(a.client).Weights(q.r.Context(), &weightsv1.QueryWeightsRequest{Netuid: g.Subnet.Subnet.Netuid})
	if err != nil {
		return nil, err
	}
	out := &WeightMatrix{Rows: []WeightRow{}}
	for _, row := range r.Rows {
		out.Rows = append(out.Rows, WeightRow{UID: row.Uid, UpdatedAt: row.UpdatedAt, Weights: given(row.Uids, row.Weights)})
	}
	return out, nil
}

// given turns a row of weights into shares of one.
func given(to, weights []uint32) []Weight {
	sum := uint64(0)
	for _, w := range weights {
		sum += uint64(w)
	}
	out := []Weight{}
	for i, w := range weights {
		if i < len(to) && sum > 0 {
			out = append(out, Weight{UID: to[i], Share: float64(w) / float64(sum)})
		}
	}
	return out
}

// neuron shows a hotkey wherever it has a slot. One that has none is shown with none, if the chain ever knew it.
func (a *API) neuron(q *query) (*Worker, error) {
	address, ctx := q.path("address"), q.r.Context()
	if q.err != nil {
		return nil, q.err
	}
	known, err := a.store.Hotkey(ctx, address)
	if err != nil {
		return nil, err
	}
	out := &Worker{Hotkey: address, Label: a.cfg.Labels[address], Slots: []PlacedNeuron{}}
	if known != nil {
		out.Coldkey, out.Stake, out.First = known.Owner, Rao(known.Rao), known.First
	}
	pace, err := a.pace(ctx)
	if err != nil {
		return nil, err
	}
	out.Slots, err = a.placed(ctx, pace.Seconds(), func(n *epochv1.NeuronState) bool { return n.Hotkey == address })
	if err != nil {
		return nil, err
	}
	for _, s := range out.Slots {
		out.Daily += s.Daily
		out.Coldkey = s.Neuron.Coldkey
	}
	if known == nil && len(out.Slots) == 0 {
		return nil, notFound("unknown_hotkey", "%s is no hotkey of this chain", address)
	}
	return out, nil
}

// fleet shows all neurons of a coldkey.
func (a *API) fleet(q *query) (*Fleet, error) {
	address, ctx := q.path("address"), q.r.Context()
	if q.err != nil {
		return nil, q.err
	}
	pace, err := a.pace(ctx)
	if err != nil {
		return nil, err
	}
	slots, err := a.placed(ctx, pace.Seconds(), func(n *epochv1.NeuronState) bool { return n.Coldkey == address })
	if err != nil {
		return nil, err
	}
	out := &Fleet{Coldkey: address, Slots: slots}
	hotkeys := map[string]bool{}
	for _, s := range slots {
		out.Daily += s.Daily
		if s.Neuron.ImmuneUntil > s.Height {
			out.Immune++
		}
		if s.Place > 0 {
			out.Danger++
		}
		if !hotkeys[s.Neuron.Hotkey] {
			hotkeys[s.Neuron.Hotkey] = true
			out.Stake += s.Neuron.Stake
		}
	}
	out.Hotkeys = len(hotkeys)
	return out, nil
}

// placed collects neurons over all subnets, with what they would earn in a day if every epoch were like the last, and their
// place among those that newcomers replace next.
func (a *API) placed(ctx context.Context, blockSeconds float64, wanted func(*epochv1.NeuronState) bool) ([]PlacedNeuron, error) {
	out := []PlacedNeuron{}
	for _, g := range a.view.All() {
		first := len(out)
		for i := range g.Neurons {
			if n := &g.Neurons[i]; wanted(n) {
				out = append(out, PlacedNeuron{
					Netuid: g.Subnet.Subnet.Netuid, Subnet: g.Subnet.Subnet.Name, Height: g.Height,
					Daily: daily(g, n.ServerEmission+n.ValidatorEmission, blockSeconds), Neuron: newNeuron(n, a.cfg.Labels),
				})
			}
		}
		if len(out) == first {
			continue
		}
		r, err := a.risks(ctx, g.Subnet.Subnet.Netuid, shownRisks)
		if err != nil {
			return nil, err
		}
		if r.Free > 0 {
			continue // a newcomer replaces nobody
		}
		for i := first; i < len(out); i++ {
			k := slices.IndexFunc(r.Neurons, func(n subnetv1.Risk) bool { return n.Uid == out[i].Neuron.UID })
			if k >= 0 && r.Neurons[k].ImmuneBlocks == 0 {
				out[i].Place = r.Neurons[k].Place
			}
		}
	}
	return out, nil
}

// daily is what an emission per epoch comes to in a day.
func daily(g *neuron.Metagraph, emission uint64, blockSeconds float64) Rao {
	tempo := g.Subnet.Subnet.Hyperparams.Tempo
	if tempo == 0 || blockSeconds <= 0 {
		return 0
	}
	return Rao(float64(emission) * secondsADay / blockSeconds / float64(tempo))
}
