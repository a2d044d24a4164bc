package stake_test

import (
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/stake"
)

const tao = 1_000_000_000

var (
	hot     = testchain.NewActor("hotkey")
	cold    = testchain.NewActor("coldkey")
	nominee = testchain.NewActor("another hotkey")
	owner   = testchain.NewActor("its owner")
	nina    = testchain.NewActor("a nominator")
	rich    = testchain.NewActor("a rich nominator")
	poor    = testchain.NewActor("one with just a fee")
)

// TestRefusals puts every message of the module wrongly, in all ways it can be wrong.
func TestRefusals(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, 10*tao)
		e.Grant(cold, tao)
		e.Grant(nina, 10*tao)
		e.Grant(poor, 100_000_000)
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) { g.Params.MinTake = 100 })
	})
	c.Do(nina, testchain.AddStake(nina, hot, tao))
	c.Do(cold, &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: 5000})
	unknown := testchain.NewActor("nobody")
	authority := authtypes.NewModuleAddress("gov").String()
	c.Refused([]testchain.Case{
		{"add nothing", nina, testchain.AddStake(nina, hot, 0), stake.ErrAmount, "0 rao"},
		{"add to nobody", nina, testchain.AddStake(nina, unknown, tao), stake.ErrUnknownHotkey, unknown.String()},
		{"add to no address", nina, &stakev1.MsgAddStake{Coldkey: nina.String(), Hotkey: "tao1", Amount: tao}, sdkerrors.ErrInvalidAddress, "hotkey"},
		{"add too little", nina, testchain.AddStake(nina, hot, 0), stake.ErrAmount, ""},
		{"add more than there is", poor, testchain.AddStake(poor, hot, tao), stake.ErrNotEnoughRao, "are to be staked"},
		{"add below the minimum", poor, testchain.AddStake(poor, hot, 50_000_000), stake.ErrBelowMinimum, "at least 100000000"},
		{"remove nothing", nina, &stakev1.MsgRemoveStake{Coldkey: nina.String(), Hotkey: hot.String()}, stake.ErrAmount, "0 rao"},
		{"remove too much", nina, &stakev1.MsgRemoveStake{Coldkey: nina.String(), Hotkey: hot.String(), Amount: tao + 1}, stake.ErrNotEnoughStake, "holds 1000000000 rao"},
		{"remove all and some", nina, &stakev1.MsgRemoveStake{Coldkey: nina.String(), Hotkey: hot.String(), Amount: 1, All: true}, stake.ErrAmount, "must be 0"},
		{"remove where nothing is", poor, &stakev1.MsgRemoveStake{Coldkey: poor.String(), Hotkey: hot.String(), Amount: 1}, stake.ErrNotEnoughStake, "holds 0 rao"},
		{"remove all where nothing is", poor, &stakev1.MsgRemoveStake{Coldkey: poor.String(), Hotkey: hot.String(), All: true}, stake.ErrAmount, ""},
		{"remove from nobody", poor, &stakev1.MsgRemoveStake{Coldkey: poor.String(), Hotkey: unknown.String(), Amount: 1}, stake.ErrUnknownHotkey, ""},
		{"remove from no address", poor, &stakev1.MsgRemoveStake{Coldkey: poor.String(), Hotkey: "?", Amount: 1}, sdkerrors.ErrInvalidAddress, "hotkey"},
		{"take of another's hotkey", nina, &stakev1.MsgSetTake{Coldkey: nina.String(), Hotkey: hot.String(), Take: 100}, stake.ErrNotOwner, cold.String()},
		{"take of nobody", nina, &stakev1.MsgSetTake{Coldkey: nina.String(), Hotkey: unknown.String(), Take: 100}, stake.ErrUnknownHotkey, ""},
		{"take of no address", nina, &stakev1.MsgSetTake{Coldkey: nina.String(), Hotkey: "", Take: 100}, sdkerrors.ErrInvalidAddress, ""},
		{"take too low", cold, &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: 99}, stake.ErrTakeRange, "from 100 to 11796"},
		{"take too high", cold, &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: 11_797}, stake.ErrTakeRange, "from 100 to 11796"},
		{"take raised too soon", cold, &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: 5001}, stake.ErrTakeTooSoon, "at block 216003"},
		{"parameters from anybody", nina, &stakev1.MsgUpdateParams{Authority: nina.String(), Params: stake.DefaultParams()}, sdkerrors.ErrUnauthorized, authority},
	})
}
