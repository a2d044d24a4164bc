package root

import (
	"context"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// join gives a hotkey a seat: the first free one, or that of the member with the least stake if the newcomer has more.
func (k Keeper) join(ctx context.Context, coldkey, hotkey sdk.AccAddress) (uint32, error) {
	if err := k.stakes.CheckOwner(ctx, hotkey, coldkey); err != nil {
		return 0, err
	}
	if seated, err := k.seats.Has(ctx, hotkey); err != nil || seated {
		return 0, base.Either(err, ErrMember.Wrap(hotkey.String()))
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, err
	}
	all, err := k.Members(ctx)
	if err != nil {
		return 0, err
	}
	uid, replaced := freeSeat(all), ""
	if len(all) >= int(params.Seats) {
		lowest, err := k.challenge(ctx, all, hotkey)
		if err != nil {
			return 0, err
		}
		if err := k.vacate(ctx, lowest); err != nil {
			return 0, err
		}
		uid, replaced = lowest.Uid, lowest.Hotkey
	}
	m := rootv1.Member{Uid: uid, Hotkey: hotkey.String(), JoinedAt: base.Height(ctx)}
	if err := k.members.Set(ctx, uid, m); err != nil {
		return 0, err
	}
	base.Emit(ctx, &rootv1.EventMemberJoined{Uid: uid, Hotkey: m.Hotkey, Replaced: replaced})
	return uid, k.seats.Set(ctx, hotkey, uid)
}

// challenge returns the member with the least stake, the lowest uid among equals, if the hotkey has more.
func (k Keeper) challenge(ctx context.Context, all []rootv1.Member, hotkey sdk.AccAddress) (lowest rootv1.Member, err error) {
	stake, err := k.stakes.Stake(ctx, hotkey)
	if err != nil {
		return lowest, err
	}
	at, least, err := k.lowest(ctx, all)
	if err != nil {
		return lowest, err
	}
	if stake <= least {
		return lowest, ErrStakeTooLow.Wrapf("all %d seats are taken; %s has %d rao, more than %d are needed",
			len(all), hotkey, stake, least)
	}
	return all[at], nil
}

// lowest returns which of the members has the least stake, the first among equals, and how much. There must be one.
func (k Keeper) lowest(ctx context.Context, all []rootv1.Member) (at int, least uint64, err error) {
	for i, m := range all {
		s, err := k.stakeOf(ctx, m)
		if err != nil {
			return 0, 0, err
		}
		if i == 0 || s < least {
			at, least = i, s
		}
	}
	return at, least, nil
}

// shrink vacates the seats of the members with the least stake until no more are taken than there will be.
func (k Keeper) shrink(ctx context.Context, seats uint32) error {
	all, err := k.Members(ctx)
	if err != nil {
		return err
	}
	for len(all) > int(seats) {
		at, _, err := k.lowest(ctx, all)
		if err != nil {
			return err
		}
		base.Emit(ctx, &rootv1.EventMemberLeft{Uid: all[at].Uid, Hotkey: all[at].Hotkey})
		if err := k.vacate(ctx, all[at]); err != nil {
			return err
		}
		all = slices.Delete(all, at, at+1)
	}
	return nil
}

// leave gives a seat up.
func (k Keeper) leave(ctx context.Context, coldkey, hotkey sdk.AccAddress) error {
	if err := k.stakes.CheckOwner(ctx, hotkey, coldkey); err != nil {
		return err
	}
	m, err := k.member(ctx, hotkey)
	if err != nil {
		return err
	}
	base.Emit(ctx, &rootv1.EventMemberLeft{Uid: m.Uid, Hotkey: m.Hotkey})
	return k.vacate(ctx, m)
}

// vacate empties a seat, and with it the votes.
func (k Keeper) vacate(ctx context.Context, m rootv1.Member) error {
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return err
	}
	if err := k.seats.Remove(ctx, hotkey); err != nil {
		return err
	}
	return k.members.Remove(ctx, m.Uid)
}

func (k Keeper) member(ctx context.Context, hotkey sdk.AccAddress) (rootv1.Member, error) {
	uid, err := k.seats.Get(ctx, hotkey)
	if err != nil {
		return rootv1.Member{}, base.NotFound(err, ErrNotMember.Wrap(hotkey.String()))
	}
	return k.members.Get(ctx, uid)
}

// freeSeat returns the lowest uid that no member has; all is sorted.
func freeSeat(all []rootv1.Member) uint32 {
	free := uint32(0)
	for _, m := range all {
		if m.Uid == free {
			free++
		}
	}
	return free
}
