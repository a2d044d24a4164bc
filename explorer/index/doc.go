// Package index reads blocks: it turns what a node says of one block into the rows that an explorer keeps.
//
// Its law: a row follows from its block alone, so that an index can be made anew from the chain at any time, and two
// indexes of a chain are equal. Balances and stakes are changes here; what they add up to is the store's business. Amounts
// are rao.
//
//	rows.go     what is kept
//	read.go     from a block to rows
//	events.go   what the events of the chain's modules mean
//	genesis.go  what a chain began with
package index
