package yuma

import "github.com/tianwang-net/tianwang/fixed"

// Engine computes epochs. It keeps its buffers between runs, so one engine should serve many epochs; it is not for use by
// several goroutines at once. The zero Engine is ready.
//
// Numbers are raw I32F32 bits: unsigned, because nothing in an epoch is negative, and at most 2³² = 1.0 unless said
// otherwise.
type Engine struct {
	Trace Trace // nil for none

	total   []fixed.I64F64 // stake of both kinds
	stake   []uint64       // S, of all uids
	active  []uint64       // A, of active validators
	votes   []uint64       // A of those above 0, normalised once more: what the median counts
	permits []bool         // P, old permits and the owner's
	need    uint64         // votes that make a majority

	matrix    matrix
	selection selection

	consensus []uint64 // C, by miner
	prerank   []uint64 // R⁰, by miner
	rank      []uint64 // R, by miner
	incentive []uint64 // I, by miner
	trust     []uint64 // T, by miner
	vtrust    []uint64 // VT, by validator, may exceed 1 by rounding
	dividends []uint64 // D, by validator

	bonds  bondRules
	liquid liquid
	out    bondWriter

	x, y, z, v []uint64 // values of one column, or of all uids
}

// Run computes one epoch. It returns an error when the input's parts do not fit together; the text names the field. The
// same input always gives the same result.
func (e *Engine) Run(in *Input) (*Result, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	n := len(in.Stake)
	e.resize(n)
	r := newResult(n)
	e.weighStake(in, r)
	e.matrix.load(in, e.permits)
	e.out.start(e.matrix.count, r.Permits)
	e.agree(in)
	e.bond(in)
	e.storeBonds(in, r)
	e.split(in, r)
	e.fill(r)
	return r, nil
}

// resize makes every vector n long and clears those that are summed up.
func (e *Engine) resize(n int) {
	for _, s := range []*[]uint64{
		&e.stake, &e.active, &e.votes, &e.consensus, &e.prerank, &e.rank, &e.incentive, &e.trust, &e.vtrust,
		&e.dividends, &e.x, &e.y, &e.z, &e.v,
	} {
		*s = resize(*s, n)
	}
	e.total, e.permits = resize(e.total, n), resize(e.permits, n)
	clear(e.vtrust)
	clear(e.dividends)
}

// fill writes the vectors of the epoch into the result.
func (e *Engine) fill(r *Result) {
	for _, f := range []struct {
		to   []uint16
		from []uint64
	}{
		{r.Rank, e.rank}, {r.Trust, e.trust}, {r.Consensus, e.consensus}, {r.Incentive, e.incentive},
		{r.Dividends, e.dividends}, {r.ValidatorTrust, e.vtrust}, {r.StakeWeight, e.stake},
	} {
		for i, x := range f.from {
			f.to[i] = fixed.I32F32(x).Proportion()
		}
	}
}
