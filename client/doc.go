// Package client is how everything off the chain reads and writes it: queries, transactions, and the beat of blocks.
//
// Its law: a call ends with the context it was given, success means that a transaction is in a block, and a node that
// goes away is replaced by the next of the list and tried again later; a client can be made while every node is down.
// A Client is safe for concurrent use and holds one connection pool for its whole life.
//
//	c, err := client.New("http://127.0.0.1:26657")
//	stake := stakev1.NewQueryClient(c)           // queries
//	res, err := c.Send(ctx, key, &stakev1.MsgAddStake{…}) // a transaction, until it is in a block
//	err = c.Follow(ctx, func(height uint64) error { … })  // every block
package client
