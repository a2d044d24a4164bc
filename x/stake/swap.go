package stake

import (
	"bytes"
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// CheckFree returns [ErrFrozen] while a swap of the coldkey is announced.
func (k Keeper) CheckFree(ctx context.Context, coldkey sdk.AccAddress) error {
	frozen, err := k.swaps.Has(ctx, coldkey)
	if err != nil || !frozen {
		return err
	}
	s, err := k.swaps.Get(ctx, coldkey)
	return base.Either(err, ErrFrozen.Wrapf("%s: the swap can be carried out from block %d and cancelled from block %d", s.Coldkey, s.ExecuteFrom, s.CancelFrom))
}

// Announced returns the announced swap of a coldkey, or [ErrNoSwap].
func (k Keeper) Announced(ctx context.Context, coldkey sdk.AccAddress) (stakev1.ColdkeySwap, error) {
	s, err := k.swaps.Get(ctx, coldkey)
	return s, base.NotFound(err, ErrNoSwap.Wrap(coldkey.String()))
}

// signer reads the coldkey that signs a message, which must not be about to be replaced.
func (k Keeper) signer(ctx context.Context, coldkey string) (sdk.AccAddress, error) {
	a, err := base.Address("coldkey", coldkey)
	if err != nil {
		return nil, err
	}
	return a, k.CheckFree(ctx, a)
}

// charge takes what a swap costs.
func (k Keeper) charge(ctx context.Context, coldkey sdk.AccAddress, fee, most uint64) error {
	if fee > most {
		return ErrPrice.Wrapf("the swap costs %d rao, max_fee is %d", fee, most)
	}
	if b := k.bank.GetBalance(ctx, coldkey, tianwang.Denom).Amount; b.LT(math.NewIntFromUint64(fee)) {
		return ErrNotEnoughRao.Wrapf("%s has %s rao, the swap costs %d", coldkey, b, fee)
	}
	if fee == 0 {
		return nil
	}
	return k.bank.SendCoinsFromAccountToModule(ctx, coldkey, k.recycler, base.Rao(fee))
}

// SwapHotkey implements stakev1.MsgServer.
func (k msgServer) SwapHotkey(ctx context.Context, m *stakev1.MsgSwapHotkey) (*stakev1.MsgSwapHotkeyResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	old, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	new, err := base.Address("new_hotkey", m.NewHotkey)
	if err != nil {
		return nil, err
	}
	h, err := k.Hotkey(ctx, old)
	if err != nil {
		return nil, err
	}
	if err := ownedBy(h, coldkey); err != nil {
		return nil, err
	}
	if known, err := k.hotkeys.Has(ctx, new); err != nil || known {
		return nil, base.Either(err, ErrKeyInUse.Wrap(m.NewHotkey))
	}
	if err := k.CheckClaim(ctx, new, coldkey); err != nil {
		return nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	now := base.Height(ctx)
	if from := schedule.Again(h.SwappedAt, params.HotkeySwapInterval); now < from {
		return nil, ErrTooSoon.Wrapf("%s can be swapped again at block %d, now is block %d", m.Hotkey, from, now)
	}
	if err := k.charge(ctx, coldkey, params.HotkeySwapFee, m.MaxFee); err != nil {
		return nil, err
	}
	h.SwappedAt = now
	if err := k.hotkeys.Set(ctx, old, h); err != nil {
		return nil, err
	}
	if err := k.Swap(ctx, base.Hotkey, old, new); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventHotkeySwapped{Coldkey: m.Coldkey, Old: m.Hotkey, New: m.NewHotkey})
	return &stakev1.MsgSwapHotkeyResponse{Fee: params.HotkeySwapFee}, nil
}

// AnnounceColdkeySwap implements stakev1.MsgServer. From here on nobody who has the key can move its rao, neither the owner
// nor a thief; the owner alone knows what the hash hides.
func (k msgServer) AnnounceColdkeySwap(ctx context.Context, m *stakev1.MsgAnnounceColdkeySwap) (*stakev1.MsgAnnounceColdkeySwapResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	if len(m.Hash) != rotation.HashSize {
		return nil, ErrSwapHash.Wrapf("a hash of %d bytes, %d are needed", len(m.Hash), rotation.HashSize)
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.charge(ctx, coldkey, params.ColdkeySwapFee, m.MaxFee); err != nil {
		return nil, err
	}
	now := base.Height(ctx)
	s := stakev1.ColdkeySwap{Coldkey: m.Coldkey, Hash: m.Hash, AnnouncedAt: now, ExecuteFrom: now + params.ColdkeySwapDelay}
	s.CancelFrom = s.ExecuteFrom + params.ColdkeyCancelDelay
	if err := k.swaps.Set(ctx, coldkey, s); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventColdkeySwapAnnounced{Coldkey: m.Coldkey, Hash: m.Hash, ExecuteFrom: s.ExecuteFrom})
	return &stakev1.MsgAnnounceColdkeySwapResponse{ExecuteFrom: s.ExecuteFrom, CancelFrom: s.CancelFrom, Fee: params.ColdkeySwapFee}, nil
}

// undisputed returns the announced swap of a coldkey, or [ErrNoSwap], or [ErrDisputed].
func (k Keeper) undisputed(ctx context.Context, coldkey sdk.AccAddress) (stakev1.ColdkeySwap, error) {
	s, err := k.Announced(ctx, coldkey)
	if err == nil && s.DisputedAt > 0 {
		err = ErrDisputed.Wrapf("%s, since block %d", s.Coldkey, s.DisputedAt)
	}
	return s, err
}

// SwapColdkey implements stakev1.MsgServer.
func (k msgServer) SwapColdkey(ctx context.Context, m *stakev1.MsgSwapColdkey) (*stakev1.MsgSwapColdkeyResponse, error) {
	old, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	new, err := base.Address("new_coldkey", m.NewColdkey)
	if err != nil {
		return nil, err
	}
	s, err := k.undisputed(ctx, old)
	if err != nil {
		return nil, err
	}
	if now := base.Height(ctx); now < s.ExecuteFrom {
		return nil, ErrTooSoon.Wrapf("the swap is admitted at block %d, now is block %d", s.ExecuteFrom, now)
	}
	if !bytes.Equal(s.Hash, rotation.Hash(sdk.UnwrapSDKContext(ctx).ChainID(), old, new)) {
		return nil, ErrSwapHash.Wrapf("%s is not the coldkey that was announced", m.NewColdkey)
	}
	balance, err := k.swapColdkey(ctx, old, new)
	return &stakev1.MsgSwapColdkeyResponse{Balance: balance}, err
}

// swapColdkey ends the announcement and puts the new coldkey in the place of the old one, with its balance.
func (k Keeper) swapColdkey(ctx context.Context, old, new sdk.AccAddress) (uint64, error) {
	known, err := k.hotkeys.Has(ctx, new)
	switch {
	case err != nil:
		return 0, err
	case old.Equals(new):
		return 0, ErrSameKey.Wrap(new.String())
	case known:
		return 0, ErrKeyInUse.Wrapf("%s is a hotkey", new)
	case k.bank.BlockedAddr(new):
		return 0, ErrModuleAccount.Wrap(new.String())
	}
	if err := k.swaps.Remove(ctx, old); err != nil {
		return 0, err
	}
	if err := k.Swap(ctx, base.Coldkey, old, new); err != nil {
		return 0, err
	}
	balance := k.bank.GetBalance(ctx, old, tianwang.Denom).Amount.Uint64() // the supply fits
	if balance > 0 {
		if err := k.bank.SendCoins(ctx, old, new, base.Rao(balance)); err != nil {
			return 0, err
		}
	}
	base.Emit(ctx, &stakev1.EventColdkeySwapped{Old: old.String(), New: new.String(), Balance: balance})
	return balance, nil
}

// DisputeColdkeySwap implements stakev1.MsgServer. Whoever has the key may: a thief gains nothing by it, and an owner who
// was announced away by a thief stops it.
func (k msgServer) DisputeColdkeySwap(ctx context.Context, m *stakev1.MsgDisputeColdkeySwap) (*stakev1.MsgDisputeColdkeySwapResponse, error) {
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	s, err := k.undisputed(ctx, coldkey)
	if err != nil {
		return nil, err
	}
	s.DisputedAt = base.Height(ctx)
	base.Emit(ctx, &stakev1.EventColdkeySwapDisputed{Coldkey: m.Coldkey})
	return &stakev1.MsgDisputeColdkeySwapResponse{}, k.swaps.Set(ctx, coldkey, s)
}

// CancelColdkeySwap implements stakev1.MsgServer. It must wait for longer than the swap itself, so that a thief cannot
// cancel before the owner can swap.
func (k msgServer) CancelColdkeySwap(ctx context.Context, m *stakev1.MsgCancelColdkeySwap) (*stakev1.MsgCancelColdkeySwapResponse, error) {
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	s, err := k.undisputed(ctx, coldkey)
	if err != nil {
		return nil, err
	}
	if now := base.Height(ctx); now < s.CancelFrom {
		return nil, ErrTooSoon.Wrapf("cancelling is admitted at block %d, now is block %d", s.CancelFrom, now)
	}
	base.Emit(ctx, &stakev1.EventColdkeySwapCancelled{Coldkey: m.Coldkey})
	return &stakev1.MsgCancelColdkeySwapResponse{}, k.swaps.Remove(ctx, coldkey)
}

// ResolveColdkeySwap implements stakev1.MsgServer.
func (k msgServer) ResolveColdkeySwap(ctx context.Context, m *stakev1.MsgResolveColdkeySwap) (*stakev1.MsgResolveColdkeySwapResponse, error) {
	if m.Authority != k.authority {
		return nil, sdkerrors.ErrUnauthorized.Wrapf("%s is not the authority, only %s may resolve swaps", m.Authority, k.authority)
	}
	old, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	if _, err := k.Announced(ctx, old); err != nil {
		return nil, err
	}
	if m.NewColdkey == "" {
		base.Emit(ctx, &stakev1.EventColdkeySwapCancelled{Coldkey: m.Coldkey})
		return &stakev1.MsgResolveColdkeySwapResponse{}, k.swaps.Remove(ctx, old)
	}
	new, err := base.Address("new_coldkey", m.NewColdkey)
	if err != nil {
		return nil, err
	}
	_, err = k.swapColdkey(ctx, old, new)
	return &stakev1.MsgResolveColdkeySwapResponse{}, err
}
