package weights

import (
	"context"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	form "github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
)

// AdmitSet says whether weights would be accepted now; the ante handler asks it, since weights cost no fee.
func (k Keeper) AdmitSet(ctx context.Context, m *weightsv1.MsgSetWeights) error {
	_, _, err := k.admitSet(ctx, m)
	return err
}

func (k Keeper) admitSet(ctx context.Context, m *weightsv1.MsgSetWeights) (author, form.Row, error) {
	a, err := k.author(ctx, m.Netuid, m.Hotkey)
	if err != nil {
		return a, nil, err
	}
	if a.clock.Hyperparams.CommitReveal {
		return a, nil, ErrSecret.Wrapf("netuid %d", m.Netuid)
	}
	if err := a.checkRate(base.Height(ctx)); err != nil {
		return a, nil, err
	}
	if err := k.checkPermit(ctx, a); err != nil {
		return a, nil, err
	}
	row, err := a.checkRow(m.Uids, m.Weights, m.Version)
	return a, row, err
}

// set replaces the author's row.
func (k Keeper) set(ctx context.Context, m *weightsv1.MsgSetWeights) error {
	a, row, err := k.admitSet(ctx, m)
	if err != nil {
		return err
	}
	now := base.Height(ctx)
	return k.replace(ctx, a, row, now, false)
}

// replace stores a row that was judged at a height.
func (k Keeper) replace(ctx context.Context, a author, row form.Row, judgedAt uint64, revealed bool) error {
	stored := weightsv1.Row{Entries: row.Pack(), JudgedAt: judgedAt, UpdatedAt: base.Height(ctx)}
	if err := k.rows.Set(ctx, a.slot(), stored); err != nil {
		return err
	}
	base.Emit(ctx, &weightsv1.EventWeightsSet{Netuid: a.netuid, Uid: a.uid, Revealed: revealed})
	return nil
}
