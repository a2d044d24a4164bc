// Package chaos breaks a network of four real nodes, again and again, while people use it, and then goes through the books.
//
// Its law: what may break is drawn from a seed, so that a plan can be played again; what must hold does not depend on
// it. All nodes have the same blocks, no transaction that a node has shown in a block is gone or in two, every account
// has exactly what its transactions left it, and the chain goes on soon after each fault.
//
//	plan.go     what breaks, and for how long
//	stage.go    the world, the nodes and the cables between them
//	fault.go    breaking and repairing
//	byzantine.go a key that signs twice
//	newcomer.go a fifth node
//	traffic.go  what people send meanwhile, and the journal of it
//	watch.go    what the nodes said was in their blocks
//	audit.go    the books
//	run.go      all of it
//
// Its tests also try what needs no cables, on networks of four producers on the loopback: upgrades, rogue signers, wrong
// clocks, disks that fail, and nodes that begin with snapshots. They run with the tag e2e.
package chaos
