package app

import (
	"context"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"

	"github.com/tianwang-net/tianwang/x/base"
)

// govKeys takes votes and deposits along when a key is swapped: a deposit must not go back to a key that was given up.
// Proposals that are decided stay as they are; nothing is paid to those who made them.
type govKeys struct{ gov *govkeeper.Keeper }

var _ base.Rekeyer = govKeys{}

// Names implements base.Rekeyer.
func (g govKeys) Names(ctx context.Context, role base.Role, key sdk.AccAddress) (bool, error) {
	open, err := g.open(ctx)
	if err != nil {
		return false, err
	}
	for _, id := range open {
		at := collections.Join(id, key)
		if has, err := g.gov.Votes.Has(ctx, at); err != nil || has {
			return has, err
		}
		if role != base.Coldkey {
			continue
		}
		if has, err := g.gov.Deposits.Has(ctx, at); err != nil || has {
			return has, err
		}
		if p, err := g.gov.Proposals.Get(ctx, id); err != nil || p.Proposer == key.String() {
			return err == nil, err
		}
	}
	return false, nil
}

// Rekey implements base.Rekeyer. Deposits are coins, which stay where they are when a hotkey is swapped.
func (g govKeys) Rekey(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	open, err := g.open(ctx)
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := g.rekeyVote(ctx, id, old, new); err != nil {
			return err
		}
		if role != base.Coldkey {
			continue
		}
		if err := g.rekeyDeposit(ctx, id, old, new); err != nil {
			return err
		}
		p, err := g.gov.Proposals.Get(ctx, id)
		if err != nil {
			return err
		}
		if p.Proposer == old.String() {
			p.Proposer = new.String()
			if err := g.gov.Proposals.Set(ctx, id, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// open returns the proposals that wait for deposits or for votes. Their number is bounded by the deposits they need.
func (g govKeys) open(ctx context.Context) ([]uint64, error) {
	var ids []uint64
	for _, queue := range []collections.Map[collections.Pair[time.Time, uint64], uint64]{g.gov.InactiveProposalsQueue, g.gov.ActiveProposalsQueue} {
		err := queue.Walk(ctx, nil, func(_ collections.Pair[time.Time, uint64], id uint64) (bool, error) {
			ids = append(ids, id)
			return false, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (g govKeys) rekeyVote(ctx context.Context, id uint64, old, new sdk.AccAddress) error {
	v, err := g.gov.Votes.Get(ctx, collections.Join(id, old))
	if err != nil {
		return base.NotFound(err, nil)
	}
	v.Voter = new.String()
	if err := g.gov.Votes.Remove(ctx, collections.Join(id, old)); err != nil {
		return err
	}
	return g.gov.Votes.Set(ctx, collections.Join(id, new), v)
}

func (g govKeys) rekeyDeposit(ctx context.Context, id uint64, old, new sdk.AccAddress) error {
	d, err := g.gov.Deposits.Get(ctx, collections.Join(id, old))
	if err != nil {
		return base.NotFound(err, nil)
	}
	d.Depositor = new.String()
	if err := g.gov.Deposits.Remove(ctx, collections.Join(id, old)); err != nil {
		return err
	}
	return g.gov.Deposits.Set(ctx, collections.Join(id, new), d)
}
