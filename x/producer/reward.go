package producer

import (
	"bytes"
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// shareFees pays the proposer its part of the fees of this block and gives the rest to be burned. If the proposer
// cannot be found or paid, all is burned. What cannot be given waits for the next block.
func (k Keeper) shareFees(ctx sdk.Context, p producerv1.Params) {
	share := tokenomics.Part(k.fees(ctx), uint64(p.FeeShare), tokenomics.ProportionOne)
	if share > 0 {
		err := base.RunCached(ctx, func(ctx sdk.Context) error {
			return k.payProposer(ctx, ctx.CometInfo().GetProposerAddress(), share)
		})
		if err != nil {
			ctx.Logger().Error("the proposer could not be paid", "err", err)
		}
	}
	rest := k.fees(ctx)
	if rest == 0 {
		return
	}
	err := base.RunCached(ctx, func(ctx sdk.Context) error {
		return k.bank.SendCoinsFromModuleToModule(ctx, Fees, k.modules.Collector, base.Rao(rest))
	})
	if err != nil {
		ctx.Logger().Error("fees could not be given to be burned", "rao", rest, "err", err)
	}
}

// fees returns what gathered in this block, in rao.
func (k Keeper) fees(ctx context.Context) uint64 {
	return k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(Fees), tianwang.Denom).Amount.Uint64() // the supply fits
}

// payProposer pays who made the block: a hotkey in its pool, like dividends, since its nominators answer for it with
// their stake; an authority on its balance, unless it named no account but the address of its key. A key that is both is
// the hotkey's while that is in the set.
func (k Keeper) payProposer(ctx context.Context, address []byte, amount uint64) error {
	key, err := k.keys.Get(ctx, address)
	if key, err = base.Or(key, err, producerv1.Key{}); err != nil {
		return err
	}
	a, isAuthority, err := k.authorityOf(ctx, address)
	if err != nil {
		return err
	}
	if key.Hotkey != "" {
		hotkey, err := base.Address("hotkey", key.Hotkey)
		if err != nil {
			return err
		}
		c, err := k.candidates.Get(ctx, hotkey)
		if c, err = base.Or(c, err, producerv1.Candidate{}); err != nil {
			return err
		}
		if c.SignsFrom > 0 || !isAuthority {
			return k.payHotkey(ctx, hotkey, amount)
		}
	}
	if !isAuthority {
		return nil
	}
	operator, err := base.Address("operator", a.Operator)
	if err != nil || bytes.Equal(operator, address) { // that is no account: nobody could spend the coins
		return err
	}
	base.Emit(ctx, &producerv1.EventProposerPaid{Operator: a.Operator, Amount: amount})
	return k.bank.SendCoinsFromModuleToAccount(ctx, Fees, operator, base.Rao(amount))
}

// payHotkey pays a hotkey in its pool.
func (k Keeper) payHotkey(ctx context.Context, hotkey sdk.AccAddress, amount uint64) error {
	if err := k.bank.SendCoinsFromModuleToModule(ctx, Fees, k.modules.Staked, base.Rao(amount)); err != nil {
		return err
	}
	base.Emit(ctx, &producerv1.EventProposerPaid{Hotkey: hotkey.String(), Amount: amount})
	return k.stakes.Share(ctx, hotkey, amount)
}

// authorityOf returns the authority whose key has an address.
func (k Keeper) authorityOf(ctx context.Context, address []byte) (producerv1.Producer, bool, error) {
	all, err := k.Authorities(ctx)
	for _, a := range all {
		if bytes.Equal(Address(a.Pubkey), address) {
			return a, true, err
		}
	}
	return producerv1.Producer{}, false, err
}
