package yuma

import "github.com/tianwang-net/tianwang/fixed"

// Result is what an epoch decides, one element per uid. Numbers of 16 bits are proportions, floor(x·65535). It shares no
// memory with the engine or the input.
type Result struct {
	Active  []bool // sign of life within the activity cutoff
	Permits []bool // validator permits for the next epoch

	Rank           []uint16 // incentive (Whitepaper: the sum before it is normalised)
	Trust          []uint16 // part of the weight for this miner that consensus left (Whitepaper: stake that trusts it)
	Consensus      []uint16 // weight the majority gives
	Incentive      []uint16 // share among miners
	Dividends      []uint16 // share among validators
	ValidatorTrust []uint16 // part of this validator's weights that consensus left
	PruningScores  []uint16 // share of the emission, the largest scaled to 65535
	StakeWeight    []uint16 // share of stake

	// Rao by the reference's rule, which rounds every part down and loses the rest; Payout loses nothing.
	Emission          []uint64
	ServerEmission    []uint64
	ValidatorEmission []uint64

	// ServerShare and ValidatorShare are the parts of the emission before rounding to rao; all of them together are
	// 1, less truncation, or 0 when there is nobody to pay. (Stakes of 2⁶³ rao and more together saturate.)
	ServerShare    []fixed.I32F32
	ValidatorShare []fixed.I32F32

	Bonds []Row // to store, and to give to the next epoch
}

// newResult allocates the fields of a result for n uids in few pieces.
func newResult(n int) *Result {
	r := &Result{Bonds: make([]Row, n)}
	flags := make([]bool, 2*n)
	for i, f := range []*[]bool{&r.Active, &r.Permits} {
		*f = flags[i*n : (i+1)*n : (i+1)*n]
	}
	amounts := make([]uint64, 3*n)
	for i, f := range []*[]uint64{&r.Emission, &r.ServerEmission, &r.ValidatorEmission} {
		*f = amounts[i*n : (i+1)*n : (i+1)*n]
	}
	shares := make([]fixed.I32F32, 2*n)
	r.ServerShare, r.ValidatorShare = shares[:n:n], shares[n:]
	proportions := make([]uint16, 8*n)
	for i, f := range []*[]uint16{
		&r.Rank, &r.Trust, &r.Consensus, &r.Incentive, &r.Dividends, &r.ValidatorTrust, &r.PruningScores, &r.StakeWeight,
	} {
		*f = proportions[i*n : (i+1)*n : (i+1)*n]
	}
	return r
}

// Payout splits an emission by the result's shares without dust: the parts of servers and validators sum to exactly the
// emission, or to 0 when the result pays nobody. What rounding down leaves goes to the largest remainders, servers
// before validators and lower uids first among equals.
func (r *Result) Payout(emission uint64) (server, validator []uint64) {
	n := len(r.ServerShare)
	shares := make([]uint64, 0, 2*n)
	for _, s := range r.ServerShare {
		shares = append(shares, uint64(s))
	}
	for _, s := range r.ValidatorShare {
		shares = append(shares, uint64(s))
	}
	parts := fixed.Apportion(emission, shares)
	return parts[:n:n], parts[n:]
}
