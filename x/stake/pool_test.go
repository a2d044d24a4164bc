package stake_test

import (
	"errors"
	"math/big"
	"testing"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/stake"
)

func remove(by, from *testchain.Actor, amount uint64) *stakev1.MsgRemoveStake {
	return &stakev1.MsgRemoveStake{Coldkey: by.String(), Hotkey: from.String(), Amount: amount, All: amount == 0}
}

// nominators returns who holds what on a hotkey, by address.
func nominators(t *testing.T, c *testchain.Chain, hotkey *testchain.Actor) map[string]uint64 {
	t.Helper()
	r, err := stakev1.NewQueryClient(c.Query()).Nominators(c.Context(), &stakev1.QueryNominatorsRequest{Hotkey: hotkey.String()})
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]uint64{}
	for _, s := range r.Stakes {
		held[s.Coldkey] = s.Amount
	}
	return held
}

func TestPositions_ComeAndGo(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, 0)
		e.Staked(nominee, owner, tao)
		e.Grant(cold, tao)
		e.Grant(nina, 10*tao)
		e.Grant(rich, 2_000_000*tao)
	})
	// An owner may hold a single rao, before and after everybody else; nominators hold the minimum at least.
	c.Do(cold, testchain.AddStake(cold, hot, 1))
	c.DoAll(
		testchain.Step{By: nina, Msg: testchain.AddStake(nina, hot, tao)},
		testchain.Step{By: rich, Msg: testchain.AddStake(rich, hot, 1_000_000*tao)},
		testchain.Step{By: nina, Msg: testchain.AddStake(nina, nominee, 2*tao)},
	)
	want := map[string]uint64{cold.String(): 1, nina.String(): tao, rich.String(): 1_000_000 * tao}
	got := nominators(t, c, hot)
	for who, amount := range want {
		if got[who] != amount {
			t.Errorf("%s holds %d rao, want %d", who, got[who], amount)
		}
	}
	stakes, err := stakev1.NewQueryClient(c.Query()).Stakes(c.Context(), &stakev1.QueryStakesRequest{Coldkey: nina.String()})
	if err != nil || len(stakes.Stakes) != 2 {
		t.Errorf("nina holds %v, %v; two positions were due", stakes, err)
	}

	// A part can be taken out while the minimum remains; what would remain below it is paid out too.
	before := c.Balance(nina)
	c.Do(nina, remove(nina, hot, tao*9/10))
	if got := c.Stake(hot, nina); got != tao/10 {
		t.Errorf("%d rao remain, want the minimum", got)
	}
	c.Do(nina, remove(nina, hot, 1))
	if got := c.Stake(hot, nina); got != 0 {
		t.Errorf("%d rao remain below the minimum", got)
	}
	if got := c.Balance(nina); got != before+tao-2*1_000_000 {
		t.Errorf("balance went from %d to %d, want one TAO more less two fees", before, got)
	}
	if _, there := nominators(t, c, hot)[nina.String()]; there {
		t.Error("the position of a nominator who has left is still there")
	}

	// Everybody leaves: the pool is empty, only the owner is still listed, and it can be filled again.
	c.DoAll(testchain.Step{By: rich, Msg: remove(rich, hot, 0)}, testchain.Step{By: cold, Msg: remove(cold, hot, 0)})
	if got := nominators(t, c, hot); len(got) != 1 || got[cold.String()] != 0 {
		t.Errorf("of all positions %v are left, want the owner's, empty", got)
	}
	c.Do(rich, testchain.AddStake(rich, hot, tao))
	if got := c.Stake(hot, rich); got != tao {
		t.Errorf("one TAO in an emptied pool is worth %d rao", got)
	}
}

func TestTake_FallsAtOnceRisesSlowly(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, tao)
		e.Grant(cold, tao)
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			g.Params.TakeInterval = 5
			g.Hotkeys[0].Take = 1000
		})
	})
	take := func(to uint32) error {
		return c.Try(cold, &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: to})
	}
	if err := take(2000); err != nil { // it never changed before
		t.Fatal(err)
	}
	changed := c.Height()
	for _, lower := range []uint32{1500, 1499, 0} {
		if err := take(lower); err != nil {
			t.Fatalf("lowering to %d: %v", lower, err)
		}
		changed = c.Height()
	}
	if err := take(1); !errors.Is(err, stake.ErrTakeTooSoon) {
		t.Fatalf("raised at once: %v", err)
	}
	c.BlocksTo(changed + 3)
	if err := take(1); !errors.Is(err, stake.ErrTakeTooSoon) { // in block changed+4
		t.Fatalf("raised one block too early: %v", err)
	}
	if err := take(11_796); err != nil { // in block changed+5
		t.Fatalf("raised in time: %v", err)
	}
}

// TestTake_EpochPaysTheLeast: a take that is lowered and raised again within an epoch is paid as the low one in this epoch,
// and as the high one in the next.
func TestTake_EpochPaysTheLeast(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(hot, cold, tao)
		e.Staked(nominee, owner, 0)
		e.Neurons(1, hot, nominee)
		e.Grant(cold, tao)
		e.Grant(nina, 9*tao)
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) { g.Params.TakeInterval = 0 })
	})
	c.Do(nina, testchain.AddStake(nina, hot, 8*tao))
	c.BlocksTo(metagraph(t, c).Clock.DueAt)
	c.Do(hot, testchain.SetWeights(hot, 1, []uint32{1}, []uint32{1}))
	c.BlocksTo(metagraph(t, c).Clock.DueAt)
	for _, want := range []uint32{700, 11_796} {
		if want == 700 {
			for _, take := range []uint32{9000, 700, 11_000, 3000, 11_796} {
				c.Do(cold, &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: take})
			}
		}
		before, held := hotkey(t, c, hot), c.Stake(hot, nina)
		c.BlocksTo(metagraph(t, c).Clock.DueAt)
		before.Take = want
		grew := c.Stake(hot, nina) - held
		if low, high := share(before, held, metagraph(t, c).Neurons[0].ValidatorEmission); grew < low || grew > high || grew == 0 {
			t.Errorf("with take %d a nominator got %d rao, want %d to %d", want, grew, low, high)
		}
	}
}

// TestWithdrawal_LastShareLastRao: when one share is worth many rao, an amount may cost all shares; all rao go with them.
func TestWithdrawal_LastShareLastRao(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, tao)
		e.Grant(cold, tao)
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			g.Hotkeys[0].Shares, g.Positions[0].Shares = math.NewInt(3), math.NewInt(3)
		})
	})
	before := c.Balance(cold)
	c.Do(cold, remove(cold, hot, tao-5))
	if h := hotkey(t, c, hot); h.Stake != 0 || !h.Shares.IsZero() {
		t.Errorf("%d rao are left in %s shares", h.Stake, h.Shares)
	}
	if got := c.Balance(cold) - before; got != tao-1_000_000 {
		t.Errorf("%d rao were paid, want one TAO less the fee", got)
	}
}

func TestWithdrawal_PaysItsOwnFee(t *testing.T) {
	t.Parallel()
	payer := testchain.NewActor("a payer")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, 10*tao)
		e.Staked(nominee, owner, tao/2)
		e.Grant(nina, tao/10+1_000_000)
		e.Grant(payer, tao)
	})
	const fee = 1_000_000

	// An owner without balance takes a part out: the fee is taken on top.
	c.Do(cold, remove(cold, hot, tao))
	if s, b := c.Stake(hot, cold), c.Balance(cold); s != 9*tao-fee || b != tao {
		t.Errorf("stake %d, balance %d; want 9 TAO less the fee, and one TAO", s, b)
	}
	// Everything: what is left after the fee is paid out.
	c.Do(owner, remove(owner, nominee, 0))
	if s, b := c.Stake(nominee, owner), c.Balance(owner); s != 0 || b != tao/2-fee {
		t.Errorf("stake %d, balance %d; want nothing, and all less the fee", s, b)
	}
	// A nominator at the minimum: the fee lowers the position below it, and the withdrawal still works.
	c.Do(nina, testchain.AddStake(nina, hot, tao/10))
	if c.Balance(nina) != 0 {
		t.Fatalf("nina has %d rao left", c.Balance(nina))
	}
	c.Do(nina, remove(nina, hot, 1000))
	if s, b := c.Stake(hot, nina), c.Balance(nina); s != 0 || b != tao/10-fee {
		t.Errorf("stake %d, balance %d; want nothing, and the minimum less the fee", s, b)
	}
	// A withdrawal that fails has cost its fee and nothing else.
	before := c.Stake(hot, cold)
	c.Do(cold, &banktypes.MsgSend{FromAddress: cold.String(), ToAddress: payer.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin("rao", tao-fee))})
	if err := c.Try(cold, remove(cold, hot, 100*tao)); !errors.Is(err, stake.ErrNotEnoughStake) {
		t.Errorf("more than there is: %v", err)
	}
	if got := c.Stake(hot, cold); got != before-fee || c.Balance(cold) != 0 {
		t.Errorf("stake went from %d to %d, the fee is %d", before, got, fee)
	}
	// Only the first message is looked at, and only the coldkey's own stake.
	if err := c.Check(c.Sign(cold, 0, testchain.AddStake(cold, hot, 1), remove(cold, hot, 0))); err == nil {
		t.Error("a transaction that begins with another message was admitted without its fee")
	}
	if err := c.Check(c.Sign(nina, 0, remove(cold, hot, 0))); err == nil {
		t.Error("somebody else took stake out")
	}
	huge := ^uint64(0)
	if err := c.Check(c.Build(testchain.Tx{By: cold, Fee: &huge, Msgs: []sdk.Msg{remove(cold, hot, 1)}})); err == nil {
		t.Error("a fee beyond all stake was admitted")
	}
}

// TestReward_SharedExactly computes by hand what an epoch's reward does to a pool: the take and all of the incentive go
// to the owner, the rest of the dividends to every position by share, and nothing is lost.
func TestReward_SharedExactly(t *testing.T) {
	t.Parallel()
	miner, miningCold := testchain.NewActor("miner"), testchain.NewActor("miner's coldkey")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(hot, cold, 7*tao+3)
		e.Staked(miner, miningCold, 0)
		e.Neurons(1, hot, miner)
		e.Grant(nina, 10*tao)
		e.Grant(rich, 100*tao)
	})
	c.DoAll(
		testchain.Step{By: nina, Msg: testchain.AddStake(nina, hot, tao/3)},
		testchain.Step{By: nina, Msg: testchain.AddStake(nina, miner, tao/7)},
		testchain.Step{By: rich, Msg: testchain.AddStake(rich, hot, 55*tao+17)},
	)
	for range 6 {
		if c.Height() > 20 {
			c.Do(hot, testchain.SetWeights(hot, 1, []uint32{1}, []uint32{1}))
		}
		before := map[*testchain.Actor]stakev1.Hotkey{hot: hotkey(t, c, hot), miner: hotkey(t, c, miner)}
		held := map[string]uint64{"rich": c.Stake(hot, rich), "nina": c.Stake(hot, nina), "nina on the miner": c.Stake(miner, nina)}
		due := metagraph(t, c).Clock.DueAt
		c.BlocksTo(due)
		after := metagraph(t, c)
		for uid, h := range []*testchain.Actor{hot, miner} {
			n := after.Neurons[uid]
			if got := hotkey(t, c, h).Stake; got != before[h].Stake+n.ServerEmission+n.ValidatorEmission {
				t.Fatalf("epoch at %d: uid %d went from %d to %d with %d + %d", due, uid, before[h].Stake, got, n.ServerEmission, n.ValidatorEmission)
			}
		}
		for who, worth := range held {
			at, uid, by := hot, 0, rich
			switch who {
			case "nina":
				by = nina
			case "nina on the miner":
				at, uid, by = miner, 1, nina
			}
			grew := c.Stake(at, by) - worth
			low, high := share(before[at], worth, after.Neurons[uid].ValidatorEmission)
			if grew < low || grew > high {
				t.Errorf("epoch at %d: %s, %d of %d rao, grew by %d, want %d to %d", due, who, worth, before[at].Stake, grew, low, high)
			}
		}
	}
	if m := metagraph(t, c); m.Neurons[1].ServerEmission == 0 || m.Neurons[0].ValidatorEmission == 0 {
		t.Errorf("the last epoch paid no incentive or no dividends: %v", m.Neurons)
	}
}

// share is by how much a position worth so much grows with dividends: its exact part of what remains after the take,
// give or take the rao that rounding of the position's worth before and after can hide.
func share(h stakev1.Hotkey, worth, dividends uint64) (low, high uint64) {
	shared := new(big.Int).SetUint64(dividends - dividends*uint64(h.Take)/65535)
	part := shared.Mul(shared, new(big.Int).SetUint64(worth))
	part.Quo(part, new(big.Int).SetUint64(h.Stake))
	return part.Uint64(), part.Uint64() + 1
}

func hotkey(t *testing.T, c *testchain.Chain, h *testchain.Actor) stakev1.Hotkey {
	t.Helper()
	r, err := stakev1.NewQueryClient(c.Query()).Hotkey(c.Context(), &stakev1.QueryHotkeyRequest{Hotkey: h.String()})
	if err != nil {
		t.Fatal(err)
	}
	return r.Hotkey
}

func metagraph(t *testing.T, c *testchain.Chain) *epochv1.QueryMetagraphResponse {
	t.Helper()
	m, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
