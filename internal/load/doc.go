// Package load measures what a network of real nodes carries: transactions per second, how many blocks they wait, and how
// fast a newcomer catches up.
//
// Its law: the load is offered at a rate that does not depend on how the network copes, every transaction is signed before
// the clock starts, and what counts is what is in a block and succeeded.
package load
