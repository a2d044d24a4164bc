package subnet_test

import (
	"errors"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// info returns a subnet with its terms of registration as of the last block.
func info(t testing.TB, c *testchain.Chain, netuid uint32) subnetv1.SubnetInfo {
	t.Helper()
	r, err := subnetv1.NewQueryClient(c.Query()).Subnet(c.Context(), &subnetv1.QuerySubnetRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	return r.Subnet
}

// TestWork_Newcomer: an account without a coin registers; the transaction cannot be used again, by anybody, anywhere.
func TestWork_Newcomer(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Subnet("pictures", nil)
		e.Grant(rich, tao) // has account number 0, with which newcomers sign
	})
	hotkeys, coldkeys := testchain.Actors("hot", 3), testchain.Actors("cold", 3)
	message := c.Work(1, hotkeys[0], coldkeys[0])
	elsewhere := c.Build(testchain.Tx{By: hotkeys[0], Msgs: []sdk.Msg{message}, ChainID: "test-2"})
	if err := c.TryTx(elsewhere); !errors.Is(err, sdkerrors.ErrUnauthorized) {
		t.Errorf("signed for another chain: %v", err)
	}
	forged := c.Build(testchain.Tx{By: hotkeys[0], Msgs: []sdk.Msg{message}, Forged: hotkeys[1]})
	if err := c.TryTx(forged); !errors.Is(err, sdkerrors.ErrUnauthorized) {
		t.Errorf("signed with another key: %v", err)
	}
	if c.App().Accounts.HasAccount(c.Context(), hotkeys[0].Address()) {
		t.Fatal("a transaction that was refused left an account behind")
	}
	tx := c.Sign(hotkeys[0], 0, message)
	if err := c.TryTx(tx); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*testchain.Actor{hotkeys[0], coldkeys[0]} {
		if !c.App().Accounts.HasAccount(c.Context(), a.Address()) {
			t.Errorf("%s has no account", a)
		}
	}
	if err := c.TryTx(tx); err == nil {
		t.Error("the same transaction was admitted again")
	}
	if err := testchain.Outcome(c.Block(tx)[0]); err == nil {
		t.Error("the same transaction succeeded again")
	}
	if err := c.Try(hotkeys[0], message); !errors.Is(err, subnet.ErrRegistered) {
		t.Errorf("the same work in another transaction: %v", err)
	}
	// The hotkey has an account now and signs as everybody does, in another subnet, with a coldkey that is its own.
	c.Do(hotkeys[0], c.Work(2, hotkeys[0], coldkeys[0]))
	// A newcomer may send an unordered transaction as well.
	unordered := c.Build(testchain.Tx{By: hotkeys[1], Msgs: []sdk.Msg{c.Work(1, hotkeys[1], coldkeys[1])}, Until: c.Time().Add(60e9)})
	if err := c.TryTx(unordered); err != nil {
		t.Fatal(err)
	}
	if err := c.TryTx(unordered); err == nil {
		t.Error("an unordered transaction was admitted again")
	}
	// Without work nobody enters.
	if err := c.Try(hotkeys[2], testchain.AddStake(hotkeys[2], hotkeys[0], 1)); !errors.Is(err, sdkerrors.ErrUnknownAddress) {
		t.Errorf("a stranger without work: %v", err)
	}
}

func TestWork_Window(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		params(e, func(p *subnetv1.Params) { p.WorkWindow = 3 })
	})
	late, inTime := testchain.Actors("late", 2), testchain.Actors("in time", 2)
	a, b := c.Work(1, late[0], late[1]), c.Work(1, inTime[0], inTime[1])
	c.Blocks(2)
	c.Do(inTime[0], b) // three blocks after the one that it is bound to
	if err := c.Try(late[0], a); !errors.Is(err, subnet.ErrWorkBase) {
		t.Errorf("four blocks later: %v", err)
	}
	// The hashes that are kept are those of the window.
	g, err := c.App().Subnet.ExportGenesis(c.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(g.BlockHashes) != 4 || g.BlockHashes[0].Height != c.Height()-3 {
		t.Errorf("at height %d the hashes of %v are kept", c.Height(), g.BlockHashes)
	}
}

func TestRegister_LimitPerBlock(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.MaxRegistrationsPerBlock = 2 })
		e.Grant(rich, tao)
	})
	hotkeys, coldkeys := testchain.Actors("hot", 4), testchain.Actors("cold", 4)
	var txs [][]byte
	for i := range 3 {
		txs = append(txs, c.Sign(hotkeys[i], 0, c.Work(1, hotkeys[i], coldkeys[i])))
	}
	burn := c.Sign(rich, 0, &subnetv1.MsgRegisterBurn{Coldkey: rich.String(), Hotkey: hotkeys[3].String(), Netuid: 1, MaxPrice: tao})
	for i, tx := range txs {
		if err := c.Check(tx); (i < 2) != (err == nil) || i == 2 && !errors.Is(err, subnet.ErrTooManyInBlock) {
			t.Errorf("transaction %d in the mempool: %v", i, err)
		}
	}
	for i, r := range c.Block(append(txs, burn)...) {
		if err := testchain.Outcome(r); (i < 2) != (err == nil) || i >= 2 && !errors.Is(err, subnet.ErrTooManyInBlock) {
			t.Errorf("transaction %d in the block: %v", i, err)
		}
	}
	if err := c.TryTx(txs[2]); err != nil {
		t.Errorf("in the next block: %v", err)
	}
}

// burned returns the ledger's sum of all that was burned.
func burned(t *testing.T, c *testchain.Chain) uint64 {
	t.Helper()
	r, err := emissionv1.NewQueryClient(c.Query()).Supply(c.Context(), &emissionv1.QuerySupplyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Ledger.Burned
}

// TestBurn_Price: the price decays block by block, jumps with each registration, and is burned to the rao.
func TestBurn_Price(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.MinBurn, h.MaxBurn, h.RegistrationHalfLife, h.RegistrationIncrease = tao/10, 2*tao, 10, 1_260_000
			h.MinDifficulty, s.Difficulty.Value = 64, 1024
			s.Burn.Value = tao
		})
		e.Grant(rich, 100*tao)
	})
	start := info(t, c, 1)
	if start.Burn != tokenomics.Decay(tao, 10, 1) || start.Difficulty != tokenomics.Decay(1024, 10, 1) {
		t.Errorf("after one block: price %d, difficulty %d", start.Burn, start.Difficulty)
	}
	c.BlocksTo(9)
	hotkeys := testchain.Actors("hot", 12)
	const fee = 1_000_000
	price := tokenomics.Decay(tao, 10, 10) // in block 10
	if price != tao/2 {
		t.Fatalf("one half-life later the price is %d", price)
	}
	for i, h := range hotkeys[:10] {
		before, balance := burned(t, c), c.Balance(rich)
		c.Do(rich, &subnetv1.MsgRegisterBurn{Coldkey: rich.String(), Hotkey: h.String(), Netuid: 1, MaxPrice: price})
		if got := burned(t, c) - before; got != price+fee {
			t.Errorf("registration %d burned %d rao, want %d and the fee", i, got, price)
		}
		if got := balance - c.Balance(rich); got != price+fee {
			t.Errorf("registration %d cost %d rao, want %d and the fee", i, got, price)
		}
		price = tokenomics.Clamp(tokenomics.Raise(price, 1_260_000), tao/10, 2*tao)
		price = max(tokenomics.Decay(price, 10, 1), tao/10) // the next one is a block later
	}
	if got := info(t, c, 1).Subnet.Burn; got.Height != c.Height() {
		t.Errorf("terms are those of height %d", got.Height)
	}
	// Never above the bound, never below it.
	for i := range hotkeys[10:] {
		dear := info(t, c, 1).Burn
		if dear > 2*tao {
			t.Errorf("the price is %d", dear)
		}
		c.Do(rich, &subnetv1.MsgRegisterBurn{Coldkey: rich.String(), Hotkey: hotkeys[10+i].String(), Netuid: 1, MaxPrice: 2 * tao})
	}
	c.Blocks(45)
	if got := info(t, c, 1); got.Burn != tao/10 || got.Difficulty != 64 {
		t.Errorf("after a long time: price %d, difficulty %d; want the least of both", got.Burn, got.Difficulty)
	}
	// Work makes work harder and leaves the price alone.
	c.Do(fresh, c.Work(1, fresh, cold))
	if got := info(t, c, 1); got.Burn != tao/10 || got.Difficulty != 64*126/100 {
		t.Errorf("after a registration by work: price %d, difficulty %d", got.Burn, got.Difficulty)
	}
}

func TestCreate_LocksThePrice(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("one", nil)
		e.Subnet("two", nil)
		e.Grant(rich, 10_000*tao)
		params(e, func(p *subnetv1.Params) {
			p.CreationInterval, p.MinLockCost, p.LockReductionInterval = 2, 100*tao, 10
			p.Defaults.Tempo = 20
		})
	})
	before := c.Balance(rich)
	create := func(name string, maxCost uint64) error {
		return c.Try(rich, &subnetv1.MsgCreateSubnet{Coldkey: rich.String(), Name: name, Task: "lm", TaskVersion: 2, MaxCost: maxCost})
	}
	if err := create("three", 100*tao); err != nil {
		t.Fatal(err)
	}
	s, at := info(t, c, 3).Subnet, c.Height()
	if s.Owner != rich.String() || s.Lock != 100*tao || s.RegisteredAt != at || s.Task != "lm" || s.TaskVersion != 2 || s.Neurons != 0 {
		t.Errorf("created %+v", s)
	}
	if got := before - c.Balance(rich); got != 100*tao+1_000_000 {
		t.Errorf("it cost %d rao", got)
	}
	clock, err := c.App().Epoch.Clock(c.Context(), 3)
	if err != nil || clock.DueAt != at+20+3 || clock.Epoch != 1 {
		t.Errorf("the clock is %+v, %v", clock, err)
	}
	c.Block()
	// Two blocks after the first the price is twice the last, less two tenths of it.
	if err := create("four", 180*tao-1); !errors.Is(err, subnet.ErrPrice) {
		t.Fatalf("got %v", err)
	}
	if err := create("four", 170*tao); err != nil { // one block later
		t.Fatal(err)
	}
	if got := info(t, c, 4).Subnet.Lock; got != 170*tao {
		t.Errorf("the fourth subnet locked %d rao, want 170 TAO", got)
	}
}
