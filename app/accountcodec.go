package app

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// maxAccounts bounds how many accounts are remembered: many more than pay in a minute.
const maxAccounts = 1 << 14

// accountCodec decodes an account that x/auth has stored once, and not each time it is read: a transaction is admitted, looked at
// again and executed, and each time its payer is read six times, which was a sixth of the work. What is remembered is named by the
// very bytes that were decoded. So whether a node remembers them makes no difference to what it reads.
type accountCodec struct {
	codec.Codec
	known *lru.Cache[string, sdk.AccountI]
}

func newAccountCodec(c codec.Codec) accountCodec {
	known, err := lru.New[string, sdk.AccountI](maxAccounts)
	if err != nil {
		panic(err) // the size is positive
	}
	return accountCodec{c, known}
}

// UnmarshalInterface implements codec.BinaryCodec.
func (c accountCodec) UnmarshalInterface(b []byte, ptr any) error {
	account, ok := ptr.(*sdk.AccountI)
	if !ok {
		return c.Codec.UnmarshalInterface(b, ptr)
	}
	if known, ok := c.known.Get(string(b)); ok {
		*account = copyAccount(known)
		return nil
	}
	if err := c.Codec.UnmarshalInterface(b, ptr); err != nil {
		return err
	}
	if own := copyAccount(*account); own != nil {
		c.known.Add(string(b), own)
	}
	return nil
}

// copyAccount returns an account that can be changed without changing the other; nil if it is of a kind that this chain does not
// make. Both share the public key, which nobody changes: a new one takes its place.
func copyAccount(account sdk.AccountI) sdk.AccountI {
	switch a := account.(type) {
	case *authtypes.BaseAccount:
		own := *a
		return &own
	case *authtypes.ModuleAccount:
		own, base := *a, *a.BaseAccount
		own.BaseAccount = &base
		return &own
	default:
		return nil
	}
}
