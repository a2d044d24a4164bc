// Package stake keeps hotkeys, who owns them, and the stake that coldkeys delegate to them.
//
// Its law: all stake on a hotkey is one pool of rao, held by the module's account and owned in shares. A reward raises
// the pool and touches no position, so that paying costs the same for one nominator and for a million. The sum of all
// pools is the balance of the module's account, to the rao; README.md is the specification.
package stake

// ModuleName is the name of the module, of its store and of the account that holds the pools.
const ModuleName = "stake"
