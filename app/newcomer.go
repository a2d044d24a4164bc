package app

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
)

// newcomerKey marks a context whose signer had no account before this transaction; the value is its address.
type newcomerKey struct{}

// welcome creates the account of a signer that has none, if the transaction is a registration by work, which has been
// admitted: the work is the entrance fee. Such a signer cannot know the number its account will get and signs with
// number 0 and sequence 0.
func (k *Keepers) welcome(ctx sdk.Context, tx sdk.Tx, signer sdk.AccAddress) (sdk.Context, error) {
	if k.Accounts.HasAccount(ctx, signer) {
		return ctx, nil
	}
	if _, ok := tx.GetMsgs()[0].(*subnetv1.MsgRegisterWork); !ok {
		return ctx, nil // the following checks say that the account does not exist
	}
	k.Accounts.SetAccount(ctx, k.Accounts.NewAccountWithAddress(ctx, signer))
	return ctx.WithValue(newcomerKey{}, signer.String()), nil
}

// newcomerAccounts shows the account of a newcomer with number 0, which is what its signature is over.
type newcomerAccounts struct{ accounts }

// GetAccount returns the account, nil when there is none.
func (a newcomerAccounts) GetAccount(ctx context.Context, addr sdk.AccAddress) sdk.AccountI {
	account := a.accounts.GetAccount(ctx, addr)
	if account == nil || sdk.UnwrapSDKContext(ctx).Value(newcomerKey{}) != addr.String() {
		return account
	}
	if err := account.SetAccountNumber(0); err != nil {
		panic(err)
	}
	return account
}
