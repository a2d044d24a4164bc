package stake

import (
	"context"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ stakev1.MsgServer = msgServer{}

type msgServer struct{ Keeper }

// AddStake implements stakev1.MsgServer.
func (k msgServer) AddStake(ctx context.Context, m *stakev1.MsgAddStake) (*stakev1.MsgAddStakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	stake, err := k.Add(ctx, hotkey, coldkey, m.Amount)
	if err != nil {
		return nil, err
	}
	return &stakev1.MsgAddStakeResponse{Stake: stake}, nil
}

// RemoveStake implements stakev1.MsgServer.
func (k msgServer) RemoveStake(ctx context.Context, m *stakev1.MsgRemoveStake) (*stakev1.MsgRemoveStakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	amount, err := k.amountOrAll(ctx, hotkey, coldkey, m.Amount, m.All)
	if err != nil {
		return nil, err
	}
	paid, stake, until, err := k.Remove(ctx, hotkey, coldkey, amount)
	if err != nil {
		return nil, err
	}
	return &stakev1.MsgRemoveStakeResponse{Paid: paid, Stake: stake, PaidAt: until}, nil
}

// UpdateParams implements stakev1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *stakev1.MsgUpdateParams) (*stakev1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	return &stakev1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}

// maxPeriod is about four years of 12 s blocks.
const maxPeriod = 10_000_000

// DefaultParams returns the rules of a new chain: a take of 18 %, from 0 to 18 %, raised at most every 30 days of 12 s
// blocks, and nominations of at least a tenth of a TAO. Children change at most every half an hour and count a day later.
// A new hotkey costs one TAO, at most once a day; a new coldkey a tenth, takes five days, and can be cancelled a day later.
func DefaultParams() stakev1.Params {
	return stakev1.Params{
		DefaultTake: 11_796, MinTake: 0, MaxTake: 11_796, TakeInterval: 216_000,
		MinNomination:    tokenomics.RaoPerTAO / 10,
		ChildrenInterval: 150, ChildrenCooldown: 7200, MinChildTake: 0, MaxChildTake: 11_796, MaxParents: 32,
		HotkeySwapFee: tokenomics.RaoPerTAO, HotkeySwapInterval: 7200,
		ColdkeySwapFee: tokenomics.RaoPerTAO / 10, ColdkeySwapDelay: 36_000, ColdkeyCancelDelay: 7200,
	}
}

// ValidateParams refuses rules that contradict themselves.
func ValidateParams(p stakev1.Params) error {
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"max_take", uint64(p.MaxTake), uint64(p.MinTake), tokenomics.ProportionOne},
		{"default_take", uint64(p.DefaultTake), uint64(p.MinTake), uint64(p.MaxTake)},
		{"take_interval", p.TakeInterval, 0, maxPeriod},
		{"min_nomination", p.MinNomination, 0, tokenomics.Cap},
		{"children_cooldown", p.ChildrenCooldown, 0, maxPeriod},
		{"children_interval", p.ChildrenInterval, 0, p.ChildrenCooldown}, // a record lasts as long as its cooldown
		{"max_child_take", uint64(p.MaxChildTake), uint64(p.MinChildTake), tokenomics.ProportionOne},
		{"max_parents", uint64(p.MaxParents), 1, maxParents},
		{"hotkey_swap_fee", p.HotkeySwapFee, 0, tokenomics.Cap},
		{"hotkey_swap_interval", p.HotkeySwapInterval, 0, maxPeriod},
		{"coldkey_swap_fee", p.ColdkeySwapFee, 0, tokenomics.Cap},
		{"coldkey_swap_delay", p.ColdkeySwapDelay, 1, maxPeriod},
		{"coldkey_cancel_delay", p.ColdkeyCancelDelay, 0, maxPeriod},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	return nil
}
