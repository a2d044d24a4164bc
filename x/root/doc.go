// Package root keeps the root network: its members, their votes over the subnets, and how emission is split.
//
// Its law: a seat belongs to the larger stake; a vote counts by stake and by how many others support the same subnet;
// a seat that changes hands takes no vote along. README.md is the specification.
package root

// ModuleName is the name of the module and of its store.
const ModuleName = "root"

// Unissued is the netuid that stands for emission that is not minted.
const Unissued = 0
