// Package node runs a chain node: the state machine, the consensus engine, and the servers through which others read
// and write (RPC, REST, gRPC).
//
// Its law: a node is a directory in the standard layout of Cosmos daemons (config/, data/) and nothing else; starting
// the same directory again continues the same node. A node is started with a context and stops when that ends; several
// nodes may run in one process.
package node
