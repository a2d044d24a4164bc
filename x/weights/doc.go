// Package weights keeps what validators say of the neurons of a subnet, and what they have promised to say.
//
// Its law: a row belongs to a uid and its author; it replaces the one before and is never merged. Where a subnet wants
// secrecy a row is committed first and shown exactly one reveal period later; it is then judged as of the height of
// its commitment, so that who takes over a slot in between inherits nothing. README.md is the specification.
package weights

// ModuleName is the name of the module and of its store.
const ModuleName = "weights"

// MaxCommits is the number of commitments a neuron may have open.
const MaxCommits = 10
