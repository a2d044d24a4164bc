package app_test

import (
	"fmt"
	"strings"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/log/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// nominated is a chain with one subnet, one block before its epoch closes, whose only validator and miner has many nominators.
func nominated(tb testing.TB, nominators int) *testchain.Chain {
	tb.Helper()
	hot := testchain.NewActor("a popular hotkey")
	c := testchain.NewSolo(tb, func(e *testchain.Editor) {
		e.Subnet("one", nil)
		e.Staked(hot, testchain.NewActor("its owner"), uint64(1000*(nominators+1))) // #nosec G115
		e.Neurons(1, hot)
		testchain.Edit(e, "stake", func(g *stakev1.GenesisState) {
			h, own := &g.Hotkeys[0], &g.Positions[0]
			part := h.Shares.QuoRaw(int64(nominators) + 1)
			own.Shares = part
			for i := range nominators {
				g.Positions = append(g.Positions, stakev1.Position{
					Hotkey: h.Address, Coldkey: testchain.NewActor(fmt.Sprintf("nominator %d", i)).String(), Shares: part,
				})
			}
			h.Nominators = uint64(nominators) // #nosec G115
		})
	})
	clock, err := c.App().Epoch.Clock(c.Context(), 1)
	if err != nil {
		tb.Fatal(err)
	}
	c.BlocksTo(clock.DueAt - 1)
	return c
}

// endGas is the gas that the epochs of the next block would take if they paid for it: it counts every read and write.
func endGas(tb testing.TB, c *testchain.Chain) uint64 {
	tb.Helper()
	meter := storetypes.NewInfiniteGasMeter()
	header := cmtproto.Header{ChainID: testchain.ChainID, Height: int64(c.Height()) + 1, Time: c.Time()} // #nosec G115
	ctx := sdk.NewContext(c.App().CommitMultiStore().CacheMultiStore(), header, false, log.NewNopLogger()).WithGasMeter(meter)
	if err := c.App().Epoch.EndBlock(ctx); err != nil {
		tb.Fatal(err)
	}
	return meter.GasConsumed()
}

// TestC3_NominatorsCostNothing: to pay an epoch reads and writes the same for one nominator and for a thousand.
func TestC3_NominatorsCostNothing(t *testing.T) {
	t.Parallel()
	few, many := endGas(t, nominated(t, 1)), endGas(t, nominated(t, 1000))
	if few < 10_000 || many > few+few/50 { // numbers are longer by some bytes
		t.Errorf("an epoch costs %d gas with one nominator, %d with a thousand", few, many)
	}
}

// TestC3_EpochsCostByNeuron: to close an epoch reads and writes in proportion to the neurons, and every due subnet costs
// the same.
func TestC3_EpochsCostByNeuron(t *testing.T) {
	t.Parallel()
	cost := func(subnets, uids int) float64 { return float64(endGas(t, crowd(t, subnets, uids, 4))) }
	if small, large := cost(1, 32), cost(1, 128); large > 4.4*small {
		t.Errorf("four times the neurons cost %.1f times as much", large/small)
	}
	if one, four := cost(1, 32), cost(4, 32); four > 4.4*one {
		t.Errorf("four subnets cost %.1f times as much as one", four/one)
	}
}

// TestC6_NothingPilesUp: slots change hands a hundred times. What subnets, weights and epochs store stays as it was; what
// a newcomer leaves behind when it is replaced is its hotkey with its owner's position, and two accounts.
func TestC6_NothingPilesUp(t *testing.T) {
	t.Parallel()
	c := testchain.NewSolo(t, func(e *testchain.Editor) {
		e.Subnet("small", func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.MaxUids, h.MaxValidators, h.MaxRegistrationsPerBlock, h.ImmunityPeriod = 4, 4, 4, 11
		})
	})
	enter := func(n int) {
		hot, cold := testchain.NewActor(fmt.Sprintf("hot %d", n)), testchain.NewActor(fmt.Sprintf("cold %d", n))
		c.Register(1, []*testchain.Actor{hot}, []*testchain.Actor{cold})
		if n%3 == 0 {
			_ = c.Try(hot, testchain.SetWeights(hot, 1, []uint32{0, 1}, []uint32{1, 1}))
		}
	}
	count := func() map[string]int {
		n := map[string]int{}
		for key := range c.Content() {
			store, _, _ := strings.Cut(key, "/")
			n[store]++
		}
		return n
	}
	for n := range 60 {
		enter(n)
	}
	before := count()
	for n := range 100 {
		enter(60 + n)
	}
	after := count()
	for _, store := range []string{"subnet", "weights", "epoch", "root", "emission", "escrow", "producer"} {
		if after[store] > before[store]+4 { // a row more or less
			t.Errorf("%s grew from %d to %d entries", store, before[store], after[store])
		}
	}
	if got := after["stake"] - before["stake"]; got != 300 {
		t.Errorf("a hundred newcomers left %d entries in x/stake, a hotkey and a position, both ways, each are 300", got)
	}
	if got := after["acc"] - before["acc"]; got > 700 {
		t.Errorf("a hundred newcomers left %d entries in x/auth", got)
	}
}
