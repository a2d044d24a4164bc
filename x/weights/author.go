package weights

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/schedule"
	form "github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
)

// author is a neuron that wants to say something, with what is needed to judge whether it may.
type author struct {
	netuid, uid uint32
	hotkey      sdk.AccAddress
	neuron      subnetv1.Neuron
	subnet      subnetv1.Subnet
	clock       epochv1.Clock // rules are those of the running epoch
	row         weightsv1.Row
	commits     []weightsv1.Commit // all that are stored; those that have expired stay until the next one
	open        []weightsv1.Commit // of these, those that have not expired
}

func (a author) slot() slot { return collections.Join(a.netuid, a.uid) }

// author reads the author of a message: the subnet must exist and the hotkey be registered in it.
func (k Keeper) author(ctx context.Context, netuid uint32, hotkey string) (a author, err error) {
	a.netuid = netuid
	if a.hotkey, err = base.Address("hotkey", hotkey); err != nil {
		return a, err
	}
	if a.uid, err = k.subnets.UID(ctx, netuid, a.hotkey); err != nil {
		return a, err
	}
	if a.neuron, err = k.subnets.Neuron(ctx, netuid, a.uid); err != nil {
		return a, err
	}
	if a.subnet, err = k.subnets.Subnet(ctx, netuid); err != nil {
		return a, err
	}
	if a.clock, err = k.epochs.Clock(ctx, netuid); err != nil {
		return a, err
	}
	if a.row, err = k.row(ctx, a.slot()); err != nil {
		return a, err
	}
	a.commits, err = k.stored(ctx, a.slot())
	a.open = open(a.commits, a.clock.Epoch)
	return a, err
}

// checkPermit refuses neurons that the last epoch gave no permit.
func (k Keeper) checkPermit(ctx context.Context, a author) error {
	permit, err := k.epochs.Permit(ctx, a.netuid, a.uid)
	if err != nil {
		return err
	}
	if !permit {
		return ErrNoPermit.Wrapf("uid %d, netuid %d; permits are given again after block %d, to the %d largest stakes",
			a.uid, a.netuid, a.clock.DueAt, a.clock.Hyperparams.MaxValidators)
	}
	return nil
}

// checkRate refuses what comes too soon after the last commitment, the last row, or the registration.
func (a author) checkRate(now uint64) error {
	last := max(a.row.JudgedAt, a.neuron.RegisteredAt)
	if n := len(a.commits); n > 0 {
		last = max(last, a.commits[n-1].Height)
	}
	if from := schedule.Again(last, a.clock.Hyperparams.WeightsRateLimit); now < from {
		return ErrTooSoon.Wrapf("uid %d, netuid %d: the next weights are admitted at block %d, now is block %d",
			a.uid, a.netuid, from, now)
	}
	return nil
}

// checkRow reads the lists of a message into a row and holds it against the rules of the subnet.
func (a author) checkRow(uids, weights []uint32, version uint64) (form.Row, error) {
	h := a.clock.Hyperparams
	if version < h.WeightsVersion {
		return nil, ErrVersion.Wrapf("version is %d, netuid %d wants at least %d", version, a.netuid, h.WeightsVersion)
	}
	row, err := form.FromWire(uids, weights)
	if err != nil {
		return nil, ErrRow.Wrap(err.Error())
	}
	if least := min(h.MinAllowedWeights, a.subnet.Neurons); uint32(len(row)) < least { // #nosec G115 -- at most 65536
		return nil, ErrTooFew.Wrapf("%d uids, netuid %d wants at least %d", len(row), a.netuid, least)
	}
	for _, e := range row {
		if uint32(e.UID) >= a.subnet.Neurons {
			return nil, ErrUnknownUID.Wrapf("uid %d; netuid %d has uids 0 to %d", e.UID, a.netuid, a.subnet.Neurons-1)
		}
	}
	if !row.WithinLimit(uint16(h.MaxWeightLimit)) { // #nosec G115 -- validated with the hyperparameters
		return nil, ErrMaxWeight.Wrapf("netuid %d allows %d/65535 of the sum", a.netuid, h.MaxWeightLimit)
	}
	return row, nil
}
