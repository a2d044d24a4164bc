// Package fleet runs chain nodes as the processes that operators run: the real program, each with a directory of its
// own, on places that may be namespaces or just ports.
//
// Its law: a node is reached as anybody reaches it, over its RPC and by signals; nothing in it is changed for a test. What
// genesis lists was mined before, as its ledger says, so that every rao can be accounted for.
//
//	fleet.go    the nodes and their genesis
//	process.go  starting, killing and pausing one
//	genesis.go  accounts, stakes and subnets that are there from the start
//	config.go   settings that only some nodes need
//	key.go      keys made from names
//	tx.go       transactions whose hash is known before they are sent
package fleet
