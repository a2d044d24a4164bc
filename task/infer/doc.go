// Package infer is the task of running a given open model: everybody has the same one, a 7-gram of bytes, and is paid for
// running exactly it, and for how much of it.
//
// A challenge is an ordinary OpenAI completion request with a few prompts, temperature 0 and logprobs 1. The judge reads what
// a miner wrote with its own copy of the model, which takes one look where writing takes one for each token, and compares
//
//	the log-probability that the miner claims for each of its tokens with what the model says of it, and
//	the token with the likeliest one, so that nobody has a cheaper model write and the right one claim.
//
// Machines add numbers in different orders and come to slightly different probabilities: Tolerance is above what they
// differ by and far below what another model differs by. An answer of which one prompt is further off scores 0.
//
// Since all who are honest say the same, they differ in how much they do. The task is therefore a task.Measured: validators
// put bursts of questions to all miners at once, and a second door to the same machine earns nothing.
//
//	task.go    challenges and scores
//	models.go  the model, and what pretends to be it
package infer
