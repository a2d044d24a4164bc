package app_test

import (
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// purses is a chain on which everything that moves rao is about to happen, and the transactions that make it happen, all
// in one block. They are unordered, so that each can be left out. In the blocks that follow subnets close their epochs, a
// subnet is dissolved, a producer is punished for what it signed before them, stake that waited is paid and a channel
// refunded.
func purses(t *testing.T) (*testchain.Chain, [][]byte) {
	t.Helper()
	w := newWorld(1)
	c := testchain.NewSolo(t, func(e *testchain.Editor) {
		w.genesis(e)
		testchain.Edit(e, "producer", func(g *producerv1.GenesisState) {
			g.Params.FeeShare, g.Params.LivenessWindow = 0, 100
			g.Authorities[0].Operator = w.cold[7].String()
		})
		testchain.Edit(e, "escrow", func(g *escrowv1.GenesisState) { g.Params.SubnetShare = 40_000 })
	})
	fill(c, w)
	var txs [][]byte
	until := c.Time().Add(time.Minute)
	for i, s := range payments(c, w) {
		txs = append(txs, c.Build(testchain.Tx{By: s.By, Msgs: []sdk.Msg{s.Msg}, Until: until.Add(time.Duration(i) * time.Second)}))
	}
	probe := c.Copy(nil)
	for i, r := range probe.Block(txs...) {
		if err := testchain.Outcome(r); err != nil {
			t.Fatalf("transaction %d: %v", i, err)
		}
	}
	return c, txs
}

// fill gives the world stake, seats, producers and channels.
func fill(c *testchain.Chain, w *world) {
	hot, cold := w.hot, w.cold
	c.Register(1, hot[:2], cold[:2])
	c.Register(1, hot[2:4], cold[2:4])
	var steps []testchain.Step
	for i := range 4 {
		steps = append(steps, testchain.Step{By: cold[i], Msg: testchain.AddStake(cold[i], hot[i], 1000*tao)})
	}
	steps = append(steps, testchain.Step{By: cold[4], Msg: testchain.AddStake(cold[4], hot[3], 50*tao)})
	for i := range 4 {
		steps = append(steps, testchain.Step{By: cold[i], Msg: &rootv1.MsgJoin{Coldkey: cold[i].String(), Hotkey: hot[i].String()}})
	}
	c.DoAll(steps...)
	steps = nil
	for i := range 3 {
		key := nodeKey(hot[i], 0)
		steps = append(steps, testchain.Step{By: cold[i], Msg: &producerv1.MsgJoin{
			Coldkey: cold[i].String(), Hotkey: hot[i].String(), Pubkey: key.Public(), Proof: key.Prove(hot[i]),
		}})
	}
	c.DoAll(append(steps,
		testchain.Step{By: cold[3], Msg: &stakev1.MsgTransferStake{Coldkey: cold[3].String(), Hotkey: hot[3].String(), To: cold[6].String(), Amount: 9 * tao}},
		testchain.Step{By: cold[4], Msg: &escrowv1.MsgOpen{Payer: cold[4].String(), Gateway: cold[5].String(), Deposit: tao}},
		testchain.Step{By: cold[5], Msg: &escrowv1.MsgOpen{Payer: cold[5].String(), Gateway: cold[4].String(), Deposit: tao}},
	)...)
	c.BlocksTo(20)
	c.Do(cold[3], &subnetv1.MsgCreateSubnet{Coldkey: cold[3].String(), Name: "fifth", Task: "lm", MaxCost: 100 * tao})
	c.BlocksTo(30)
	c.Do(cold[0], w.sendTo(cold[0], cold[7], 20*tao))
	hash := rotation.Hash(testchain.ChainID, cold[7].Address(), heir.Address())
	c.Do(cold[7], &stakev1.MsgAnnounceColdkeySwap{Coldkey: cold[7].String(), Hash: hash, MaxFee: tao})
	c.BlocksTo(41)
}

// heir takes the place of a coldkey.
var heir = testchain.NewActor("a coldkey that comes after another")

// sendTo is a payment by hand.
func (w *world) sendTo(from, to *testchain.Actor, amount uint64) sdk.Msg {
	return &banktypes.MsgSend{FromAddress: from.String(), ToAddress: to.String(), Amount: rao(amount)}
}

// payments are messages of all kinds that move rao.
func payments(c *testchain.Chain, w *world) []testchain.Step {
	hot, cold := w.hot, w.cold
	hash := rotation.Hash(testchain.ChainID, cold[5].Address(), testchain.NewActor("a new coldkey").Address())
	spent := []escrowv1.Spend{{Netuid: 1, Amount: 1001}, {Netuid: 77, Amount: 500}}
	signature, err := cold[4].Sign(voucher.Voucher{ChainID: testchain.ChainID, Channel: 1, Spent: escrow.Spends(spent)}.Bytes())
	if err != nil {
		panic(err)
	}
	return []testchain.Step{
		{By: cold[0], Msg: &subnetv1.MsgRegisterBurn{Coldkey: cold[0].String(), Hotkey: hot[4].String(), Netuid: 1, MaxPrice: tao}},
		{By: cold[1], Msg: testchain.AddStake(cold[1], hot[1], tao)},
		{By: cold[3], Msg: &stakev1.MsgRemoveStake{Coldkey: cold[3].String(), Hotkey: hot[3].String(), Amount: tao}},
		{By: cold[2], Msg: &stakev1.MsgRemoveStake{Coldkey: cold[2].String(), Hotkey: hot[2].String(), Amount: tao}}, // it waits
		{By: cold[6], Msg: &stakev1.MsgRemoveStake{Coldkey: cold[6].String(), Hotkey: hot[3].String(), Amount: tao}}, // and pays its fee
		{By: cold[4], Msg: &stakev1.MsgTransferStake{Coldkey: cold[4].String(), Hotkey: hot[3].String(), To: cold[3].String(), Amount: 50*tao - 5}},
		{By: cold[0], Msg: &subnetv1.MsgCreateSubnet{Coldkey: cold[0].String(), Name: "sixth", Task: "lm", MaxCost: 100 * tao}},
		{By: cold[3], Msg: &subnetv1.MsgDissolveSubnet{Sender: cold[3].String(), Netuid: 5}},
		{By: cold[1], Msg: &escrowv1.MsgOpen{Payer: cold[1].String(), Gateway: cold[5].String(), Deposit: tao}},
		{By: cold[4], Msg: &escrowv1.MsgTopUp{Payer: cold[4].String(), Channel: 1, Amount: tao}},
		{By: cold[5], Msg: &escrowv1.MsgSettle{Sender: cold[5].String(), Channel: 1, Spent: spent, Signature: signature, PayTo: hot[0].String()}},
		{By: cold[4], Msg: &escrowv1.MsgClose{Sender: cold[4].String(), Channel: 2}}, // as its gateway: refunded at once
		{By: cold[4], Msg: &escrowv1.MsgClose{Sender: cold[4].String(), Channel: 1}}, // as its payer: refunded later
		{By: cold[3], Msg: &stakev1.MsgSwapHotkey{Coldkey: cold[3].String(), Hotkey: hot[3].String(), NewHotkey: hot[9].String(), MaxFee: 9 * tao}},
		{By: cold[7], Msg: &stakev1.MsgSwapColdkey{Coldkey: cold[7].String(), NewColdkey: heir.String()}},
		{By: cold[5], Msg: &stakev1.MsgAnnounceColdkeySwap{Coldkey: cold[5].String(), Hash: hash, MaxFee: tao}},
	}
}
