// Package billing makes a gateway one that is paid: it stands before the API and admits who can pay.
//
// Its law: whatever is asked of a model goes through one gate. The API key names an account, which is an escrow channel on the
// chain; the most that the request can cost is reserved before anything is passed on, and what was delivered is charged
// when it has ended, once, however it ended. What the gateway counts decides, not what a miner says. A client that has read
// the end of an answer finds it in its usage.
//
// The owner of an account manages its keys with requests that the channel's payer signs, in the form of ADR-036, so that any
// Cosmos wallet can. The [Settler] keeps the accounts like the chain has them and brings vouchers there: when they are
// worth the fee, when a channel is being closed, and when the gateway stops.
//
// docs/spec/billing.md has the rules, docs/guide/gateway.md how to buy and how to sell.
package billing
