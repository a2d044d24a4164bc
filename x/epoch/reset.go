package epoch

import (
	"context"

	"cosmossdk.io/collections"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// AdmitReset says whether a miner may ask now that the bonds in it begin anew; the ante handler asks it, since asking costs
// no fee.
func (k Keeper) AdmitReset(ctx context.Context, m *epochv1.MsgResetBonds) error {
	_, err := k.admitReset(ctx, m)
	return err
}

// admitReset returns the slot of the neuron that asks. The rules are those of the running epoch.
func (k Keeper) admitReset(ctx context.Context, m *epochv1.MsgResetBonds) (slot collections.Pair[uint32, uint32], err error) {
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return slot, err
	}
	uid, err := k.slots.UID(ctx, m.Netuid, hotkey)
	if err != nil {
		return slot, err
	}
	clock, err := k.Clock(ctx, m.Netuid)
	if err != nil {
		return slot, err
	}
	if !clock.Hyperparams.BondsReset {
		return slot, ErrBondsKept.Wrapf("netuid %d, epoch %d", m.Netuid, clock.Epoch)
	}
	slot = collections.Join(m.Netuid, uid)
	asked, err := k.resets.Has(ctx, slot)
	if err == nil && asked {
		err = ErrResetAsked.Wrapf("uid %d, netuid %d: ask again after block %d", uid, m.Netuid, clock.DueAt)
	}
	return slot, err
}

// reset marks a neuron, so that the running epoch sees no old bond in it.
func (k Keeper) reset(ctx context.Context, m *epochv1.MsgResetBonds) error {
	slot, err := k.admitReset(ctx, m)
	if err != nil {
		return err
	}
	base.Emit(ctx, &epochv1.EventBondsReset{Netuid: m.Netuid, Uid: slot.K2()})
	return k.resets.Set(ctx, slot)
}

// marked returns which of n neurons of a subnet asked that the bonds in them begin anew.
func (k Keeper) marked(ctx context.Context, netuid uint32, n int) ([]bool, error) {
	marked := make([]bool, n)
	err := k.resets.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid), // bound: MaxUids
		func(slot collections.Pair[uint32, uint32]) (bool, error) {
			if uid := int(slot.K2()); uid < n {
				marked[uid] = true
			}
			return false, nil
		})
	return marked, err
}
