// Package lm is the task of language modelling by bytes: given a text, say how likely each byte is to come next.
//
// A challenge is an ordinary OpenAI completion request with K contexts, max_tokens 1 and logprobs 256. The judge knows
// the byte that follows each context and measures an answer in bits:
//
//	b = mean over contexts of -log2 p(true byte),   score = (2^-b - 2^-8) / (1 - 2^-8), at least 0
//
// So a score is the probability the model gives to the truth (a geometric mean), moved such that an even guess among 256
// bytes is 0 and certainty is 1. Rules for the probabilities are at Bits. With K contexts in one score, the report that
// earns most is the model's belief raised to the power K/(K-1): for K = 32 that is honesty within 3 %.
//
// A token is a byte, everywhere: in the usage, in max_tokens and in log-probabilities.
package lm
