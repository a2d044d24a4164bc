package stake

import (
	"context"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ stakev1.MsgServer = msgServer{}

type msgServer struct{ Keeper }

// AddStake implements stakev1.MsgServer.
func (k msgServer) AddStake(ctx context.Context, m *stakev1.MsgAddStake) (*stakev1.MsgAddStakeResponse, error) {
	coldkey, err := base.Address("coldkey", m.Coldkey)
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
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	amount := m.Amount
	if m.All {
		if amount != 0 {
			return nil, ErrAmount.Wrapf("amount is %d although all is set, it must be 0", amount)
		}
		if amount, err = k.Worth(ctx, hotkey, coldkey); err != nil {
			return nil, err
		}
	}
	paid, stake, until, err := k.Remove(ctx, hotkey, coldkey, amount)
	if err != nil {
		return nil, err
	}
	return &stakev1.MsgRemoveStakeResponse{Paid: paid, Stake: stake, PaidAt: until}, nil
}

// SetTake implements stakev1.MsgServer. A lower take is always welcome; a higher one must wait since the last change,
// so that nobody lures nominators with a low take and raises it before pay-day.
func (k msgServer) SetTake(ctx context.Context, m *stakev1.MsgSetTake) (*stakev1.MsgSetTakeResponse, error) {
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return nil, err
	}
	if err := ownedBy(h, coldkey); err != nil {
		return nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := base.InRange("take", uint64(m.Take), uint64(params.MinTake), uint64(params.MaxTake)); err != nil {
		return nil, ErrTakeRange.Wrap(err.Error())
	}
	now, from := base.Height(ctx), schedule.Again(h.TakeChangedAt, params.TakeInterval)
	if m.Take > h.Take && now < from {
		return nil, ErrTakeTooSoon.Wrapf("take of %s can be raised again at block %d, now is block %d", h.Address, from, now)
	}
	h.Take, h.TakeChangedAt = m.Take, now
	if err := k.hotkeys.Set(ctx, hotkey, h); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventTakeSet{Hotkey: h.Address, Take: h.Take})
	return &stakev1.MsgSetTakeResponse{}, nil
}

// UpdateParams implements stakev1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *stakev1.MsgUpdateParams) (*stakev1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	return &stakev1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}

// maxTakeInterval is about four years of 12 s blocks.
const maxTakeInterval = 10_000_000

// DefaultParams returns the rules of a new chain: a take of 18 %, from 0 to 18 %, raised at most every 30 days of 12 s
// blocks, and nominations of at least a tenth of a TAO.
func DefaultParams() stakev1.Params {
	return stakev1.Params{
		DefaultTake: 11_796, MinTake: 0, MaxTake: 11_796, TakeInterval: 216_000,
		MinNomination: tokenomics.RaoPerTAO / 10,
	}
}

// ValidateParams refuses rules that contradict themselves.
func ValidateParams(p stakev1.Params) error {
	if err := base.InRange("max_take", uint64(p.MaxTake), uint64(p.MinTake), tokenomics.ProportionOne); err != nil {
		return err
	}
	if err := base.InRange("default_take", uint64(p.DefaultTake), uint64(p.MinTake), uint64(p.MaxTake)); err != nil {
		return err
	}
	if err := base.InRange("take_interval", p.TakeInterval, 0, maxTakeInterval); err != nil {
		return err
	}
	return base.InRange("min_nomination", p.MinNomination, 0, tokenomics.Cap)
}
