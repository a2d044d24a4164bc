package main

import (
	"cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/escrow"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
	"github.com/tianwang-net/tianwang/x/weights"
)

// refusal returns the refusal by a rule, to compare others with.
func refusal(rule *errors.Error) *client.Refused {
	return &client.Refused{Codespace: rule.Codespace(), Code: rule.ABCICode()}
}

// refusalHint says what to do about a refusal, "" when the chain's words say it all.
func refusalHint(r *client.Refused) string {
	for _, h := range []struct {
		rule *errors.Error
		hint string
	}{
		{stake.ErrUnknownHotkey, "give it a slot: tianwang subnet register --netuid N"},
		{stake.ErrNotEnoughRao, "see what there is: tianwang wallet balance"},
		{stake.ErrNotEnoughStake, "see what there is: tianwang stake list; --all removes everything"},
		{stake.ErrFrozen, "see when: tianwang wallet swap show"},
		{stake.ErrNoSwap, "announce it first: tianwang wallet swap announce NEW"},
		{stake.ErrChildren, "see what there is: tianwang stake children show --netuid N"},
		{subnet.ErrNotEnoughRao, "see what there is: tianwang wallet balance; registration by --work costs nothing"},
		{subnet.ErrNotRegistered, "give the hotkey a slot: tianwang subnet register --netuid N"},
		{subnet.ErrRegistered, "see it: tianwang metagraph --netuid N"},
		{subnet.ErrPrice, "see prices: tianwang subnet list, tianwang subnet cost"},
		{subnet.ErrNotOffered, "see whom it was offered to: tianwang subnet show --netuid N"},
		{subnet.ErrClosed, "see what is open: tianwang subnet hyperparameters --netuid N"},
		{epoch.ErrBondsKept, "the owner may let them: tianwang subnet set bonds_reset=true --netuid N; it counts from the next epoch on"},
		{weights.ErrNoPermit, "permits go to the hotkeys with most stake: tianwang stake add AMOUNT"},
		{weights.ErrRevealTooEarly, "reveal after the epoch has ended: tianwang weights reveal --netuid N"},
		{producer.ErrNotMember, "take a seat: tianwang root join"},
		{producer.ErrStakeTooLow, "put more stake on the hotkey: tianwang stake add AMOUNT"},
		{producer.ErrNotCandidate, "see who offered: tianwang producer list"},
		{producer.ErrJoined, "see it: tianwang producer show; another key: tianwang producer rotate"},
		{producer.ErrKeyTaken, "name the directory of another node: --node-home DIR"},
		{producer.ErrTooMany, "see what waits: tianwang producer unbonding"},
		{root.ErrNotMember, "take a seat: tianwang root join"},
		{root.ErrStakeTooLow, "put more stake on the hotkey: tianwang stake add AMOUNT"},
		{escrow.ErrUnknownChannel, "see what there is: tianwang escrow list"},
		{escrow.ErrNotEnoughRao, "see what there is: tianwang wallet balance"},
		{escrow.ErrTooManyChannels, "see what there is: tianwang escrow list; end one: tianwang escrow close CHANNEL"},
		{escrow.ErrDeposit, "the payer can add to it: tianwang escrow topup CHANNEL AMOUNT"},
		{escrow.ErrLower, "a later voucher was settled; see it: tianwang escrow show CHANNEL"},
		{govtypes.ErrInvalidProposal, "see what there is: tianwang gov list"},
		{govtypes.ErrInactiveProposal, "see what is voted on: tianwang gov list --state voting"},
		{govtypes.ErrMinDepositTooSmall, "see what is needed: tianwang gov rules"},
		{sdkerrors.ErrInsufficientFunds, "see what there is: tianwang wallet balance"},
	} {
		if r.Is(refusal(h.rule)) {
			return h.hint
		}
	}
	return ""
}
