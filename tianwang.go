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
	// Without a name for its configuration the SDK asks the kernel which program this is, for every address it reads or
	// writes: a fifth of the time of a block.
	if os.Getenv(sdk.EnvConfigScope) == "" {
		if err := os.Setenv(sdk.EnvConfigScope, Name); err != nil {
			panic(err) // the name is sound
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
