// Package yuma is the mathematics of consensus: it turns the weights of validators into what miners and validators earn.
//
// Its law: pure, deterministic, integers only. Given the same [Input], an [Engine] returns the same [Result] to the bit,
// on every machine and in every run. It reads no clock, draws no random number, starts no goroutine and knows nothing of
// chains, keys or storage. No input makes it panic: what does not fit together is an error that names the field.
//
//	var e yuma.Engine
//	result, err := e.Run(&yuma.Input{Params: params, Block: height, Stake: stake, ...})
//	server, validator := result.Payout(emission)
//
// # Formulas
//
// i is a validator, j a miner; both are uids. Σ without an index is the sum of what stands above it, and a quotient by 0 is
// 0. Numbers are I32F32, see package fixed: "floor" and "truncated" cut what is below 2⁻³². For numbers that are not
// negative, and nothing in an epoch is, both are the same. The words in brackets are the names under which a [Trace] gets
// the values.
//
//	1 stake      S_i  = (own + root·RootWeight/(2⁶⁴−1)) / Σ          I64F64, truncated, cut to I32F32      [stake]
//	             A_i  = S_i / Σ, 0 if inactive or without permit     truncated                             [active_stake]
//	2 weights    W_ij = weight / Σ_j, without void entries           truncated                             [weights]
//	3 prerank    R⁰_j = Σ_i A_i·W_ij                                 each product floor                    [preranks]
//	4 consensus  C_j  = max w: Σ_{i: W_ij ≥ w} a_i ≥ κ               exact; a = A/Σ, κ = Kappa/65535       [consensus]
//	5 clipping   W'_ij = min(W_ij, C_j)                              exact                                 [clipped_weights]
//	6 trust      VT_i = Σ_j W'_ij                                    exact                                 [validator_trust]
//	             R_j  = Σ_i A_i·W'_ij                                each product floor                    [ranks_before_norm]
//	             T_j  = R_j / R⁰_j                                   truncated                             [trust]
//	7 incentive  I_j  = R_j / Σ_j                                    truncated                             [incentive]
//	8 bonds      N_ij and shares of them, by version, below
//	9 dividends  D_i  = d_i / Σ_i                                    truncated                             [dividends]
//	10 emission  I_j / Σ to servers, D_i / Σ to validators, Σ = Σ_j I_j + Σ_i D_i, both truncated; when Σ is 0, A_i or, when
//	             all A are 0, S_i to validators
//
// Void is a weight of an uid for itself (the owner's aside), a weight for an uid that was registered after the weight was
// meant, and all weights of who has no permit. What bonds follow is W̃_ij = W_ij + π·(W'_ij − W_ij), the product rounded
// down, with π = BondsPenalty/65535; in Yuma1 it is W'_ij. B_ij are the bonds before, α = 1 − BondsMovingAverage/10⁶.
//
//	Yuma1, Yuma2   B_ij = bond / Σ_i ,  Δ_ij = A_i·W̃_ij / Σ_i ,  N_ij = α·Δ_ij + (1−α)·B_ij
//	               d_i = Σ_j I_j·(N_ij / Σ_i N_ij) ,  stored is N_ij / max_i N_ij
//	Yuma3          B_ij = bond / 65535 ,  N_ij = α_ij·W̃_ij + (1−α_ij)·B_ij
//	               d_i = A_i·Σ_j I_j·(N_ij / Σ_i N_ij) ,  stored is N_ij
//	Yuma3N         as Yuma3, but d_i = Σ_j I_j·(A_i·N_ij / Σ_i A_i·N_ij)
//
// Every product is rounded down and every quotient truncated, on its own, before it is added to others. Yuma3N has no
// reference to agree with and is finer: A_i·N_ij is kept to 2⁻⁶², its share to 2⁻⁴⁷, and d_i to 2⁻⁶². With liquid alpha
//
//	δ    = W̃_ij − C_j if W̃_ij ≥ B_ij, otherwise B_ij − W̃_ij, cut to 0…1
//	α_ij = low + floor((high − low) · 1/(1 + exp(−AlphaSigmoidSteepness/100·(δ − ½))))
//
// with the exponential of [fixed.Exp]; otherwise α_ij = α. The whitepaper's version has no median:
//
//	Whitepaper     R_j = Σ_i A_i·W_ij ,  T_j = Σ_{i: W_ij > 0} A_i ,  C_j = 1/(1 + exp(−ρ·(T_j − κ))) ,  I_j = C_j·R_j / Σ_j
//	               N_ij = B_ij + A_i·W_ij ,  d_i = Σ_j I_j·(N_ij / Σ_i N_ij) ,  stored is N_ij, divided by max_i N_ij above 1
//
// What is stored in 16 bits is floor(x·65535); pruning scores are scaled to a largest of 65535 and rounded to nearest. Rao
// by the reference's rule are floor(share·emission) and lose what is cut; [Result.Payout] gives all of it to somebody.
//
// # Where to find what
//
// stake.go has step 1, rows.go and panel.go turn rows of validators into columns of miners, consensus.go has steps 3 to 7,
// rules.go π and α, bonds_stake.go and bonds_merit.go step 8, liquid.go α_ij, ledger.go step 9, emission.go step 10, and
// whitepaper.go its version. column.go has the inner loops. An epoch goes through the miners once, one column after the
// other, and everything about a miner is computed while its column is in the nearest memory.
//
// # Why to believe it
//
// Package yuma/vector replays what the reference chain's own code printed, and every bit must agree. Where there is no
// reference, a twin in exact rationals must agree to a few units of 2⁻³², and laws must hold: see twin_test.go, law_test.go,
// split_test.go and fuzz_test.go.
package yuma
