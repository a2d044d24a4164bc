// Package producer says who makes blocks, holds them to it, and pays them.
//
// Its law: the set of producers is never empty and never one that the consensus engine refuses. Members of root offer
// themselves with a key of their own and produce with the power of their stake; while too few are fit, the authorities
// of genesis do. Whoever misses too many blocks is jailed, whoever signs two blocks of one height loses a part of all
// stake that stood behind it, once, and never comes back. README.md is the specification.
//
//	keeper.go     state
//	candidate.go  joining, leaving, coming back
//	key.go        whose a consensus key is
//	set.go        who produces
//	liveness.go   missed blocks
//	evidence.go   double signatures
//	unbonding.go  stake that waits
//	reward.go     the proposer's part of the fees
package producer

// ModuleName is the name of the module, of its store, and of the account that holds what is unbonding.
const ModuleName = "producer"

// Fees is the name of the account in which the fees of a block gather. It is empty between blocks.
const Fees = "producer_fees"
