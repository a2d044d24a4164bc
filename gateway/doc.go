// Package gateway brings a user's question to the miner that the market holds to be best.
//
// Its law: the user gets one well-formed answer or one error that names its cause, whatever miners do. A model is a
// subnet; who answers is chosen by the consensus incentive on chain times the miner's health as this gateway saw it.
// Until the first byte of an answer is passed on, the next miner takes over when one fails; after it nobody does, since
// two miners' words must not be mixed. Questions and answers are passed on as they are, and are never logged.
//
// The layers, outermost first: package rest admits requests and speaks the OpenAI API, Router chooses and fails over,
// package dendrite signs, connects and verifies. Package health remembers how miners behaved.
package gateway
