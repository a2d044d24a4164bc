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
	votes   []uint64       // A normalised once more: what the median counts
	need    uint64         // votes that make a majority, 0 when there is no active stake
	permits []bool         // P, old permits and the owner's
	rows    *rowTable      // what columns need of rows
	trusts  *sumTable      // VT so far, by validator
	earned  *sumTable      // D so far, by validator

	weights   rowSet
	bonds     rowSet
	rules     rules
	panel     panel
	column    column
	selection selection
	ledger    ledger
	out       bondWriter

	consensus []uint64 // C, by miner
	prerank   []uint64 // R⁰, by miner
	rank      []uint64 // R, by miner
	incentive []uint64 // I, by miner
	trust     []uint64 // T, by miner
	vtrust    []uint64 // VT, by validator
	dividends []uint64 // D, by validator

	scratch [3][]uint64 // values of all uids
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
	e.panel.start(&e.weights, &e.bonds)
	e.ledger.start(e.out.start(&e.weights, &e.bonds, e.panel.users), n)
	for first := 0; first < n; first += panelWidth {
		e.panel.next()
		for j := first; j < min(first+panelWidth, n); j++ {
			e.miner(in, j)
		}
		e.out.flush()
	}
	e.finishMiners(in)
	e.finishValidators()
	e.storeBonds(in, r)
	e.split(in, r)
	e.fill(r)
	return r, nil
}

// resize makes every vector n long.
func (e *Engine) resize(n int) {
	for _, s := range []*[]uint64{
		&e.stake, &e.active, &e.votes, &e.consensus, &e.prerank, &e.rank, &e.incentive, &e.trust, &e.vtrust, &e.dividends,
		&e.scratch[0], &e.scratch[1], &e.scratch[2],
	} {
		*s = resize(*s, n)
	}
	e.total, e.permits = resize(e.total, n), resize(e.permits, n)
	if e.rows == nil {
		e.rows, e.trusts, e.earned = new(rowTable), new(sumTable), new(sumTable)
	}
	clear(e.trusts[:n])
	clear(e.earned[:n])
}

// load takes the rows: the weights of validators with a permit, and all bonds.
func (e *Engine) load(in *Input) {
	n := len(in.Stake)
	void := voids{registered: in.RegisteredAt}
	for _, at := range in.RegisteredAt {
		void.newest = max(void.newest, at)
	}
	ordered := in.Version == Yuma3 && in.LiquidAlpha
	e.weights.reset(n, ordered)
	e.bonds.reset(n, ordered)
	for i := range n {
		if e.permits[i] && len(in.Weights[i]) > 0 {
			void.at, void.self = in.weightsAt(i), in.maskedSelf(i)
			e.weights.set(i, in.Weights[i], void)
		}
		if len(in.Bonds[i]) > 0 {
			void.at, void.self = in.bondsAt(i), -1
			e.bonds.set(i, in.Bonds[i], void)
		}
		e.rows[i] = row{sum: fixed.NewDivisor16(e.weights.sums[i]), vote: e.votes[i], active: e.active[i]}
	}
}

// miner computes what concerns miner j: its consensus and rank, and the bonds of all validators to it.
func (e *Engine) miner(in *Input, j int) {
	c := &e.column
	c.set(j, e.panel.column(j))
	top, prerank := c.weigh(e.rows)
	e.traceColumn("weights", c, c.weight, c.weight, weighed)
	if in.Version == Whitepaper {
		e.trustMajority(in, c)
		e.bondForever(c)
		return
	}
	e.agree(c, top, prerank)
	e.penalise(c)
	if e.rules.byMerit {
		e.bondByMerit(c)
	} else {
		e.bondByStake(c)
	}
}

// fill writes the vectors of the epoch into the result.
func (e *Engine) fill(r *Result) {
	for _, f := range []struct {
		to   []uint16
		from []uint64
	}{
		{r.Rank, e.rank},
		{r.Trust, e.trust},
		{r.Consensus, e.consensus},
		{r.Incentive, e.incentive},
		{r.Dividends, e.dividends},
		{r.ValidatorTrust, e.vtrust},
		{r.StakeWeight, e.stake},
	} {
		for i, x := range f.from {
			f.to[i] = uint16(proportion(min(x, one)))
		}
	}
}
