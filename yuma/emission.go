package yuma

import "github.com/tianwang-net/tianwang/fixed"

// split divides the emission: half by incentive to miners, half by dividends to validators. When nobody earned either,
// all of it goes to validators by active stake, or by stake when no active validator has any.
func (e *Engine) split(in *Input, r *Result) {
	server, validator, combined := e.scratch[0], e.scratch[1], e.scratch[2]
	var sum uint64
	for i, d := range e.dividends {
		combined[i] = e.incentive[i] + d
		sum += combined[i]
	}
	if e.Trace != nil {
		e.Trace("emission_sum", fixed.I32F32(sum))
	}
	by := fixed.NewDivisor(sum)
	for i, d := range e.dividends {
		server[i], validator[i], combined[i] = by.Ratio(e.incentive[i]), by.Ratio(d), by.Ratio(combined[i])
	}
	if sum == 0 {
		fallback := e.active
		if e.need == 0 {
			fallback = e.stake
		}
		copy(validator, fallback)
		copy(combined, fallback)
	}
	e.vector("normalized_server_emission", server)
	e.vector("normalized_validator_emission", validator)
	e.vector("normalized_combined_emission", combined)
	pay(r.ServerEmission, r.ServerShare, server, in.Emission)
	pay(r.ValidatorEmission, r.ValidatorShare, validator, in.Emission)
	shares := asI32F32(combined)
	pay(r.Emission, shares, combined, in.Emission)
	fixed.MaxUpscale(r.PruningScores[:0], shares)
	if e.Trace != nil {
		e.Trace("server_emission", r.ServerEmission)
		e.Trace("validator_emission", r.ValidatorEmission)
		e.Trace("combined_emission", r.Emission)
	}
}

// pay sets shares to the raw numbers and rao to the floor of their part of the emission.
func pay(rao []uint64, shares []fixed.I32F32, raw []uint64, emission uint64) {
	for i, x := range raw {
		shares[i] = fixed.I32F32(x)
		rao[i] = shares[i].Of(emission)
	}
}
