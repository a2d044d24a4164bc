package producer

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bounds of what waits and of the work of a block.
const (
	maxUnbondings = 64             // of a coldkey
	maxPayments   = 100            // in a block; the others wait for the next
	maxFreed      = 2 * maxSetSize // candidates and keys each, in a block: more than can leave in one
	retryInterval = 100            // blocks after which a payment that failed is tried again
)

// Hold takes note that amount rao leave the pool of a hotkey for a coldkey. While the hotkey is a candidate, and until no
// evidence against it counts after it left, they wait: Hold then returns the module that must get them, and the block at
// whose end it pays them. Otherwise it returns "" and 0, and they go to the coldkey at once. It implements stake.Holds.
func (k Keeper) Hold(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (custodian string, until uint64, err error) {
	c, err := k.candidates.Get(ctx, hotkey)
	if err != nil {
		return "", 0, base.NotFound(err, nil)
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return "", 0, err
	}
	now := base.Height(ctx)
	if until = now + p.UnbondingPeriod; c.HeldUntil > 0 {
		until = c.HeldUntil
	}
	if until <= now {
		return "", 0, nil
	}
	if err := k.checkRoom(ctx, coldkey); err != nil {
		return "", 0, err
	}
	id, err := k.nextID.Next(ctx)
	if err != nil {
		return "", 0, err
	}
	u := producerv1.Unbonding{Id: id, Hotkey: c.Hotkey, Coldkey: coldkey.String(), Amount: amount, StartedAt: now, DueAt: until}
	base.Emit(ctx, &producerv1.EventUnbondingStarted{Id: id, Hotkey: u.Hotkey, Coldkey: u.Coldkey, Amount: amount, DueAt: until})
	return ModuleName, until, k.setUnbonding(ctx, coldkey, u)
}

// checkRoom refuses one more withdrawal of a coldkey that has too many waiting.
func (k Keeper) checkRoom(ctx context.Context, coldkey sdk.AccAddress) error {
	ids, err := k.waiting(ctx, coldkey)
	if err != nil || len(ids) < maxUnbondings {
		return err
	}
	first := ^uint64(0)
	for _, id := range ids {
		u, err := k.unbondings.Get(ctx, id)
		if err != nil {
			return err
		}
		first = min(first, u.DueAt)
	}
	return ErrTooMany.Wrapf("%d of %s, there is room again after block %d", len(ids), coldkey, first)
}

// setUnbonding stores a new entry in all tables.
func (k Keeper) setUnbonding(ctx context.Context, coldkey sdk.AccAddress, u producerv1.Unbonding) error {
	if err := k.unbondings.Set(ctx, u.Id, u); err != nil {
		return err
	}
	if err := k.byColdkey.Set(ctx, collections.Join(coldkey, u.Id)); err != nil {
		return err
	}
	return k.unbondingDue.Set(ctx, collections.Join(u.DueAt, u.Id))
}

// payDue pays what has waited long enough, at most limit entries. One that cannot be paid is tried again later.
func (k Keeper) payDue(ctx sdk.Context, limit int) error {
	due, err := dueNow(ctx, k.unbondingDue, limit)
	if err != nil {
		return err
	}
	for _, at := range due {
		failure := base.RunCached(ctx, func(ctx sdk.Context) error { return k.pay(ctx, at.K1(), at.K2()) })
		if failure == nil {
			continue
		}
		if err := k.postpone(ctx, at.K1(), at.K2(), failure); err != nil {
			return err
		}
	}
	return nil
}

// pay pays one entry, less what a double signature costs, which is burned.
func (k Keeper) pay(ctx context.Context, due, id uint64) error {
	u, err := k.unbondings.Get(ctx, id)
	if err != nil {
		return err
	}
	coldkey, err := base.Address("coldkey", u.Coldkey)
	if err != nil {
		return err
	}
	burned, err := k.cost(ctx, u)
	if err != nil {
		return err
	}
	if burned > 0 {
		if err := k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, k.modules.Collector, base.Rao(burned)); err != nil {
			return err
		}
	}
	if paid := u.Amount - burned; paid > 0 {
		if err := k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, coldkey, base.Rao(paid)); err != nil {
			return err
		}
	}
	if err := k.unbondingDue.Remove(ctx, collections.Join(due, id)); err != nil {
		return err
	}
	if err := k.byColdkey.Remove(ctx, collections.Join(coldkey, id)); err != nil {
		return err
	}
	base.Emit(ctx, &producerv1.EventUnbonded{Id: id, Hotkey: u.Hotkey, Coldkey: u.Coldkey, Paid: u.Amount - burned, Burned: burned})
	return k.unbondings.Remove(ctx, id)
}

// postpone moves a payment that failed to a later block.
func (k Keeper) postpone(ctx sdk.Context, due, id uint64, failure error) error {
	retry := base.Height(ctx) + retryInterval
	ctx.Logger().Error("unbonding stake could not be paid", "id", id, "retry_at", retry, "err", failure)
	base.Emit(ctx, &producerv1.EventUnbondingFailed{Id: id, Reason: reasonOf(failure), RetryAt: retry})
	if u, err := k.unbondings.Get(ctx, id); err == nil {
		u.DueAt = retry
		if err := k.unbondings.Set(ctx, id, u); err != nil {
			return err
		}
	}
	if err := k.unbondingDue.Remove(ctx, collections.Join(due, id)); err != nil {
		return err
	}
	return k.unbondingDue.Set(ctx, collections.Join(retry, id))
}

// cost returns what a double signature of its hotkey takes from stake that waits. It answers if it stood behind the votes
// of that height, which a set decides two blocks earlier, and had left before the pool was slashed. A hotkey is punished
// once in its life; so this is exact, and slashing costs the same however many withdrawals wait.
func (k Keeper) cost(ctx context.Context, u producerv1.Unbonding) (uint64, error) {
	hotkey, err := base.Address("hotkey", u.Hotkey)
	if err != nil {
		return 0, err
	}
	t, err := k.tombstones.Get(ctx, hotkey)
	if err != nil {
		return 0, base.NotFound(err, nil)
	}
	if u.StartedAt+delay <= t.Height || u.StartedAt >= t.PunishedAt {
		return 0, nil
	}
	return tokenomics.Part(u.Amount, uint64(t.Fraction), tokenomics.ProportionOne), nil
}
