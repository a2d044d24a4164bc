package stake

import (
	"context"
	"slices"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// maxPastTakes bounds how many past takes are remembered. The two oldest become one when there are more: the lower one,
// which then holds for longer, to the owner's loss and never to that of nominators.
const maxPastTakes = 8

// take is a share of dividends and its history; hotkeys and children have one.
type take struct {
	now       uint32
	changedAt uint64
	past      []stakev1.PastTake
}

// least returns the lowest take that held at any time since a height. Payouts use it for the epoch that began there, so
// that nobody lures nominators with a low take and raises it before pay-day.
func (t take) least(since uint64) uint32 {
	least := t.now
	for _, p := range t.past {
		if p.Until >= since {
			least = min(least, p.Take)
		}
	}
	return least
}

// change returns the take of a hotkey after a change, or [ErrTakeTooSoon]. A lower take is always welcome; a higher one must wait
// since the last change.
func (t take) change(of string, to uint32, now, interval uint64) (take, error) {
	if from := schedule.Again(t.changedAt, interval); to > t.now && now < from {
		return t, ErrTakeTooSoon.Wrapf("take of %s can be raised again at block %d, now is block %d", of, from, now)
	}
	past := slices.Clone(t.past)
	if to > t.now {
		past = append(past, stakev1.PastTake{Take: t.now, Until: now})
	}
	// What was at least as high as the present take can never again be the least.
	past = slices.DeleteFunc(past, func(p stakev1.PastTake) bool { return p.Take >= to })
	if len(past) > maxPastTakes {
		past[1].Take = min(past[0].Take, past[1].Take)
		past = past[1:]
	}
	return take{to, now, past}, nil
}

func takeOf(h stakev1.Hotkey) take { return take{h.Take, h.TakeChangedAt, h.PastTakes} }

// SetTake implements stakev1.MsgServer.
func (k msgServer) SetTake(ctx context.Context, m *stakev1.MsgSetTake) (*stakev1.MsgSetTakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
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
	t, err := takeOf(h).change(h.Address, m.Take, base.Height(ctx), params.TakeInterval)
	if err != nil {
		return nil, err
	}
	h.Take, h.TakeChangedAt, h.PastTakes = t.now, t.changedAt, t.past
	if err := k.hotkeys.Set(ctx, hotkey, h); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventTakeSet{Hotkey: h.Address, Take: h.Take})
	return &stakev1.MsgSetTakeResponse{}, nil
}

// SetChildTake implements stakev1.MsgServer; the rules are those of the take.
func (k msgServer) SetChildTake(ctx context.Context, m *stakev1.MsgSetChildTake) (*stakev1.MsgSetChildTakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	if err := k.CheckOwner(ctx, hotkey, coldkey); err != nil {
		return nil, err
	}
	if err := k.checkSubnet(ctx, m.Netuid); err != nil {
		return nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := base.InRange("child take", uint64(m.Take), uint64(params.MinChildTake), uint64(params.MaxChildTake)); err != nil {
		return nil, ErrTakeRange.Wrap(err.Error())
	}
	c, err := k.childTake(ctx, m.Netuid, hotkey)
	if err != nil {
		return nil, err
	}
	t, err := take{c.Take, c.ChangedAt, c.PastTakes}.change(m.Hotkey, m.Take, base.Height(ctx), params.TakeInterval)
	if err != nil {
		return nil, err
	}
	c.Take, c.ChangedAt, c.PastTakes = t.now, t.changedAt, t.past
	if err := k.childTakes.Set(ctx, onSubnet(m.Netuid, hotkey), c); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventChildTakeSet{Netuid: m.Netuid, Hotkey: m.Hotkey, Take: m.Take})
	return &stakev1.MsgSetChildTakeResponse{}, nil
}
