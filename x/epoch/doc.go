// Package epoch runs the consensus of every subnet at its tempo and pays what it decides.
//
// Its law: a block touches only the subnets that are due, at most a fixed number of them, each in isolation: one that
// fails changes nothing, says why, and is tried again, while its neighbours go on. The rules of an epoch are those in
// force when it started. All of the pending emission is paid, to the rao, or none of it. README.md is the specification.
package epoch

// ModuleName is the name of the module and of its store.
const ModuleName = "epoch"
