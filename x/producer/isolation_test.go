package producer_test

import (
	"testing"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/producer"
)

// TestRefresh_DamageKeepsTheSet: if the set cannot be chosen, it stays, and blocks go on.
func TestRefresh_DamageKeepsTheSet(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40)
	const candidates = 3 // the prefix of the table
	c.Damage(producer.ModuleName, append([]byte{candidates}, hot[1].Address()...), []byte{0xff})
	c.BlocksTo(9)
	events := testchain.Events[*producerv1.EventSetFailed](c.BlockResult().Events)
	if len(events) != 1 || events[0].Reason == "" {
		t.Errorf("the events are %v", events)
	}
	c.Misbehave(keys[1], 9)
	ignored := testchain.Events[*producerv1.EventEvidenceIgnored](c.BlockResult().Events)
	if len(ignored) != 1 || ignored[0].Reason != "failed" {
		t.Errorf("evidence that cannot be judged: %v", ignored)
	}
	c.Blocks(5)
	wantSet(t, c, map[int]int64{0: 10_000, 1: 20_000, 2: 30_000, 3: 40_000})
}

// TestUnbonding_FailureIsTriedAgain: a payment that fails, here since a module is never paid, stops nobody else's.
func TestUnbonding_FailureIsTriedAgain(t *testing.T) {
	t.Parallel()
	module := authtypes.NewModuleAddress("subnet").String()
	coins := sdk.NewCoins(sdk.NewCoin("rao", math.NewInt(12)))
	c := testchain.New(t, func(e *testchain.Editor) {
		testchain.Edit(e, banktypes.ModuleName, func(g *banktypes.GenesisState) {
			g.Supply = coins
			g.Balances = []banktypes.Balance{{Address: authtypes.NewModuleAddress(producer.ModuleName).String(), Coins: coins}}
		})
		testchain.Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) { g.Ledger.Minted = 12 })
		testchain.Edit(e, producer.ModuleName, func(g *producerv1.GenesisState) {
			g.NextId = 9
			g.Unbondings = []producerv1.Unbonding{
				{Id: 7, Hotkey: hot[0].String(), Coldkey: module, Amount: 7, DueAt: 3},
				{Id: 8, Hotkey: hot[0].String(), Coldkey: nom.String(), Amount: 5, DueAt: 3},
			}
		})
	})
	c.Block()
	res := c.BlockResult() // 3
	failed := testchain.Events[*producerv1.EventUnbondingFailed](res.Events)
	if len(failed) != 1 || failed[0].Id != 7 || failed[0].RetryAt != 103 {
		t.Errorf("the failures are %v", failed)
	}
	if got := c.Balance(nom); got != 5 {
		t.Errorf("the other got %d", got)
	}
	c.BlocksTo(102)
	if failed := testchain.Events[*producerv1.EventUnbondingFailed](c.BlockResult().Events); len(failed) != 1 || failed[0].RetryAt != 203 {
		t.Errorf("the second time: %v", failed)
	}
}

// TestFees_NoAccount: an authority that named no account but the address of its key gets nothing, since nobody could
// spend it; all is burned.
func TestFees_NoAccount(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot[0], cold[0], tao)
		e.Grant(nom, 10*tao)
		testchain.Edit(e, producer.ModuleName, func(g *producerv1.GenesisState) {
			g.Authorities[0].Operator = sdk.AccAddress(testchain.AuthorityKey.Address()).String()
			g.Params.FeeShare = 65_535
		})
	})
	c.Do(nom, testchain.AddStake(nom, hot[0], tao))
	if got := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64(); got != 11*tao-fee {
		t.Errorf("the supply is %d", got)
	}
}
