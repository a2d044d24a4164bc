package escrow_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// changed returns a message that opens a channel, with something else in it.
func changed(change func(*escrowv1.MsgOpen)) *escrowv1.MsgOpen {
	m := open(tao)
	change(m)
	return m
}

// TestRefusals puts every message of the module wrongly, in all ways it can be wrong. Nothing may change.
func TestRefusals(t *testing.T) {
	t.Parallel()
	c := start(t, func(p *escrowv1.Params) { p.MaxChannels = 2 })
	other := open(tao)
	other.Payer = second.String()
	c.DoAll(testchain.Step{By: user, Msg: open(tao)}, testchain.Step{By: second, Msg: other}, testchain.Step{By: user, Msg: open(tao)})
	c.Do(gateway, settle(user, 1, 1, 500, 2, 100))
	c.Do(user, closing(user, 3))
	ends := "block 10"
	if got := channel(t, c, 3).ClosesAt; got != 10 {
		t.Fatalf("channel 3 ends at %d", got)
	}
	authority := authtypes.NewModuleAddress("gov").String()
	forged := settle(user, 1, 1, 600, 2, 100)
	forged.Spent[0].Amount, forged.Spent[1].Amount = 550, 150
	short := settle(user, 1, 1, 600, 2, 100)
	short.Signature = short.Signature[:63]
	empty := settle(user, 1, 1, 600, 2, 100)
	empty.Spent = nil
	more := make([]uint64, 0, 2*voucher.MaxSpends+2)
	for netuid := range uint64(voucher.MaxSpends + 1) {
		more = append(more, netuid+1, 1000)
	}
	topUp := func(by *testchain.Actor, channel, amount uint64) *escrowv1.MsgTopUp {
		return &escrowv1.MsgTopUp{Payer: by.String(), Channel: channel, Amount: amount}
	}
	as := func(sender string, m *escrowv1.MsgSettle) *escrowv1.MsgSettle { m.Sender = sender; return m }
	payTo := func(account string, m *escrowv1.MsgSettle) *escrowv1.MsgSettle { m.PayTo = account; return m }
	opening := func(change func(*escrowv1.MsgOpen)) *escrowv1.MsgOpen {
		return changed(func(m *escrowv1.MsgOpen) { m.Payer = second.String(); change(m) })
	}
	c.Refused([]testchain.Case{
		{"open to no address", second, opening(func(m *escrowv1.MsgOpen) { m.Gateway = "tao1" }), sdkerrors.ErrInvalidAddress, "gateway"},
		{"open to oneself", second, opening(func(m *escrowv1.MsgOpen) { m.Gateway = m.Payer }), escrow.ErrGateway, "payer itself"},
		{"open to a module", second, opening(func(m *escrowv1.MsgOpen) { m.Gateway = authtypes.NewModuleAddress("stake").String() }), escrow.ErrGateway, "module"},
		{"open with nothing", second, opening(func(m *escrowv1.MsgOpen) { m.Deposit = 0 }), escrow.ErrAmount, "from 100000000"},
		{"open with too little", second, opening(func(m *escrowv1.MsgOpen) { m.Deposit = tao/10 - 1 }), escrow.ErrAmount, "from 100000000"},
		{"open with more than can exist", second, opening(func(m *escrowv1.MsgOpen) { m.Deposit = tokenomics.Cap + 1 }), escrow.ErrAmount, "to 21000000000000000"},
		{"open with more than there is", helper, changed(func(m *escrowv1.MsgOpen) { m.Payer, m.Deposit = helper.String(), 200*tao }), escrow.ErrNotEnoughRao, "are missing"},
		{"open with a short grace", second, opening(func(m *escrowv1.MsgOpen) { m.Grace = grace - 1 }), escrow.ErrTerms, "grace is 5"},
		{"open with an endless grace", second, opening(func(m *escrowv1.MsgOpen) { m.Grace = math.MaxUint64 }), escrow.ErrTerms, "to 648000"},
		{"open with a small share", second, opening(func(m *escrowv1.MsgOpen) { m.SubnetShare = 52_427 }), escrow.ErrTerms, "from 52428"},
		{"open with more than a whole", second, opening(func(m *escrowv1.MsgOpen) { m.SubnetShare = 65_536 }), escrow.ErrTerms, "to 65535"},
		{"open with half a key", second, opening(func(m *escrowv1.MsgOpen) { m.Signer = hot.PublicKey()[:32] }), escrow.ErrSigner, "32 bytes"},
		{"open with no key of the curve", second, opening(func(m *escrowv1.MsgOpen) { m.Signer = append([]byte{2}, bytes.Repeat([]byte{255}, 32)...) }), escrow.ErrSigner, "curve"},
		{"open too many", user, open(tao), escrow.ErrTooManyChannels, "has 2, at most 2"},
		{"top up nothing", user, topUp(user, 1, 0), escrow.ErrAmount, "0 rao"},
		{"top up no channel", user, topUp(user, 9, 1), escrow.ErrUnknownChannel, "channel 9"},
		{"top up for another", second, topUp(second, 1, 1), escrow.ErrNotParty, user.String()},
		{"top up what closes", user, topUp(user, 3, 1), escrow.ErrClosing, ends},
		{"top up beyond the cap", user, topUp(user, 1, tokenomics.Cap), escrow.ErrAmount, "open another"},
		{"top up beyond 64 bits", user, topUp(user, 1, math.MaxUint64), escrow.ErrAmount, "open another"},
		{"top up with more than there is", user, topUp(user, 1, 500*tao), escrow.ErrNotEnoughRao, "are missing"},
		{"settle no channel", gateway, settle(user, 9, 1, 1), escrow.ErrUnknownChannel, "channel 9"},
		{"settle the same again", gateway, settle(user, 1, 1, 500, 2, 100), escrow.ErrNothingNew, "all 600 rao"},
		{"settle less", gateway, settle(user, 1, 1, 499, 2, 100), escrow.ErrLower, "netuid 1: 499 rao after 500"},
		{"settle more here, less there", gateway, settle(user, 1, 1, 900, 2, 99), escrow.ErrLower, "netuid 2: 99 rao after 100"},
		{"settle without a subnet of before", gateway, settle(user, 1, 1, 900), escrow.ErrLower, "netuid 2: 0 rao after 100"},
		{"settle more than the deposit", gateway, settle(user, 1, 1, tao, 2, 100), escrow.ErrDeposit, "100 are missing"},
		{"settle beyond 64 bits", gateway, settle(user, 1, 1, math.MaxUint64, 2, 100), escrow.ErrVoucher, "2⁶⁴"},
		{"settle a voucher of another key", gateway, settle(second, 1, 1, 600, 2, 100), escrow.ErrSignature, "channel 1"},
		{"settle a voucher of the gateway", gateway, settle(gateway, 1, 1, 600, 2, 100), escrow.ErrSignature, ""},
		{"settle a voucher of another channel", gateway, &escrowv1.MsgSettle{
			Sender: gateway.String(), Channel: 3, Spent: spends(1, 600, 2, 100), Signature: settle(user, 1, 1, 600, 2, 100).Signature,
		}, escrow.ErrSignature, "channel 3"},
		{"settle a voucher of another chain", gateway, settleOn("test-2", user, 1, 1, 600, 2, 100), escrow.ErrSignature, testchain.ChainID},
		{"settle what was shifted between subnets", gateway, forged, escrow.ErrSignature, ""},
		{"settle with a short signature", gateway, short, escrow.ErrSignature, "64 bytes"},
		{"settle nothing", gateway, empty, escrow.ErrVoucher, "0 subnets"},
		{"settle for root", gateway, settle(user, 1, 0, 5, 1, 600, 2, 100), escrow.ErrVoucher, "netuid 0"},
		{"settle in disorder", gateway, settle(user, 1, 2, 100, 1, 600), escrow.ErrVoucher, "netuid 1 after 2"},
		{"settle 0 rao", gateway, settle(user, 1, 1, 600, 2, 100, 3, 0), escrow.ErrVoucher, "0 rao"},
		{"settle for too many", gateway, settle(user, 1, more...), escrow.ErrVoucher, "33 subnets"},
		{"settle as a stranger", helper, as(helper.String(), settle(user, 1, 1, 600, 2, 100)), escrow.ErrNotParty, "only its gateway"},
		{"settle as the payer", user, as(user.String(), settle(user, 1, 1, 600, 2, 100)), escrow.ErrNotParty, gateway.String()},
		{"settle to no address", gateway, payTo("tao1", settle(user, 1, 1, 600, 2, 100)), sdkerrors.ErrInvalidAddress, "pay_to"},
		{"settle to a module", gateway, payTo(authtypes.NewModuleAddress("stake").String(), settle(user, 1, 1, 600, 2, 100)), escrow.ErrPayee, "module"},
		{"close no channel", user, closing(user, 9), escrow.ErrUnknownChannel, "channel 9"},
		{"close another's", second, closing(second, 1), escrow.ErrNotParty, gateway.String()},
		{"close twice", user, closing(user, 3), escrow.ErrClosing, ends},
		{"parameters from anybody", user, &escrowv1.MsgUpdateParams{Authority: user.String(), Params: escrow.DefaultParams()}, sdkerrors.ErrUnauthorized, authority},
	})
}

// TestUpdateParams: governance may change the rules within bounds; a channel keeps those with which it was opened.
func TestUpdateParams(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	one(t, c, user, open(tao))
	p := escrow.DefaultParams()
	p.SubnetShare, p.MinGrace = 65_535, 50
	if err := c.Govern(&escrowv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}); err != nil {
		t.Fatal(err)
	}
	one(t, c, user, open(tao))
	one(t, c, gateway, settle(user, 1, 1, 1000))
	one(t, c, gateway, settle(user, 2, 2, 1000))
	if a, b := pending(t, c, 1), pending(t, c, 2); a != 800 || b != 1000 {
		t.Errorf("the old channel pays %d of 1000 to subnets, the new one %d", a, b)
	}
	if a, b := channel(t, c, 1).Grace, channel(t, c, 2).Grace; a != grace || b != 50 {
		t.Errorf("grace of the old channel %d, of the new one %d", a, b)
	}
	for want, change := range map[string]func(*escrowv1.Params){
		"subnet_share is":          func(p *escrowv1.Params) { p.SubnetShare = 65_536 },
		"min_deposit is 0":         func(p *escrowv1.Params) { p.MinDeposit = 0 },
		"max_channels is":          func(p *escrowv1.Params) { p.MaxChannels = 1025 },
		"min_grace is 0":           func(p *escrowv1.Params) { p.MinGrace = 0 },
		"max_refunds_per_block is": func(p *escrowv1.Params) { p.MaxRefundsPerBlock = 0 },
		"retry_interval is 0":      func(p *escrowv1.Params) { p.RetryInterval = 0 },
	} {
		p := escrow.DefaultParams()
		change(&p)
		err := c.Govern(&escrowv1.MsgUpdateParams{Authority: testchain.Authority, Params: p})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestValidateGenesis refuses channels that could not have come about; a state that is not backed does not start.
func TestValidateGenesis(t *testing.T) {
	t.Parallel()
	genesis := func() *escrowv1.GenesisState {
		g := escrow.DefaultGenesis()
		g.LastChannel = 7
		g.Channels = []escrowv1.Channel{
			{Id: 2, Payer: user.String(), Gateway: gateway.String(), Signer: hot.PublicKey(), Deposit: tao, Grace: 6, Settled: spends(1, 5, 2, 6)},
			{Id: 7, Payer: user.String(), Gateway: gateway.String(), Signer: hot.PublicKey(), Deposit: tao, Grace: 6, ClosesAt: 9, RefundAt: 12},
		}
		return g
	}
	if err := escrow.ValidateGenesis(genesis()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*escrowv1.GenesisState){
		"min_deposit is 0":            func(g *escrowv1.GenesisState) { g.Params.MinDeposit = 0 },
		"channel 0 after 0":           func(g *escrowv1.GenesisState) { g.Channels[0].Id = 0 },
		"channel 7 after 7":           func(g *escrowv1.GenesisState) { g.Channels[0].Id = 7 },
		"last_channel, which is 6":    func(g *escrowv1.GenesisState) { g.LastChannel = 6 },
		"payer \"?\"":                 func(g *escrowv1.GenesisState) { g.Channels[0].Payer = "?" },
		"gateway \"\"":                func(g *escrowv1.GenesisState) { g.Channels[0].Gateway = "" },
		"payer itself":                func(g *escrowv1.GenesisState) { g.Channels[0].Gateway = user.String() },
		"public key has 0 bytes":      func(g *escrowv1.GenesisState) { g.Channels[0].Signer = nil },
		"netuid 2 after 2":            func(g *escrowv1.GenesisState) { g.Channels[0].Settled[0].Netuid = 2 },
		"11 rao settled of 10":        func(g *escrowv1.GenesisState) { g.Channels[0].Deposit = 10 },
		"rao settled of 21000":        func(g *escrowv1.GenesisState) { g.Channels[0].Deposit = tokenomics.Cap + 1 },
		"refund at block 9":           func(g *escrowv1.GenesisState) { g.Channels[1].RefundAt = 9 },
		"of what closes at block 0":   func(g *escrowv1.GenesisState) { g.Channels[1].ClosesAt = 0 },
		"grace is 0":                  func(g *escrowv1.GenesisState) { g.Channels[0].Grace = 0 },
		"channel 2: subnet_share is ": func(g *escrowv1.GenesisState) { g.Channels[0].SubnetShare = 65_536 },
	} {
		g := genesis()
		change(g)
		if err := escrow.ValidateGenesis(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	err := testchain.TryGenesis(t, func(e *testchain.Editor) {
		testchain.Edit(e, escrow.ModuleName, func(g *escrowv1.GenesisState) { *g = *genesis() })
	})
	if err == nil || !strings.Contains(err.Error(), "are left in the channels") {
		t.Errorf("a genesis with deposits that nobody made: %v", err)
	}
}
