package escrow

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/tianwang-net/tianwang"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/base"
)

// DefaultGenesis is a chain without channels.
func DefaultGenesis() *escrowv1.GenesisState { return &escrowv1.GenesisState{Params: DefaultParams()} }

// ValidateGenesis refuses channels that could not have come about.
func ValidateGenesis(g *escrowv1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	var before uint64
	for _, c := range g.Channels {
		if c.Id <= before || c.Id > g.LastChannel {
			return fmt.Errorf("channel %d after %d, ids must rise from 1 to last_channel, which is %d", c.Id, before, g.LastChannel)
		}
		if err := validateChannel(c); err != nil {
			return fmt.Errorf("channel %d: %w", c.Id, err)
		}
		before = c.Id
	}
	return nil
}

// validateChannel refuses a channel that could not be paid out.
func validateChannel(c escrowv1.Channel) error {
	if _, _, err := parties(c); err != nil {
		return err
	}
	if _, err := voucher.ParsePublicKey(c.Signer); err != nil {
		return err
	}
	spent := Spends(c.Settled)
	if err := voucher.CheckSpends(spent, 0); err != nil {
		return err
	}
	switch {
	case c.Payer == c.Gateway:
		return ErrGateway.Wrapf("%s is the payer itself", c.Gateway)
	case c.Deposit > tokenomics.Cap || voucher.Total(spent) > c.Deposit:
		return fmt.Errorf("%d rao settled of %d", voucher.Total(spent), c.Deposit)
	case c.RefundAt > 0 && c.RefundAt <= c.ClosesAt, c.RefundAt > 0 && c.ClosesAt == 0:
		return fmt.Errorf("refund at block %d of what closes at block %d", c.RefundAt, c.ClosesAt)
	}
	return errors.Join(
		base.InRange("grace", c.Grace, 1, maxGrace),
		base.InRange("subnet_share", uint64(c.SubnetShare), 0, tokenomics.ProportionOne),
	)
}

// InitGenesis writes the state. The application checks that the deposits are backed when all modules have their state.
func (k Keeper) InitGenesis(ctx context.Context, g *escrowv1.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if g.LastChannel > 0 {
		if err := k.last.Set(ctx, g.LastChannel); err != nil {
			return err
		}
	}
	for _, c := range g.Channels {
		if err := k.add(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*escrowv1.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	g := &escrowv1.GenesisState{Params: params}
	g.LastChannel, err = k.last.Get(ctx)
	if g.LastChannel, err = base.Or(g.LastChannel, err, 0); err != nil {
		return nil, err
	}
	err = k.channels.Walk(ctx, nil, func(_ uint64, c escrowv1.Channel) (bool, error) {
		g.Channels = append(g.Channels, c)
		return false, nil
	})
	return g, err
}

// CheckInvariants returns [ErrInconsistent] unless every channel could have come about, stands in every index and in no
// other place, and the module's account holds exactly what is left in all channels. It walks the whole state: it is for
// tests and audits, not for blocks.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := ValidateGenesis(g); err != nil {
		return ErrInconsistent.Wrap(err.Error())
	}
	left, closing := math.ZeroInt(), 0
	for _, c := range g.Channels {
		left = left.Add(math.NewIntFromUint64(Left(c)))
		if err := k.checkIndexed(ctx, c); err != nil {
			return err
		}
		if c.ClosesAt > 0 {
			closing++
		}
	}
	for _, index := range []struct {
		name string
		want int
		walk func(count func()) error
	}{
		{"by payer", len(g.Channels), func(count func()) error {
			return k.byPayer.Walk(ctx, nil, func(party) (bool, error) { count(); return false, nil })
		}},
		{"by gateway", len(g.Channels), func(count func()) error {
			return k.byGateway.Walk(ctx, nil, func(party) (bool, error) { count(); return false, nil })
		}},
		{"of what is due", closing, func(count func()) error {
			return k.due.Walk(ctx, nil, func(due) (bool, error) { count(); return false, nil })
		}},
	} {
		n := 0
		if err := index.walk(func() { n++ }); err != nil {
			return err
		}
		if n != index.want {
			return ErrInconsistent.Wrapf("%d channels but %d in the index %s", index.want, n, index.name)
		}
	}
	if held := k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(ModuleName), tianwang.Denom).Amount; !held.Equal(left) {
		return ErrInconsistent.Wrapf("%s rao are left in the channels, the account of the module holds %s", left, held)
	}
	return nil
}

// checkIndexed returns [ErrInconsistent] unless a channel has its place in every index.
func (k Keeper) checkIndexed(ctx context.Context, c escrowv1.Channel) error {
	payer, gateway, err := parties(c)
	if err != nil {
		return err
	}
	byPayer, err := k.byPayer.Has(ctx, collections.Join(payer, c.Id))
	if err != nil {
		return err
	}
	byGateway, err := k.byGateway.Has(ctx, collections.Join(gateway, c.Id))
	if err != nil {
		return err
	}
	isDue, err := k.due.Has(ctx, collections.Join(refundAt(c), c.Id))
	if err != nil {
		return err
	}
	if !byPayer || !byGateway || isDue != (c.ClosesAt > 0) {
		return ErrInconsistent.Wrapf("channel %d is missing in an index", c.Id)
	}
	return nil
}
