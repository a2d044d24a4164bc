package weights

import (
	"bytes"
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/schedule"
	form "github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
)

// AdmitCommit says whether a commitment would be accepted now; the ante handler asks it.
func (k Keeper) AdmitCommit(ctx context.Context, m *weightsv1.MsgCommitWeights) error {
	_, err := k.admitCommit(ctx, m)
	return err
}

func (k Keeper) admitCommit(ctx context.Context, m *weightsv1.MsgCommitWeights) (author, error) {
	a, err := k.author(ctx, m.Netuid, m.Hotkey)
	if err != nil {
		return a, err
	}
	if !a.clock.Hyperparams.CommitReveal {
		return a, ErrNotSecret.Wrapf("netuid %d", m.Netuid)
	}
	if err := checkForm(m.Scheme, m.Hash); err != nil {
		return a, err
	}
	if len(a.open) >= MaxCommits {
		return a, ErrTooManyCommits.Wrapf("uid %d, netuid %d has %d, the oldest ends with epoch %d",
			a.uid, a.netuid, len(a.open), a.open[0].RevealEpoch)
	}
	if err := a.checkRate(base.Height(ctx)); err != nil {
		return a, err
	}
	return a, k.checkPermit(ctx, a)
}

// checkForm refuses a commitment of an unknown scheme or of a wrong size.
func checkForm(scheme uint32, hash []byte) error {
	if scheme != form.SchemeHash || len(hash) != form.HashSize {
		return ErrCommit.Wrapf("scheme %d with %d bytes, scheme %d with %d bytes is needed", scheme, len(hash), form.SchemeHash, form.HashSize)
	}
	return nil
}

// commit stores a promise and returns the epoch in which it is to be kept.
func (k Keeper) commit(ctx context.Context, m *weightsv1.MsgCommitWeights) (uint64, error) {
	a, err := k.admitCommit(ctx, m)
	if err != nil {
		return 0, err
	}
	c := weightsv1.Commit{
		Scheme: m.Scheme, Hash: m.Hash, Height: base.Height(ctx),
		RevealEpoch: a.clock.Epoch + a.clock.Hyperparams.RevealPeriod,
	}
	if err := k.setOpen(ctx, a.slot(), append(a.open, c)); err != nil {
		return 0, err
	}
	base.Emit(ctx, &weightsv1.EventWeightsCommitted{Netuid: a.netuid, Uid: a.uid, RevealEpoch: c.RevealEpoch})
	return c.RevealEpoch, nil
}

// AdmitReveal says whether a reveal would be accepted now; the ante handler asks it.
func (k Keeper) AdmitReveal(ctx context.Context, m *weightsv1.MsgRevealWeights) error {
	_, _, _, err := k.admitReveal(ctx, m)
	return err
}

// admitReveal returns the author, the row, and the position of the commitment that it keeps.
func (k Keeper) admitReveal(ctx context.Context, m *weightsv1.MsgRevealWeights) (author, form.Row, int, error) {
	a, err := k.author(ctx, m.Netuid, m.Hotkey)
	if err != nil {
		return a, nil, 0, err
	}
	if len(m.Salt) < form.MinSaltSize || len(m.Salt) > form.MaxSaltSize {
		return a, nil, 0, ErrCommit.Wrapf("salt of %d bytes, %d to %d are needed", len(m.Salt), form.MinSaltSize, form.MaxSaltSize)
	}
	at, err := a.match(sdk.UnwrapSDKContext(ctx).ChainID(), m)
	if err != nil {
		return a, nil, 0, err
	}
	row, err := a.checkRow(m.Uids, m.Weights, m.Version)
	return a, row, at, err
}

// match finds the commitment that the message keeps. The form of the hash binds chain, subnet and author, so that a
// commitment of somebody else never matches.
func (a author) match(chainID string, m *weightsv1.MsgRevealWeights) (int, error) {
	hash := form.Commitment{
		ChainID: chainID, Netuid: m.Netuid, Hotkey: a.hotkey,
		UIDs: m.Uids, Weights: m.Weights, Version: m.Version, Salt: m.Salt,
	}.Hash()
	for i, c := range a.open {
		if !bytes.Equal(c.Hash, hash[:]) {
			continue
		}
		if schedule.RevealWindow(c.RevealEpoch, a.clock.Epoch) == schedule.TooEarly {
			return 0, ErrRevealTooEarly.Wrapf("uid %d, netuid %d: reveal in epoch %d, now is epoch %d, which ends at block %d",
				a.uid, a.netuid, c.RevealEpoch, a.clock.Epoch, a.clock.DueAt)
		}
		return i, nil
	}
	for _, c := range a.commits {
		if bytes.Equal(c.Hash, hash[:]) {
			return 0, ErrRevealTooLate.Wrapf("uid %d, netuid %d: it was to be revealed in epoch %d, now is epoch %d",
				a.uid, a.netuid, c.RevealEpoch, a.clock.Epoch)
		}
	}
	return 0, ErrNoCommit.Wrapf("uid %d, netuid %d has %d open commitments, none for these weights and this salt",
		a.uid, a.netuid, len(a.open))
}

// reveal keeps a promise: the row replaces the author's, and this and all older commitments are done.
func (k Keeper) reveal(ctx context.Context, m *weightsv1.MsgRevealWeights) error {
	a, row, at, err := k.admitReveal(ctx, m)
	if err != nil {
		return err
	}
	judgedAt := a.open[at].Height
	if err := k.setOpen(ctx, a.slot(), a.open[at+1:]); err != nil {
		return err
	}
	return k.replace(ctx, a, row, judgedAt, true)
}
