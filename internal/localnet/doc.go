// Package localnet runs a whole market on one machine, in one process: chain nodes, honest miners and cheaters,
// validators, a gateway, the explorer with its page, and a faucet that gives away what its miners have earned.
//
// Its law: nothing in it is pretended. Chain, keys, signatures, models and texts are those of a public network; only the
// rules of the chain are quicker (see node.LocalRules). The directory it is given holds all of its state: starting it
// again continues it.
//
//	localnet.go  starting and stopping
//	ports.go     who listens where
//	home.go      the directory: nodes, genesis, wallets
//	tasks.go     which subnets there are
//	cast.go      who plays: which neuron runs which model for whom
//	play.go      running neurons
//	faucet.go    giving TAO away
//	front.go     the page, its API and the gateway on one port; the wallet on another
package localnet
