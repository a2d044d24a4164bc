// Package explorer shows the chain to people: a JSON API that pages and scripts read.
//
// Its law: every figure is read from the chain and none is reckoned from anything else; amounts are strings of rao,
// since JavaScript numbers cannot hold them; shares are fractions of one.
//
//	routes.go     every question with its parameters and the type of its answer
//	openapi.go    the document at /api/openapi.json, which is made of that
//	limit.go      how much a client may ask
//	status.go     how things stand, and whether what is shown is old
//	follow.go     how the index keeps up with the chain
//	verify.go     how it is held against the chain
//	history.go    what the index answers; people.go, yields.go: about accounts and validators
//	markets.go    what nodes answer of subnets and neurons; council.go, govern.go, settings.go: of root, producers, votes, parameters
package explorer
