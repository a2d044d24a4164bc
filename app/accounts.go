package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
)

// accounts numbers new accounts 0, 1, 2 … The SDK would give them hashed 64-bit numbers, which clients that keep numbers
// as JavaScript doubles cannot sign with. Accounts of modules keep hashed numbers: nobody signs for them.
type accounts struct{ authkeeper.AccountKeeper }

// NewAccountWithAddress returns a new account with the next number; it is not stored yet.
func (a accounts) NewAccountWithAddress(ctx context.Context, addr sdk.AccAddress) sdk.AccountI {
	account := a.AccountKeeper.NewAccountWithAddress(ctx, addr)
	return a.number(ctx, account)
}

// NewAccount gives an account the next number.
func (a accounts) NewAccount(ctx context.Context, account sdk.AccountI) sdk.AccountI {
	return a.number(ctx, account)
}

func (a accounts) number(ctx context.Context, account sdk.AccountI) sdk.AccountI {
	n, err := a.AccountNumber.Next(ctx) // the SDK keeps the sequence for migrations; it is what we number by
	if err != nil {
		panic(err)
	}
	if err := account.SetAccountNumber(n); err != nil {
		panic(err)
	}
	return account
}

// firstHashed is the lowest number that the SDK gives to accounts of modules.
const firstHashed = 1 << 63

// continueNumbers makes the numbers go on after the highest that genesis used.
func (a accounts) continueNumbers(ctx context.Context) error {
	next := uint64(0)
	a.IterateAccounts(ctx, func(account sdk.AccountI) bool {
		if n := account.GetAccountNumber(); n < firstHashed {
			next = max(next, n+1)
		}
		return false
	})
	return a.AccountNumber.Set(ctx, next)
}

// createModuleAccounts creates the accounts of all modules. The SDK would create each when it is first paid; until then
// its address would be free for an ordinary account, and its number would depend on the block.
func (a accounts) createModuleAccounts(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(modulePermissions)) {
		address := a.GetModuleAddress(name)
		if account := a.GetAccount(ctx, address); account != nil {
			if _, ok := account.(sdk.ModuleAccountI); !ok {
				return fmt.Errorf("genesis of auth: %s is the account of the module %s, it cannot be anybody else's", address, name)
			}
		}
		a.GetModuleAccount(ctx, name)
	}
	return nil
}
