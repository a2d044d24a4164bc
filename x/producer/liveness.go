package producer

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/comet"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// countVotes notes who signed the previous block, and jails those who missed too many. Authorities are not counted:
// they are who produces when nobody else does.
func (k Keeper) countVotes(ctx sdk.Context, p producerv1.Params) error {
	votes := ctx.CometInfo().GetLastCommit().Votes()
	for i := range votes.Len() { // bound: the set
		v := votes.Get(i)
		missed := v.GetBlockIDFlag() == comet.BlockIDFlagAbsent
		if err := k.countVote(ctx, p, v.Validator().Address(), base.Height(ctx)-1, missed); err != nil {
			return err
		}
	}
	return nil
}

// countVote notes whether a key signed the block of a height. A hotkey answers for whichever of its keys was in the set
// then, so that a new key is no way out.
func (k Keeper) countVote(ctx context.Context, p producerv1.Params, address []byte, height uint64, missed bool) error {
	key, err := k.keys.Get(ctx, address)
	if err != nil {
		return base.NotFound(err, nil)
	}
	hotkey, err := base.Address("hotkey", key.Hotkey)
	if err != nil {
		return err
	}
	c, err := k.candidates.Get(ctx, hotkey)
	if err != nil {
		return base.NotFound(err, nil)
	}
	if c.SignsFrom == 0 || height < c.SignsFrom || !missed && c.Missed == 0 {
		return nil
	}
	changed, err := k.mark(ctx, p, hotkey, &c, height, missed)
	switch {
	case err != nil || !changed:
		return err
	case missed && c.Missed > allowedMisses(p):
		return k.jail(ctx, p, hotkey, c)
	}
	return k.candidates.Set(ctx, hotkey, c)
}

// mark writes the bit of a height in the window of a candidate and says whether it changed. Who signs every block costs
// no write.
func (k Keeper) mark(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, c *producerv1.Candidate, height uint64, missed bool) (bool, error) {
	window, err := k.windows.Get(ctx, hotkey)
	if errors.Is(err, collections.ErrNotFound) {
		window, err = make([]byte, (p.LivenessWindow+7)/8), nil
	}
	if err != nil {
		return false, err
	}
	bit := height % p.LivenessWindow
	at, mask := bit/8, byte(1)<<(bit%8)
	if at >= uint64(len(window)) {
		return false, ErrInconsistent.Wrapf("the window of %s has %d bytes for %d blocks", hotkey, len(window), p.LivenessWindow)
	}
	if was := window[at]&mask != 0; was == missed {
		return false, nil
	}
	window[at] ^= mask
	if missed {
		c.Missed++
	} else {
		c.Missed--
	}
	if c.Missed == 0 {
		return true, k.windows.Remove(ctx, hotkey)
	}
	return true, k.windows.Set(ctx, hotkey, window)
}

// jail takes a producer out of the set until it asks to come back.
func (k Keeper) jail(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, c producerv1.Candidate) error {
	c.JailedUntil = base.Height(ctx) + p.JailDuration
	base.Emit(ctx, &producerv1.EventJailed{Hotkey: c.Hotkey, Missed: c.Missed, Until: c.JailedUntil})
	return k.withdraw(ctx, hotkey, c)
}

// clearWindows forgets all missed blocks, when the window gets another size.
func (k Keeper) clearWindows(ctx context.Context) error {
	var missed []sdk.AccAddress
	if err := k.windows.Walk(ctx, nil, func(hotkey sdk.AccAddress, _ []byte) (bool, error) { // bound: the set
		missed = append(missed, hotkey)
		return false, nil
	}); err != nil {
		return err
	}
	for _, hotkey := range missed {
		c, err := k.candidates.Get(ctx, hotkey)
		if err != nil {
			return err
		}
		c.Missed = 0
		if err := k.candidates.Set(ctx, hotkey, c); err != nil {
			return err
		}
		if err := k.windows.Remove(ctx, hotkey); err != nil {
			return err
		}
	}
	return nil
}
