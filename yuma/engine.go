package yuma

import "github.com/tianwang-net/tianwang/fixed"

// Engine computes epochs. It keeps its buffers between runs, so one engine should serve many epochs; it is not for use by
// several goroutines at once. The zero Engine is ready.
//
// Numbers are raw I32F32 bits: unsigned, because nothing in an epoch is negative, and at most 2³² = 1.0 unless said
// otherwise.
type Engine struct {
	Trace Trace // nil for none

	total   []fixed.I64F64 // stake of both kinds, by uid
	stake   []uint64       // S, of all uids
	active  []uint64       // A, of active validators
	permits []bool         // P, old permits and the owner's
	need    uint64         // votes that make a majority, 0 when there is no active stake

	validators []validator // by uid
	weights    rowSet
	bonds      rowSet
	panel      panel
	selection  selection
	rules      rules
	out        bondWriter
	ledger     ledger

	consensus []uint64 // C, by miner
	prerank   []uint64 // R⁰, by miner
	rank      []uint64 // R, by miner
	incentive []uint64 // I, by miner
	trust     []uint64 // T, by miner
	vtrust    []uint64 // VT, by validator
	dividends []uint64 // D, by validator

	x, y, z, u, v []uint64 // values of one column, or of all uids
}

// validator is what the columns need to know of a row, and what they sum up for it.
type validator struct {
	sum    fixed.Divisor // of its weights
	active uint64        // A
	vote   uint64        // A normalised once more: what the median counts
	trust  uint64        // VT so far
	earned uint64        // D so far
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
	e.load(in)
	e.setRules(in)
	e.out.start(&e.weights, &e.bonds, r.Permits)
	e.panel.start(&e.weights, &e.bonds)
	e.ledger.start()
	for j := range n {
		if j%panelWidth == 0 {
			e.panel.next()
		}
		e.miner(in, j)
	}
	e.finishMiners(in)
	e.finishValidators(in)
	e.storeBonds(in, r)
	e.split(in, r)
	e.fill(r)
	return r, nil
}

// resize makes every vector n long.
func (e *Engine) resize(n int) {
	for _, s := range []*[]uint64{
		&e.stake, &e.active, &e.consensus, &e.prerank, &e.rank, &e.incentive, &e.trust, &e.vtrust, &e.dividends,
		&e.x, &e.y, &e.z, &e.u, &e.v,
	} {
		*s = resize(*s, n)
	}
	e.total, e.permits, e.validators = resize(e.total, n), resize(e.permits, n), resize(e.validators, n)
}

// load takes the rows: the weights of validators with a permit, and all bonds.
func (e *Engine) load(in *Input) {
	n := len(in.Stake)
	e.weights.reset(n)
	e.bonds.reset(n)
	for i := range n {
		if e.permits[i] && len(in.Weights[i]) > 0 {
			e.weights.set(i, in.Weights[i], voids{in.RegisteredAt, in.weightsAt(i), in.maskedSelf(i)})
		}
		if len(in.Bonds[i]) > 0 {
			e.bonds.set(i, in.Bonds[i], voids{in.RegisteredAt, in.bondsAt(i), -1})
		}
		v := &e.validators[i]
		v.sum = fixed.NewDivisor(e.weights.sums[i])
		v.trust, v.earned = 0, 0
	}
}

// miner computes what concerns miner j: its consensus and rank, and the bonds of all validators to it.
func (e *Engine) miner(in *Input, j int) {
	col := e.panel.column(j)
	w, cut := e.x[:len(col)], e.y[:len(col)]
	top := e.weigh(col, w)
	e.traceColumn("weights", j, col, w, w, hasWeightCell)
	if in.Version == Whitepaper {
		e.trustMajority(in, j, col, w)
		e.bondForever(j, col, w)
		return
	}
	e.consensus[j] = e.median(w, top)
	e.clip(j, col, w, cut)
	e.penalise(j, col, w, cut)
	if e.rules.byMerit {
		e.bondByMerit(j, col, w)
	} else {
		e.bondByStake(j, col, w)
	}
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
