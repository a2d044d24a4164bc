module github.com/tianwang-net/tianwang

go 1.26

require (
	cosmossdk.io/client/v2 v2.11.0
	github.com/cosmos/cosmos-sdk v0.55.0
)

replace (
	// The keyring fork the SDK is tested with: the original panics on headless Linux.
	github.com/99designs/keyring => github.com/cosmos/keyring v1.2.0
	// The goleveldb release that does not lose writes on unclean stop; later tags regressed.
	github.com/syndtr/goleveldb => github.com/syndtr/goleveldb v1.0.1-0.20210819022825-2ae1ddf74ef7
)
