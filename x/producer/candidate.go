package producer

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Reasons for which a candidate leaves.
const (
	leftByItself   = "left"
	leftSeat       = "seat"
	leftTombstoned = "tombstoned"
)

// candidate returns a candidate that has not left, or [ErrNotCandidate].
func (k Keeper) candidate(ctx context.Context, hotkey sdk.AccAddress) (producerv1.Candidate, error) {
	c, err := k.candidates.Get(ctx, hotkey)
	if err != nil {
		return c, base.NotFound(err, ErrNotCandidate.Wrap(hotkey.String()))
	}
	if c.HeldUntil > 0 {
		return c, ErrNotCandidate.Wrapf("%s has left, its stake is free after block %d", hotkey, c.HeldUntil)
	}
	return c, nil
}

// join offers a hotkey as a producer. One that left and whose stake is still held continues where it was: whoever is
// jailed stays so.
func (k Keeper) join(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, pubkey, proof []byte) error {
	c, err := k.candidates.Get(ctx, hotkey)
	known := err == nil
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if err := k.checkJoin(ctx, p, hotkey, known && c.HeldUntil == 0); err != nil {
		return err
	}
	var previous *producerv1.Candidate
	if known {
		previous = &c
	}
	if err := k.checkKey(ctx, p, hotkey, previous, pubkey, proof); err != nil {
		return err
	}
	now := base.Height(ctx)
	if known {
		if err := k.heldDue.Remove(ctx, collections.Join(c.HeldUntil, hotkey)); err != nil {
			return err
		}
	}
	if string(c.Pubkey) != string(pubkey) {
		c.Pubkey, c.KeyChangedAt = pubkey, now
	}
	c.Hotkey, c.JoinedAt, c.HeldUntil = hotkey.String(), now, 0
	if err := k.takeKey(ctx, hotkey, pubkey); err != nil {
		return err
	}
	if err := k.joined.Set(ctx, hotkey); err != nil {
		return err
	}
	base.Emit(ctx, &producerv1.EventJoined{Hotkey: c.Hotkey, Pubkey: pubkey})
	return k.candidates.Set(ctx, hotkey, c)
}

// checkJoin refuses a hotkey that may not produce.
func (k Keeper) checkJoin(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, joined bool) error {
	if dead, err := k.tombstones.Has(ctx, hotkey); err != nil || dead {
		return base.Either(err, ErrTombstoned.Wrap(hotkey.String()))
	}
	if joined {
		return ErrJoined.Wrap(hotkey.String())
	}
	if seated, err := k.members.IsMember(ctx, hotkey); err != nil || !seated {
		return base.Either(err, ErrNotMember.Wrap(hotkey.String()))
	}
	h, err := k.stakes.Hotkey(ctx, hotkey)
	if err != nil {
		return err
	}
	if h.Stake < p.MinStake {
		return ErrStakeTooLow.Wrapf("%s has %d rao, at least %d are needed", hotkey, h.Stake, p.MinStake)
	}
	return nil
}

// leave ends a candidacy. It leaves the set at the end of this block, its stake is held until no evidence against it
// counts any more, and so is its key.
func (k Keeper) leave(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, c producerv1.Candidate, reason string) (uint64, error) {
	c.HeldUntil = base.Height(ctx) + p.UnbondingPeriod
	if err := k.heldDue.Set(ctx, collections.Join(c.HeldUntil, hotkey)); err != nil {
		return 0, err
	}
	if err := k.joined.Remove(ctx, hotkey); err != nil {
		return 0, err
	}
	if err := k.giveUpKey(ctx, p, c.Pubkey); err != nil {
		return 0, err
	}
	base.Emit(ctx, &producerv1.EventLeft{Hotkey: c.Hotkey, Reason: reason, HeldUntil: c.HeldUntil})
	return c.HeldUntil, k.withdraw(ctx, hotkey, c)
}

// withdraw stores a candidate that must not be in the set: the set is chosen anew, and missed blocks are forgotten.
func (k Keeper) withdraw(ctx context.Context, hotkey sdk.AccAddress, c producerv1.Candidate) error {
	if c.SignsFrom > 0 {
		if err := k.stale.Set(ctx, true); err != nil {
			return err
		}
	}
	c.SignsFrom, c.Missed = 0, 0
	if err := k.windows.Remove(ctx, hotkey); err != nil {
		return err
	}
	return k.candidates.Set(ctx, hotkey, c)
}

// rotate gives a candidate another key. In the set it takes over at the end of this block.
func (k Keeper) rotate(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, pubkey, proof []byte) error {
	c, err := k.candidate(ctx, hotkey)
	if err != nil {
		return err
	}
	if string(c.Pubkey) == string(pubkey) {
		return ErrKeyTaken.Wrapf("key %X is that of %s now", pubkey, hotkey)
	}
	if err := k.checkKey(ctx, p, hotkey, &c, pubkey, proof); err != nil {
		return err
	}
	if err := k.giveUpKey(ctx, p, c.Pubkey); err != nil {
		return err
	}
	if err := k.takeKey(ctx, hotkey, pubkey); err != nil {
		return err
	}
	if c.SignsFrom > 0 {
		if err := k.stale.Set(ctx, true); err != nil {
			return err
		}
	}
	base.Emit(ctx, &producerv1.EventKeyRotated{Hotkey: c.Hotkey, Pubkey: pubkey, Replaced: c.Pubkey})
	c.Pubkey, c.KeyChangedAt = pubkey, base.Height(ctx)
	return k.candidates.Set(ctx, hotkey, c)
}

// unjail lets a candidate come back when its time is over.
func (k Keeper) unjail(ctx context.Context, hotkey sdk.AccAddress) error {
	c, err := k.candidate(ctx, hotkey)
	if err != nil {
		return err
	}
	if c.JailedUntil == 0 {
		return ErrNotJailed.Wrap(hotkey.String())
	}
	if now := base.Height(ctx); now < c.JailedUntil {
		return ErrJailed.Wrapf("%s can come back again at block %d, now is block %d", hotkey, c.JailedUntil, now)
	}
	c.JailedUntil = 0
	base.Emit(ctx, &producerv1.EventUnjailed{Hotkey: c.Hotkey})
	return k.candidates.Set(ctx, hotkey, c)
}

// release forgets candidates whose stake is not held any more, and their keys. It waits until all that is due was paid:
// what is paid later must still find the tombstone where it stands now, and a swap of the hotkey would move it.
func (k Keeper) release(ctx context.Context, limit int) error {
	unpaid, err := dueNow(ctx, k.unbondingDue, 1)
	if err != nil || len(unpaid) > 0 {
		return err
	}
	if err := k.free(ctx, limit); err != nil {
		return err
	}
	return k.forgetKeys(ctx, limit)
}

// free forgets candidates whose stake is not held any more, at most limit of them.
func (k Keeper) free(ctx context.Context, limit int) error {
	due, err := dueNow(ctx, k.heldDue, limit)
	if err != nil {
		return err
	}
	for _, at := range due {
		if err := k.heldDue.Remove(ctx, at); err != nil {
			return err
		}
		if err := k.candidates.Remove(ctx, at.K2()); err != nil {
			return err
		}
		base.Emit(ctx, &producerv1.EventFreed{Hotkey: at.K2().String()})
	}
	return nil
}
