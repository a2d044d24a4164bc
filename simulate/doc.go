// Package simulate plays validators and miners against each other on the chain's own rules, without a network.
//
// Its law: rules are those of packages yuma, weights, schedule and tokenomics, in integers; floats occur only in what
// agents see and want, and in what is reported. The same [Economy] gives the same [Outcome] in every run.
//
//	economy.go    what is played
//	market.go     the state of a running economy, and its epochs
//	slots.go      who comes and who has to go
//	judge.go      rows: seen at once, or promised and revealed later
//	money.go      what is mined, and whose stake it becomes
//	strategy.go   what validators do
//	outcome.go    what came of it
//	scenario.go   economies as files; scenarios/ has those that come with the program
//	setting.go    changes to them by name, and variations
//	summary.go    what can be compared
//
// The folders below it play special games: cases the public catalogue of small ones, retention the game of two groups.
package simulate
