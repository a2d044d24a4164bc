// Package app wires the chain: which modules there are, what each may touch, and in which order a block passes through
// them. It decides nothing itself.
//
//	codec.go    how transactions and state are encoded
//	keepers.go  the modules' keepers and what they know of each other
//	modules.go  the modules and their order in genesis and in a block
//	ante.go     what a transaction must pass before it runs
//	governance.go, govparams.go, tally.go, deposits.go, govrekey.go
//	            x/gov on this chain: votes by stake, deposits, parameters
//	upgrades.go changes of the rules at a height
//	abci.go     genesis, blocks, export
//	server.go   what the node's servers ask for
package app
