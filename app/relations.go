package app

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// stakeMarket is what x/stake knows of the others; see stake.Market.
type stakeMarket struct{ k *Keepers }

// Netuids returns all subnets.
func (m stakeMarket) Netuids(ctx context.Context) ([]uint32, error) {
	all, err := m.k.Subnet.Subnets(ctx)
	netuids := make([]uint32, len(all))
	for i, s := range all {
		netuids[i] = s.Netuid
	}
	return netuids, err
}

// Seats returns the subnets in which a hotkey is registered.
func (m stakeMarket) Seats(ctx context.Context, hotkey sdk.AccAddress) ([]stakev1.Seat, error) {
	all, err := m.k.Subnet.Registrations(ctx, hotkey)
	for i, s := range all {
		if all[i], err = m.k.Epoch.Earned(ctx, s); err != nil {
			return nil, err
		}
	}
	return all, err
}

// Hold takes note of stake that leaves a hotkey.
func (m stakeMarket) Hold(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (string, uint64, error) {
	return m.k.Producer.Hold(ctx, hotkey, coldkey, amount)
}

// CheckHeld refuses while the stake on a hotkey answers for blocks.
func (m stakeMarket) CheckHeld(ctx context.Context, hotkey sdk.AccAddress) error {
	return m.k.Producer.CheckHeld(ctx, hotkey)
}

// Rekeyers are the modules besides x/stake that store keys; TestSwap_ForgetsNothing finds those that are missing.
func (m stakeMarket) Rekeyers() []base.Rekeyer {
	return []base.Rekeyer{m.k.Subnet, m.k.Root, m.k.Escrow, m.k.Producer, govKeys{m.k.Gov}}
}
