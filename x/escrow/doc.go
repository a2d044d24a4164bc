// Package escrow keeps prepaid channels between users and gateways, so that a request costs no transaction.
//
// Its law: a payer deposits rao once and then signs cumulative vouchers off the chain; whoever holds the latest one
// settles it, once for any number of requests. A voucher names every subnet with its amount, all under the payer's
// signature, and no amount ever falls: an old voucher takes nothing back and the same one pays nothing twice. Of what is
// settled the gateway keeps its part and the rest becomes pending emission of the subnets that were used, to the rao.
// What is left in all channels is the balance of the module's account. README.md is the specification.
package escrow

// ModuleName is the name of the module, of its store and of the account that holds the deposits.
const ModuleName = "escrow"
