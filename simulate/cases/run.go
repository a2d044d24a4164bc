package cases

import (
	"fmt"

	"github.com/tianwang-net/tianwang/yuma"
)

// Heights and amounts of the runs, those of the reference's trajectories.
const (
	tempo      = 360
	firstBlock = 1000
	blocks     = tempo + 1         // between epochs
	stakeUnit  = 1_000_000_000_000 // rao of a hundredth of all stake
	emission   = 1_000_000_000     // rao of an epoch
)

// Trajectory is what a case came to under a variant, epoch by epoch.
type Trajectory struct {
	Case    Case
	Variant Variant
	Results []*yuma.Result // of each epoch; uids 0 to 2 are the validators, those behind them the servers
}

// Run plays the case under a variant. It returns an error when the variant's parameters make no epoch.
func (c Case) Run(v Variant) (*Trajectory, error) {
	var e yuma.Engine
	t := &Trajectory{Case: c, Variant: v}
	n := validators + c.Servers
	in := &yuma.Input{
		Params: v.Params, Emission: emission,
		Permits: make([]bool, n), LastUpdate: make([]uint64, n), RegisteredAt: make([]uint64, n), Bonds: make([]yuma.Row, n),
	}
	for i := range n {
		in.Permits[i], in.RegisteredAt[i] = i < validators, 1
	}
	for epoch := range Epochs {
		in.Block = firstBlock + blocks*uint64(epoch)
		for i := range in.LastUpdate {
			in.LastUpdate[i] = in.Block - 5
		}
		in.Stake, in.Weights = c.Input(epoch)
		r, err := e.Run(in)
		if err != nil {
			return nil, fmt.Errorf("case %d: epoch %d: %w", c.Number, epoch, err)
		}
		t.Results = append(t.Results, r)
		in.Bonds, in.Permits, in.LastEpoch = r.Bonds, r.Permits, in.Block
	}
	return t, nil
}

// Input returns the stake in rao and the weights of an epoch, by uid.
func (c Case) Input(epoch int) (stake []uint64, weights []yuma.Row) {
	p := c.phase(epoch)
	stake, weights = make([]uint64, validators+c.Servers), make([]yuma.Row, validators+c.Servers)
	for i, vote := range p.Votes {
		stake[i], weights[i] = p.Stake[i]*stakeUnit, vote.row()
	}
	return stake, weights
}

// Dividends returns the shares of an epoch's dividends, which sum to 1, or are 0 when nobody earned any.
func (t *Trajectory) Dividends(epoch int) (shares [validators]float64) {
	dividends := t.Results[epoch].Dividends[:validators]
	var sum float64
	for _, d := range dividends {
		sum += float64(d)
	}
	for i, d := range dividends {
		if sum > 0 {
			shares[i] = float64(d) / sum
		}
	}
	return shares
}

// Incentive returns the shares of an epoch's incentive by server.
func (t *Trajectory) Incentive(epoch int) []float64 {
	shares := make([]float64, t.Case.Servers)
	for j, x := range t.Results[epoch].Incentive[validators:] {
		shares[j] = float64(x) / 65535
	}
	return shares
}

// Totals returns the sums of the dividends over all epochs.
func (t *Trajectory) Totals() (sums [validators]float64) {
	for epoch := range t.Results {
		for i, share := range t.Dividends(epoch) {
			sums[i] += share
		}
	}
	return sums
}
