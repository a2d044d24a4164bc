// Package tianwang names what every part of the house agrees on: the coin and the form of addresses.
package tianwang

const (
	// Name of the program and of its home directory.
	Name = "tianwang"
	// Denom is the smallest unit of money; DisplayDenom is what people say. One TAO is 10⁹ rao.
	Denom        = "rao"
	DisplayDenom = "TAO"
	// AddressPrefix is the human-readable part of an account's address.
	AddressPrefix = "tao"
	// CoinType is the BIP-44 number of the keys: that of Cosmos, so that every Cosmos wallet derives the same ones.
	CoinType = 118
)
