// Package gateway brings a user's question to the miner that the market holds to be best.
//
// Its law: the user gets one well-formed answer or one error that names its cause, whatever miners do. A model is a
// subnet; who answers is chosen by the consensus incentive on chain times the miner's performance as this gateway saw it:
// how reliably it answers, how soon, and how much it does for us already.
// Until the first byte of an answer is passed on, the next miner takes over when one fails, and a second one is asked as
// well when one is late; whoever is sooner answers, alone. After it nobody takes over, since two miners' words must not
// be mixed. Questions and answers are never logged, and are passed on as they are, but for two fields: an answer names
// the model as the user did, and it has a usage.
//
// The layers, outermost first: package rest admits requests and speaks the OpenAI API, Router chooses and fails over,
// package dendrite signs, connects and verifies. Package health remembers how miners behaved.
package gateway
