// Package neuron holds what all who work in a subnet share: a view of the subnet that follows the chain.
//
// Its law: daemons look at the state of the chain after each block and act on what they see; no event is needed for
// anything. The folders below have the parts: wire (signed requests), axon (server), dendrite (client), miner, validator.
package neuron
