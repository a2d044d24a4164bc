package emission_test

import (
	"strconv"
	"strings"
	"testing"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/emission"
)

const tao = 1_000_000_000

var (
	hot  = testchain.NewActor("hot")
	cold = testchain.NewActor("cold")
	rich = testchain.NewActor("rich")
)

// mining starts a chain on which one neuron mines, with a supply that others have.
func mining(t *testing.T, supply uint64, change func(*testchain.Editor)) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 1000 })
		e.Staked(hot, cold, 0)
		e.Neurons(1, hot)
		if change != nil {
			change(e)
		}
		if supply > 0 {
			e.Supply(supply)
		}
	})
}

func supply(t *testing.T, c *testchain.Chain) *emissionv1.QuerySupplyResponse {
	t.Helper()
	r, err := emissionv1.NewQueryClient(c.Query()).Supply(c.Context(), &emissionv1.QuerySupplyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestM3_Halvings starts chains two blocks before every halving and follows them over it: the reward of each block, the
// block in which it changes, the event, and what is announced.
func TestM3_Halvings(t *testing.T) {
	t.Parallel()
	for era := range uint32(tokenomics.LastEra) {
		t.Run(strconv.FormatUint(uint64(era), 10), func(t *testing.T) {
			t.Parallel()
			reward := uint64(tokenomics.FirstReward) >> era
			boundary := uint64(tokenomics.Cap) - uint64(tokenomics.Cap)>>(era+1)
			start := boundary - 2*reward
			if era+1 == tokenomics.LastEra {
				start = firstOf(tokenomics.LastEra) - 2*reward
			}
			if got := tokenomics.Era(start); got != era {
				start = boundary - 1 // the last era steps are smaller than two rewards
			}
			c := mining(t, start, nil)
			for c.Height() < 5 {
				before := supply(t, c)
				wantEra, wantReward := tokenomics.Reward(before.Supply, before.Ledger.Era)
				res := c.BlockResult()
				after := supply(t, c)
				if after.Supply-before.Supply != wantReward || after.Ledger.Era != wantEra {
					t.Fatalf("block %d: supply %d → %d in era %d, want %d more in era %d",
						c.Height(), before.Supply, after.Supply, after.Ledger.Era, wantReward, wantEra)
				}
				halved := testchain.Events[*emissionv1.EventHalved](res.Events)
				if (wantEra > before.Ledger.Era) != (len(halved) == 1) {
					t.Errorf("block %d: era %d → %d, events %v", c.Height(), before.Ledger.Era, wantEra, halved)
				}
				if len(halved) == 1 && (halved[0].Era != wantEra || halved[0].BlockReward != wantReward) {
					t.Errorf("event %v, want era %d and %d", halved[0], wantEra, wantReward)
				}
			}
			end := supply(t, c)
			if end.Ledger.Era != era+1 {
				t.Errorf("the chain is still in era %d at a supply of %d", end.Ledger.Era, end.Supply)
			}
			if want := uint64(tokenomics.FirstReward) >> (era + 1); end.BlockReward != want || end.NextHalving != tokenomics.NextHalving(era+1) {
				t.Errorf("announced are %d a block until %d", end.BlockReward, end.NextHalving)
			}
		})
	}
}

// firstOf returns the least supply of an era.
func firstOf(era uint32) uint64 {
	low, high := uint64(0), uint64(tokenomics.Cap)
	for low < high {
		if mid := (low + high) / 2; tokenomics.Era(mid) >= era {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// TestM4_BurnNeverStepsBack: fees leave the supply and can be mined again, but a halving that has happened stays.
func TestM4_BurnNeverStepsBack(t *testing.T) {
	t.Parallel()
	c := mining(t, 10_500_000*tao-tao, func(e *testchain.Editor) { e.Grant(rich, 1000*tao) })
	if l := supply(t, c).Ledger; l.Era != 0 {
		t.Fatalf("the test begins in era %d", l.Era)
	}
	c.Block() // the first block reached the boundary, the next one is in era 1
	send := &banktypes.MsgSend{FromAddress: rich.String(), ToAddress: cold.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin("rao", 1))}
	fee := uint64(100 * tao)
	before := supply(t, c)
	tx := c.Build(testchain.Tx{By: rich, Msgs: []sdk.Msg{send}, Fee: &fee})
	if err := c.TryTx(tx); err != nil {
		t.Fatal(err)
	}
	after := supply(t, c)
	if after.Ledger.Burned-before.Ledger.Burned != fee || after.Supply != before.Supply+tao/2-fee {
		t.Errorf("a fee of %d: supply %d → %d, burned %d → %d", fee, before.Supply, after.Supply, before.Ledger.Burned, after.Ledger.Burned)
	}
	if after.Supply >= 10_500_000*tao {
		t.Fatalf("the supply of %d is not below the boundary", after.Supply)
	}
	c.Blocks(3)
	if got := supply(t, c); got.Ledger.Era != 1 || got.Supply != after.Supply+3*tao/2 {
		t.Errorf("after burning below the boundary: era %d, supply %d → %d", got.Ledger.Era, after.Supply, got.Supply)
	}
}

// TestM2_Cap: at the end nothing is minted, whatever is burned; the cap is never passed.
func TestM2_Cap(t *testing.T) {
	t.Parallel()
	for _, start := range []uint64{tokenomics.Cap, tokenomics.Cap - 1, firstOf(tokenomics.LastEra)} {
		c := mining(t, start, nil)
		c.Blocks(3)
		if got := supply(t, c).Supply; got != start {
			t.Errorf("the supply went from %d to %d", start, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	c := mining(t, 0, func(e *testchain.Editor) { e.Grant(rich, 10*tao) })
	c.Refused([]testchain.Case{{
		"parameters from anybody", rich, &emissionv1.MsgUpdateParams{Authority: rich.String(), Params: emission.DefaultParams()},
		sdkerrors.ErrUnauthorized, "not the authority",
	}})
	for want, p := range map[string]emissionv1.Params{
		"owner_cut is 65536": {OwnerCut: 65_536},
		"gas_price is":       {GasPrice: tao*1_000_000 + 1},
	} {
		if err := c.Govern(&emissionv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	// The price of gas is what the mempool and blocks ask for.
	if err := c.Govern(&emissionv1.MsgUpdateParams{Authority: testchain.Authority, Params: emissionv1.Params{GasPrice: 2_500_000}}); err != nil {
		t.Fatal(err)
	}
	c.Block()
	send := &banktypes.MsgSend{FromAddress: rich.String(), ToAddress: cold.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin("rao", 1))}
	for fee, want := range map[uint64]bool{2_499_999: false, 2_500_000: true} {
		tx := c.Build(testchain.Tx{By: rich, Msgs: []sdk.Msg{send}, Fee: &fee})
		if err := c.Check(tx); (err == nil) != want {
			t.Errorf("a fee of %d: %v", fee, err)
		}
	}
}

// TestGenesis: rao that nobody mined, in any place, and a ledger that cannot be, do not start.
func TestGenesis(t *testing.T) {
	t.Parallel()
	ledger := func(change func(*emissionv1.GenesisState)) func(*testchain.Editor) {
		return func(e *testchain.Editor) { testchain.Edit(e, emission.ModuleName, change) }
	}
	for want, change := range map[string]func(*testchain.Editor){
		"supply is 7, minted 0 − burned 0": func(e *testchain.Editor) {
			testchain.Edit(e, banktypes.ModuleName, func(g *banktypes.GenesisState) {
				coins := sdk.NewCoins(sdk.NewCoin("rao", math.NewInt(7)))
				g.Balances = []banktypes.Balance{{Address: rich.String(), Coins: coins}}
				g.Supply = coins
			})
		},
		"supply is 0, minted 7": ledger(func(g *emissionv1.GenesisState) { g.Ledger.Minted = 7 }),
		"balances sum to 7gold": func(e *testchain.Editor) {
			testchain.Edit(e, banktypes.ModuleName, func(g *banktypes.GenesisState) {
				coins := sdk.NewCoins(sdk.NewCoin("gold", math.NewInt(7)))
				g.Balances = []banktypes.Balance{{Address: rich.String(), Coins: coins}}
				g.Supply = coins
			})
		},
		"0 minted, 5 burned": ledger(func(g *emissionv1.GenesisState) { g.Ledger.Burned = 5 }),
		"era 31":             ledger(func(g *emissionv1.GenesisState) { g.Ledger.Era = 31 }),
		"minted, 0 burned":   ledger(func(g *emissionv1.GenesisState) { g.Ledger.Minted = tokenomics.Cap + 1 }),
		"occurs twice or exceeds": ledger(func(g *emissionv1.GenesisState) {
			g.Pending = []emissionv1.Pending{{Netuid: 1, Amount: 1}}
		}),
		"rao are pending, the account": func(e *testchain.Editor) {
			e.Grant(rich, 10)
			testchain.Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) { g.Pending = []emissionv1.Pending{{Netuid: 1, Amount: 1}} })
		},
		"owner_cut is": ledger(func(g *emissionv1.GenesisState) { g.Params.OwnerCut = 70_000 }),
	} {
		if err := testchain.TryGenesis(t, change); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
