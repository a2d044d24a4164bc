// Package producer says who makes blocks.
//
// Its law: the set of producers is never empty. Genesis names authorities with a power each; the set is what they are.
// README.md is the specification.
package producer

// ModuleName is the name of the module and of its store.
const ModuleName = "producer"
