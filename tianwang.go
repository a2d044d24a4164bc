// Package tianwang names what every part of the house agrees on: the coin and the form of addresses. Importing it sets
// the address prefix of the Cosmos SDK, which is one for the whole process.
package tianwang

import (
	"os"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// Name of the program and of its home directory.
	Name = "tianwang"
	// Denom is the smallest unit of money.
	Denom = "rao"
	// DisplayDenom is what people say. One TAO is 10⁹ rao.
	DisplayDenom = "TAO"
	// AddressPrefix is the human-readable part of an account's address.
	AddressPrefix = "tao"
	// CoinType is the BIP-44 number of the keys: that of Cosmos, so that every Cosmos wallet derives the same ones.
	CoinType = 118
)

func init() {
	// Without a name for the configuration the SDK makes one out of host, program and process whenever it looks at an
	// address: three system calls each time, which was a tenth of what a node does under load.
	if os.Getenv(sdk.EnvConfigScope) == "" {
		if err := os.Setenv(sdk.EnvConfigScope, Name); err != nil {
			panic(err) // only a name or a value that the system does not take gets here
		}
	}
	sdk.DefaultBondDenom = Denom
	c := sdk.GetConfig()
	c.SetBech32PrefixForAccount(AddressPrefix, AddressPrefix+"pub")
	c.SetBech32PrefixForValidator(AddressPrefix+"valoper", AddressPrefix+"valoperpub")
	c.SetBech32PrefixForConsensusNode(AddressPrefix+"valcons", AddressPrefix+"valconspub")
	c.SetCoinType(CoinType)
	c.Seal()
}
