// Package emission mints what a block is worth, splits it over the subnets, and burns what was paid as fees.
//
// Its law: rao come into being here and nowhere else, by the integer halving rule, and leave only here. Minted − burned
// is the supply, and what is minted but not yet paid is the balance of the module's account, subnet by subnet, to the
// rao. README.md is the specification.
package emission

import authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

// ModuleName is the name of the module, of its store and of the account that holds pending emission.
const ModuleName = "emission"

// Collector is the module account in which the prices of registrations, slashed stake, and what the proposer leaves of the
// fees gather until the end of the block.
const Collector = authtypes.FeeCollectorName
