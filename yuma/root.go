package yuma

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// RootInput is the state of the root network before its epoch.
type RootInput struct {
	Kappa uint16 // the middle of the sigmoid, in parts of 65535
	Rho   uint16 // its steepness

	// RawRows keeps the rows of members as they are stored, so that who spreads its votes has more of them, as until
	// April 2024. Otherwise every row is divided by its sum.
	RawRows bool

	Netuids  []uint16 // all networks, strictly ascending
	Stake    []uint64 // rao, by member
	Weights  []Row    // of each member: entries of netuid and value; unknown networks are ignored
	Emission uint64   // rao of a block
}

// RootResult is what a root epoch decides, one element per network.
type RootResult struct {
	// Emission is rao per block by the reference's rule, every part rounded down; Payout loses nothing.
	Emission []uint64
	// Share is the part of the emission before rounding to rao.
	Share []fixed.I64F64
}

// Why a root epoch decides nothing; the networks keep the shares they have.
var (
	ErrNoMembers  = errors.New("root: no members")
	ErrNoNetworks = errors.New("root: no networks")
	ErrNoStake    = errors.New("root: no member has stake")
)

// Root computes an epoch of the root network. With S the normalised stake of members and W their rows,
//
//	R_j = Σ_i S_i·W_ij ,  T_j = Σ_{i: W_ij > 0} S_i / Σ_i S_i ,  C_j = 1 / (1 + exp(−ρ·(T_j − κ))) ,  E_j = C_j·R_j / Σ
//
// all in I64F64, products rounded down and quotients truncated. It returns one of the errors above when there is nothing
// to decide, and an error that names the field when the parts of the input do not fit together.
func (e *Engine) Root(in *RootInput) (*RootResult, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	stake := make([]fixed.I64F64, len(in.Stake))
	for i, s := range in.Stake {
		stake[i] = fixed.FromUint64(s)
	}
	fixed.Normalize64(stake)
	e.vector64("stake", stake)
	w := e.rootWeights(in)
	rank, trust := supportOf(w, stake, len(in.Netuids))
	var total fixed.I64F64
	for _, s := range stake {
		total = total.Add(s)
	}
	if total.Sign() == 0 {
		return nil, ErrNoStake
	}
	for j := range trust {
		trust[j] = trust[j].Div(total)
	}
	e.vector64("ranks", rank)
	e.vector64("trust", trust)
	return e.rootEmission(in, rank, trust), nil
}

func (in *RootInput) check() error {
	switch {
	case len(in.Stake) == 0:
		return ErrNoMembers
	case len(in.Netuids) == 0:
		return ErrNoNetworks
	case len(in.Weights) != len(in.Stake):
		return fmt.Errorf("weights: length %d, stake has %d", len(in.Weights), len(in.Stake))
	}
	for j := 1; j < len(in.Netuids); j++ {
		if in.Netuids[j] <= in.Netuids[j-1] {
			return fmt.Errorf("netuids: %d does not ascend after %d", in.Netuids[j], in.Netuids[j-1])
		}
	}
	return checkRows("weights", in.Weights)
}

// rootWeights returns the rows of members over the networks, 0 where a member names none.
func (e *Engine) rootWeights(in *RootInput) [][]fixed.I64F64 {
	w := make([][]fixed.I64F64, len(in.Weights))
	for i, row := range in.Weights {
		w[i] = make([]fixed.I64F64, len(in.Netuids))
		for ; len(row) >= entrySize; row = row[entrySize:] {
			netuid, value := unpack(row)
			if j, ok := slices.BinarySearch(in.Netuids, netuid); ok {
				w[i][j] = fixed.FromUint64(uint64(value))
			}
		}
	}
	e.matrix64("weights_raw", w)
	if !in.RawRows {
		for _, row := range w {
			fixed.Normalize64(row)
		}
	}
	e.matrix64("weights", w)
	return w
}

// supportOf returns for each network the stake-weighted sum of its weights, and the stake of those who gave it any.
func supportOf(w [][]fixed.I64F64, stake []fixed.I64F64, networks int) (rank, trust []fixed.I64F64) {
	rank, trust = make([]fixed.I64F64, networks), make([]fixed.I64F64, networks)
	for i, row := range w {
		for j, x := range row {
			rank[j] = rank[j].Add(stake[i].Mul(x))
			if x.Sign() > 0 {
				trust[j] = trust[j].Add(stake[i])
			}
		}
	}
	return rank, trust
}

// rootEmission passes trust through the sigmoid and splits the emission by consensus times rank.
func (e *Engine) rootEmission(in *RootInput, rank, trust []fixed.I64F64) *RootResult {
	kappa, rho := fixed.FromProportion(in.Kappa).Widen(), fixed.FromUint64(uint64(in.Rho))
	consensus, share := make([]fixed.I64F64, len(rank)), make([]fixed.I64F64, len(rank))
	for j, t := range trust {
		consensus[j] = sigmoid64(t.Sub(kappa).Mul(rho))
		share[j] = consensus[j].Mul(rank[j])
	}
	e.vector64("consensus", consensus)
	fixed.Normalize64(share)
	e.vector64("weighted_emission", share)
	r := &RootResult{Emission: make([]uint64, len(share)), Share: share}
	amount := fixed.FromUint64(in.Emission)
	for j, s := range share {
		r.Emission[j] = s.Mul(amount).Floor()
	}
	if e.Trace != nil {
		e.Trace("emission", r.Emission)
	}
	return r
}

// sigmoid64 returns 1/(1 + exp(−x)); where the exponential does not fit, 0 or 1.
func sigmoid64(x fixed.I64F64) fixed.I64F64 {
	y, ok := fixed.Exp64(x.Neg())
	switch {
	case ok:
		return fixed.One64.Div(fixed.One64.Add(y))
	case x.Sign() < 0:
		return fixed.I64F64{}
	}
	return fixed.One64
}

// Payout splits an emission over the networks by their shares without dust: the parts sum to exactly the emission, or to
// 0 when no network has a share. What rounding down leaves goes to the largest remainders, lower netuids first.
func (r *RootResult) Payout(emission uint64) []uint64 {
	shares := make([]uint64, len(r.Share))
	for j, s := range r.Share {
		shares[j] = s.Mul(fixed.I64F64{Hi: 1 << 62}).Floor() // in units of 2⁻⁶²
	}
	return fixed.Apportion(emission, shares)
}
