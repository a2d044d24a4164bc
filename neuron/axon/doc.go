// Package axon is the door of a miner: it lets verified and admitted callers reach a model, and signs what the model
// answers.
//
// Its law: the model never sees a request that was not verified, and nothing leaves that cannot be held against this
// miner. The order of the checks is by their cost: bounds of the connection, form and signature of the header, endpoint,
// admission of the caller, a free place, body and digest, replay. A caller without standing therefore costs one
// signature check, and no memory. Whatever the model does (panic, stall, speak without end), the caller gets one
// well-formed answer, or a stream that visibly ends unfinished.
//
// The model is any http.Handler that speaks the OpenAI API: a built-in one, or Upstream in front of a model server.
// docs/spec/wire.md lists the errors and their codes.
package axon
