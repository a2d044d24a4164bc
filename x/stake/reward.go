package stake

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Reward is what one hotkey earned in an epoch, and the stake with which it did.
type Reward struct {
	Backing stakev1.Backing
	Earned  tokenomics.EpochReward
}

// credit is what one pool is to get.
type credit struct {
	hotkey    sdk.AccAddress
	pool      stakev1.Hotkey
	server    uint64 // for mining: the owner's, or where it wants it
	childTake uint64 // for judging with the stake of others: the owner's
	validator uint64 // for the owner's take and all positions
	owner     uint64 // set while paying: what the owner gets of the dividends
}

// Pay pays an epoch of a subnet that began at a height. The rao must be in the module's account already: the caller moves
// the sum of all rewards at once.
//
// First dividends are divided, then all pools are raised, and only then is anything bought: who buys in this epoch has no
// part in its dividends, whatever the order of uids.
func (k Keeper) Pay(ctx context.Context, netuid uint32, since uint64, rewards []Reward) error {
	credits, err := k.credits(ctx, netuid, since, rewards)
	if err != nil {
		return err
	}
	for i := range credits {
		if err := k.raise(ctx, &credits[i], since); err != nil {
			return err
		}
	}
	for _, c := range credits {
		if err := k.payOwner(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// Share pays rao to a hotkey like dividends of its own stake, with the least take of this block. They must be in the
// module's account already.
func (k Keeper) Share(ctx context.Context, hotkey sdk.AccAddress, amount uint64) error {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return err
	}
	c := credit{hotkey: hotkey, pool: h, validator: amount}
	if err := k.raise(ctx, &c, base.Height(ctx)); err != nil {
		return err
	}
	return k.payOwner(ctx, c)
}

// credits divides all rewards: what was earned with inherited stake goes back to the parents, less the child take.
func (k Keeper) credits(ctx context.Context, netuid uint32, since uint64, rewards []Reward) ([]credit, error) {
	var all []credit
	index := map[string]int{}
	at := func(hotkey string) (*credit, error) {
		i, ok := index[hotkey]
		if !ok {
			address, err := base.Address("hotkey", hotkey)
			if err != nil {
				return nil, err
			}
			h, err := k.Hotkey(ctx, address)
			if err != nil {
				return nil, err
			}
			i, index[hotkey] = len(all), len(all)
			all = append(all, credit{hotkey: address, pool: h})
		}
		return &all[i], nil
	}
	for _, r := range rewards {
		kept, returned := divide(r)
		c, err := at(r.Backing.Hotkey)
		if err != nil {
			return nil, err
		}
		c.server += r.Earned.Server
		c.validator += kept
		if len(returned) == 0 {
			continue
		}
		child, owner := c.hotkey, c.pool.Owner
		t, err := k.childTake(ctx, netuid, child)
		if err != nil {
			return nil, err
		}
		rate := uint64(take{t.Take, t.ChangedAt, t.PastTakes}.least(since))
		var taken uint64
		for i, l := range r.Backing.Lenders {
			p, err := at(l.Hotkey)
			if err != nil {
				return nil, err
			}
			part := returned[i]
			if p.pool.Owner != owner { // one does not pay oneself for judging
				kept := tokenomics.Part(part, rate, tokenomics.ProportionOne)
				taken, part = taken+kept, part-kept
			}
			p.validator += part
		}
		if c, err = at(r.Backing.Hotkey); err != nil {
			return nil, err
		}
		c.childTake += taken
	}
	return all, nil
}

// divide splits a hotkey's dividends by the stake they were earned with, without dust: kept with its own, returned[i] with
// that of lender i.
func divide(r Reward) (kept uint64, returned []uint64) {
	if len(r.Backing.Lenders) == 0 || r.Backing.Total == 0 {
		return r.Earned.Validator, nil
	}
	stakes := make([]uint64, 1, len(r.Backing.Lenders)+1)
	stakes[0] = r.Backing.Own
	for _, l := range r.Backing.Lenders {
		stakes = append(stakes, l.Stake)
	}
	parts := fixed.Apportion(r.Earned.Validator, stakes)
	return parts[0], parts[1:]
}

// raise adds the part of dividends that belongs to all positions. An empty pool has nobody to share with, so that all goes
// to the owner.
func (k Keeper) raise(ctx context.Context, c *credit, since uint64) error {
	owner, shared := tokenomics.EpochReward{Validator: c.validator}.Split(takeOf(c.pool).least(since))
	if c.pool.Stake == 0 || c.pool.Shares.IsNil() {
		owner, shared = c.validator, 0
	}
	c.owner = owner + c.childTake
	c.validator = shared
	if shared == 0 {
		return nil
	}
	c.pool.Stake += shared
	return k.hotkeys.Set(ctx, c.hotkey, c.pool)
}

// payOwner buys shares for the owner: with what was mined on the hotkey that it named, with everything else on this one.
func (k Keeper) payOwner(ctx context.Context, c credit) error {
	coldkey, err := base.Address("owner", c.pool.Owner)
	if err != nil {
		return err
	}
	here := c.owner + c.server
	if c.server > 0 {
		auto, err := k.autoStaked(ctx, c, coldkey)
		if err != nil {
			return err
		}
		if auto {
			here = c.owner
		}
	}
	if here > 0 {
		if err := k.buy(ctx, c.hotkey, coldkey, here); err != nil {
			return err
		}
	}
	if here+c.validator > 0 {
		base.Emit(ctx, &stakev1.EventRewarded{Hotkey: c.pool.Address, Owner: here, Pool: c.validator})
	}
	return nil
}

// autoStaked puts what was mined on the hotkey that the owner named, and says whether it did. A nomination that comes
// about so may be below the minimum. What does not buy a share there stays at home.
func (k Keeper) autoStaked(ctx context.Context, c credit, coldkey sdk.AccAddress) (bool, error) {
	target, err := k.autoStakes.Get(ctx, coldkey)
	if target, err = base.Or(target, err, nil); err != nil || target == nil || target.Equals(c.hotkey) {
		return false, err
	}
	h, err := k.Hotkey(ctx, target)
	if err != nil {
		return false, err
	}
	if pool(h).Issue(c.server).Sign() == 0 {
		return false, nil
	}
	if err := k.buy(ctx, target, coldkey, c.server); err != nil {
		return false, err
	}
	base.Emit(ctx, &stakev1.EventAutoStaked{Hotkey: h.Address, Coldkey: coldkey.String(), Amount: c.server, Miner: c.pool.Address})
	return true, nil
}

// buy puts rao that the module's account holds already into a pool for a coldkey. If they buy no share they belong to all
// positions.
func (k Keeper) buy(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) error {
	p, err := k.quote(ctx, hotkey, coldkey, amount)
	if err != nil {
		return err
	}
	return k.store(ctx, p.pool, hotkey, coldkey, p.shares)
}
