// Package score has what a validator or a task builds a mechanism from: pure functions of numbers, of which each answers one
// way to cheat.
//
// Its law: the same input gives the same output, nothing is drawn and nothing is remembered here. Scores are in [0, 1] and
// higher is better; losses are at least 0 and lower is better.
//
//	seed.go        challenges that nobody can know before who is asked has committed itself; references that follow answers
//	memory.go      moving averages that leave alone who was not asked, and what real requests add to them
//	tournament.go  pairs of models, in which a copy does not beat its original, and no original sits for ever
//	unique.go      the same work counts once
//	wilson.go      a rate of success that few trials do not make large
package score
