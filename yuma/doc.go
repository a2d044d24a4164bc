// Package yuma is the mathematics of consensus: it turns the weights of validators into what miners and validators earn.
//
// Its law: pure, deterministic, integers only. Given the same [Input], an [Engine] returns the same [Result] to the bit,
// on every machine and in every run. It reads no clock, draws no random number, starts no goroutine and knows nothing of
// chains, keys or storage. No input makes it panic: what does not fit together is an error that names the field.
//
//	var e yuma.Engine
//	result, err := e.Run(&yuma.Input{Params: params, Block: height, Stake: stake, ...})
//	server, validator := result.Payout(emission)
package yuma
