// Package ledger is the arithmetic of a paid gateway: what a request may cost, what it does cost, and what a voucher covers.
//
// Its law: an account is an escrow channel, and nobody owes more than was agreed. Before a request is passed on, the most
// that it can cost is reserved; when it has ended, what was delivered is charged, never more than was reserved, and
// nothing when the answer broke off by the fault of a miner or of the gateway. What is spent and reserved is at most the
// channel's deposit, and what no voucher covers is at most the gateway's credit. All amounts are whole rao.
//
// Nothing here has state: package books keeps the accounts in a database, package billing asks it for every request.
// docs/spec/billing.md is the whole of the rule.
package ledger
