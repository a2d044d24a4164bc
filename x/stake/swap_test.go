package stake_test

import (
	"errors"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/x/stake"
)

const fee = 1_000_000 // of a transaction

var heir = testchain.NewActor("the new coldkey")

// swapping is a chain where cold owns a hotkey with a slot, nominates, and has a balance.
func swapping(t *testing.T) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(hot, cold, 10*tao)
		e.Staked(nominee, owner, tao)
		e.Neurons(1, hot)
		e.Grant(cold, 5*tao)
		e.Grant(nina, tao)
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			g.Params.ColdkeySwapDelay, g.Params.ColdkeyCancelDelay, g.Params.HotkeySwapInterval = 5, 4, 6
		})
	})
}

func announce(by, to *testchain.Actor) *stakev1.MsgAnnounceColdkeySwap {
	return &stakev1.MsgAnnounceColdkeySwap{
		Coldkey: by.String(), Hash: rotation.Hash(testchain.ChainID, by.Address(), to.Address()), MaxFee: tao,
	}
}

func execute(by, to *testchain.Actor) *stakev1.MsgSwapColdkey {
	return &stakev1.MsgSwapColdkey{Coldkey: by.String(), NewColdkey: to.String()}
}

func TestSwapHotkey(t *testing.T) {
	t.Parallel()
	c := swapping(t)
	fresh, next := testchain.NewActor("a fresh hotkey"), testchain.NewActor("a fresher hotkey")
	c.Do(nina, testchain.AddStake(nina, hot, tao/2))
	swap := func(old, new *testchain.Actor) error {
		return c.Try(cold, &stakev1.MsgSwapHotkey{Coldkey: cold.String(), Hotkey: old.String(), NewHotkey: new.String(), MaxFee: tao})
	}
	before, supply := c.Balance(cold), c.App().Bank.GetSupply(c.Context(), "rao").Amount
	if err := swap(hot, fresh); err != nil {
		t.Fatal(err)
	}
	at := c.Height()
	if got := before - c.Balance(cold); got != tao+fee {
		t.Errorf("the swap cost %d rao", got)
	}
	if burned := supply.Sub(c.App().Bank.GetSupply(c.Context(), "rao").Amount); burned.Int64() != fee { // one TAO was minted, one burned
		t.Errorf("the supply fell by %s rao", burned)
	}
	if n := metagraph(t, c).Neurons[0]; n.Hotkey != fresh.String() || n.Coldkey != cold.String() || c.Stake(fresh, nina) != tao/2 {
		t.Errorf("after the swap the slot is %v, nina has %d", n, c.Stake(fresh, nina))
	}
	// The old key is nobody's now, the new one works at once, and it cannot be swapped again for a while.
	if err := c.Try(hot, testchain.SetWeights(hot, 1, []uint32{0}, []uint32{1})); err == nil {
		t.Error("the old hotkey still sets weights")
	}
	if err := swap(fresh, next); !errors.Is(err, stake.ErrTooSoon) {
		t.Errorf("swapped at once again: %v", err)
	}
	c.BlocksTo(at + 5)
	if err := swap(fresh, next); err != nil {
		t.Errorf("swapped in time: %v", err)
	}
}

// TestSwapColdkey: from the announcement until the swap nothing leaves the old key, by no way; then all of it is the new one's.
func TestSwapColdkey(t *testing.T) {
	t.Parallel()
	c := swapping(t)
	grant, err := authz.NewMsgGrant(cold.Address(), nina.Address(), authz.NewGenericAuthorization(sdk.MsgTypeURL(&stakev1.MsgTransferStake{})), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Do(cold, grant)
	c.Do(cold, testchain.AddStake(cold, nominee, tao))
	c.Do(cold, announce(cold, heir))
	at, balance, staked := c.Height(), c.Balance(cold), c.Stake(hot, cold)
	for name, msg := range map[string]sdk.Msg{
		"send":     banktypes.NewMsgSend(cold.Address(), nina.Address(), sdk.NewCoins(sdk.NewInt64Coin("rao", 1))),
		"remove":   remove(cold, hot, 1),
		"move":     move(cold, hot, nominee, 1).Msg,
		"transfer": transfer(cold, hot, nina, tao).Msg,
		"again":    announce(cold, nina),
		"swap":     &stakev1.MsgSwapHotkey{Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: nina.String(), MaxFee: tao},
		"take":     &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: 1},
	} {
		if err := c.Check(c.Sign(cold, 0, msg)); !errors.Is(err, stake.ErrFrozen) {
			t.Errorf("%s by a frozen coldkey: %v", name, err)
		}
	}
	exec := authz.NewMsgExec(nina.Address(), []sdk.Msg{transfer(cold, hot, nina, tao).Msg})
	if err := c.Try(nina, &exec); !errors.Is(err, stake.ErrFrozen) {
		t.Errorf("somebody with a grant: %v", err)
	}
	if err := c.Check(c.Sign(cold, 0, execute(cold, heir), remove(cold, hot, 1))); !errors.Is(err, stake.ErrFrozen) {
		t.Errorf("hidden behind a swap: %v", err)
	}
	dear := uint64(2 * fee)
	if err := c.Check(c.Build(testchain.Tx{By: cold, Fee: &dear, Msgs: []sdk.Msg{execute(cold, heir)}})); !errors.Is(err, stake.ErrFrozen) {
		t.Errorf("a fee that burns the balance: %v", err)
	}
	if err := c.Try(cold, execute(cold, heir)); !errors.Is(err, stake.ErrTooSoon) {
		t.Errorf("too early: %v", err)
	}
	c.BlocksTo(at + 4)
	if err := c.Try(cold, execute(cold, nina)); !errors.Is(err, stake.ErrSwapHash) {
		t.Errorf("another key than was announced: %v", err)
	}
	if err := c.Try(cold, &stakev1.MsgCancelColdkeySwap{Coldkey: cold.String()}); !errors.Is(err, stake.ErrTooSoon) {
		t.Errorf("cancelled before the swap had its time: %v", err)
	}
	c.Do(cold, execute(cold, heir))
	if got := c.Balance(heir); got != balance-4*fee || c.Balance(cold) != 0 {
		t.Errorf("the new key has %d rao, the old one %d; it had %d and paid four fees", got, c.Balance(cold), balance)
	}
	if c.Stake(hot, heir) < staked || c.Stake(nominee, heir) != tao || c.Stake(hot, cold) != 0 || hotkey(t, c, hot).Owner != heir.String() {
		t.Errorf("stake %d and %d, the owner is %s", c.Stake(hot, heir), c.Stake(nominee, heir), hotkey(t, c, hot).Owner)
	}
	c.Do(heir, remove(heir, nominee, 0)) // it can sign and is free
}

func TestSwapColdkey_DisputedAndCancelled(t *testing.T) {
	t.Parallel()
	c := swapping(t)
	swaps := func() int {
		r, err := stakev1.NewQueryClient(c.Query()).ColdkeySwaps(c.Context(), &stakev1.QueryColdkeySwapsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return len(r.Swaps)
	}
	c.Do(cold, announce(cold, heir))
	at := c.Height()
	c.BlocksTo(at + 8)
	c.Do(cold, &stakev1.MsgCancelColdkeySwap{Coldkey: cold.String()})
	if swaps() != 0 {
		t.Error("a cancelled swap is still announced")
	}
	c.Do(cold, announce(cold, heir))
	c.Do(cold, &stakev1.MsgDisputeColdkeySwap{Coldkey: cold.String()})
	c.Blocks(20)
	for _, msg := range []sdk.Msg{
		execute(cold, heir), &stakev1.MsgCancelColdkeySwap{Coldkey: cold.String()}, &stakev1.MsgDisputeColdkeySwap{Coldkey: cold.String()},
	} {
		if err := c.Check(c.Sign(cold, 0, msg)); !errors.Is(err, stake.ErrDisputed) {
			t.Errorf("%T of a disputed swap: %v", msg, err)
		}
	}
	resolve := &stakev1.MsgResolveColdkeySwap{Authority: testchain.Authority, Coldkey: cold.String(), NewColdkey: owner.String()}
	if err := c.Govern(resolve); !errors.Is(err, stake.ErrKeyInUse) {
		t.Errorf("resolved in favour of a key that has stake: %v", err)
	}
	resolve.NewColdkey = heir.String()
	if err := c.Govern(resolve); err != nil {
		t.Fatal(err)
	}
	c.Block()
	if hotkey(t, c, hot).Owner != heir.String() || swaps() != 0 || c.Balance(cold) != 0 {
		t.Errorf("after the resolution %s owns the hotkey", hotkey(t, c, hot).Owner)
	}
}

// TestAutoStake: what is mined goes to the hotkey of choice, and dividends of the same epoch are not touched by it.
func TestAutoStake(t *testing.T) {
	t.Parallel()
	miner, minerCold := testchain.NewActor("miner"), testchain.NewActor("miner's coldkey")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(hot, cold, 10*tao)
		e.Staked(miner, minerCold, 0)
		e.Neurons(1, hot, miner)
		e.Grant(minerCold, tao)
	})
	c.BlocksTo(metagraph(t, c).Clock.DueAt)
	c.DoAll(
		testchain.Step{By: hot, Msg: testchain.SetWeights(hot, 1, []uint32{1}, []uint32{1})},
		testchain.Step{By: minerCold, Msg: &stakev1.MsgSetAutoStake{Coldkey: minerCold.String(), Hotkey: hot.String()}},
	)
	c.BlocksTo(metagraph(t, c).Clock.DueAt)
	before := [2]uint64{c.Stake(hot, minerCold), c.Stake(miner, minerCold)}
	pool, mine := hotkey(t, c, hot), c.Stake(hot, cold)
	c.BlocksTo(metagraph(t, c).Clock.DueAt)
	n := metagraph(t, c).Neurons
	if n[1].ServerEmission == 0 || c.Stake(miner, minerCold) != before[1] {
		t.Fatalf("of %d rao the miner kept %d", n[1].ServerEmission, c.Stake(miner, minerCold)-before[1])
	}
	_, high := share(pool, before[0], n[0].ValidatorEmission)
	if grew := c.Stake(hot, minerCold) - before[0]; grew+1 < n[1].ServerEmission || grew > n[1].ServerEmission+high {
		t.Errorf("the nomination grew by %d, %d were mined", grew, n[1].ServerEmission)
	}
	if grew := c.Stake(hot, cold) - mine; grew > n[0].ValidatorEmission {
		t.Errorf("the validator's owner got %d of %d rao", grew, n[0].ValidatorEmission)
	}
	r, err := stakev1.NewQueryClient(c.Query()).Delegates(c.Context(), &stakev1.QueryDelegatesRequest{})
	if err != nil || len(r.Delegates) != 1 && len(r.Delegates) != 2 {
		t.Fatalf("delegates: %v, %v", r, err)
	}
	for _, d := range r.Delegates {
		if d.Hotkey == hot.String() && (d.Nominators != 1 || d.OwnStake != c.Stake(hot, cold) || len(d.Seats) != 1 || !d.Seats[0].Permit || d.Seats[0].Dividends != n[0].ValidatorEmission) {
			t.Errorf("delegate: %v", d)
		}
	}
	c.Do(minerCold, &stakev1.MsgSetAutoStake{Coldkey: minerCold.String()})
	if r, err := stakev1.NewQueryClient(c.Query()).AutoStake(c.Context(), &stakev1.QueryAutoStakeRequest{Coldkey: minerCold.String()}); err != nil || r.Hotkey != "" {
		t.Errorf("after taking the choice back it is %v, %v", r, err)
	}
}
