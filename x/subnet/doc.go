// Package subnet keeps the subnets, their rules, and the neurons that hold their slots.
//
// Its law: uids are dense, 0 … n−1; a slot has one hotkey and a hotkey one slot in a subnet; who takes over a slot takes
// over nothing else. Registration costs either work, bound to a recent block, or a price that decays block by block and
// jumps with each registration. README.md is the specification.
package subnet

// ModuleName is the name of the module, of its store and of the account that holds the locks.
const ModuleName = "subnet"

// Root is the netuid of the root network, which is no subnet.
const Root = 0
