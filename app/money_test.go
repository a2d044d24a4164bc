package app_test

import (
	"maps"
	"math/big"
	"slices"
	"testing"

	"cosmossdk.io/math"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// The tests of this file audit a random history from outside: they sum up exports and events, and share no arithmetic
// with the chain. The rules have the numbers that docs/spec/proof.md gives them.

func TestM1_SupplyIsAllBalances(t *testing.T) {
	t.Parallel()
	pages := ledger(t)
	minted, burned := uint64(0), uint64(0)
	for _, p := range pages[1:] {
		var sum uint64
		for _, b := range p.balances {
			sum += b
		}
		minted += total(p.block, func(e *emissionv1.EventMinted) uint64 { return e.Amount })
		burned += total(p.block, func(e *emissionv1.EventBurned) uint64 { return e.Amount })
		if want := pages[0].supply + minted - burned; sum != p.supply || p.supply != want {
			t.Fatalf("block %d: balances sum to %d, the supply is %d, genesis + minted − burned %d", p.height, sum, p.supply, want)
		}
		if l := p.emission.Ledger; l.Minted-l.Burned != p.supply {
			t.Fatalf("block %d: the ledger says %v, the supply is %d", p.height, l, p.supply)
		}
	}
	if minted == 0 || burned == 0 {
		t.Errorf("%d minted, %d burned: the history does not try it", minted, burned)
	}
}

func TestM2_OnlyEmissionMints(t *testing.T) {
	t.Parallel()
	c := testchain.NewSolo(t, nil)
	for _, name := range append(app.OwnModules(), "fee_collector", "producer_fees", "bank", "auth", "gov") {
		account, permissions := c.App().Accounts.GetModuleAddressAndPermissions(name)
		if account == nil {
			continue
		}
		if mints := slices.Contains(permissions, authtypes.Minter); mints != (name == "emission") {
			t.Errorf("the account of %s mints: %v", name, mints)
		}
		if burns := slices.Contains(permissions, authtypes.Burner); burns != (name == "fee_collector") {
			t.Errorf("the account of %s burns: %v", name, burns)
		}
	}
	for _, p := range ledger(t) {
		if p.supply > tokenomics.Cap {
			t.Fatalf("block %d: the supply of %d is above the cap", p.height, p.supply)
		}
	}
}

// TestM3_RewardFollowsTheRule: a block mints 1 TAO >> k for the largest k with (cap − supply)·2^k ≤ cap, but for what root
// votes not to issue. Every halving is crossed in TestM3_Halvings of x/emission.
func TestM3_RewardFollowsTheRule(t *testing.T) {
	t.Parallel()
	pages := ledger(t)
	whole := 0
	for i, p := range pages[1:] {
		before := pages[i]
		left, era := new(big.Int).SetUint64(tokenomics.Cap-before.supply), uint(0)
		for new(big.Int).Lsh(left, era+1).Cmp(new(big.Int).SetUint64(tokenomics.Cap)) <= 0 {
			era++
		}
		reward := uint64(1_000_000_000) >> era
		got := total(p.block, func(e *emissionv1.EventMinted) uint64 { return e.Amount })
		switch {
		case len(before.active) == 0 || len(p.active) == 0: // a subnet came or went
		case len(before.shares.Netuids) == 0 && len(p.shares.Netuids) == 0 && got != reward, got > reward:
			t.Errorf("block %d minted %d, the rule says %d", p.height, got, reward)
		case got == reward:
			whole++
		}
	}
	if whole == 0 {
		t.Error("no block minted the whole reward: the history does not try it")
	}
}

// TestM5_EpochsPayExactly: in every block, what came to be pending either still is, or was paid to an owner, or to miners,
// validators and their nominators, or was forfeited, to the rao.
func TestM5_EpochsPayExactly(t *testing.T) {
	t.Parallel()
	pages := ledger(t)
	var epochs int
	for i, p := range pages[1:] {
		pending := func(p page) (sum uint64) {
			for _, one := range p.emission.Pending {
				sum += one.Amount
			}
			return sum
		}
		paid := total(p.block, func(e *epochv1.EventEpochClosed) uint64 { return e.Paid })
		cut := total(p.block, func(e *epochv1.EventEpochClosed) uint64 { return e.OwnerCut })
		in := total(p.block, func(e *emissionv1.EventMinted) uint64 { return e.Amount }) +
			total(p.txs, func(e *escrowv1.EventSettled) (sum uint64) {
				for _, part := range e.Parts {
					sum += part.Pending
				}
				return sum
			})
		gone := total(p.block, func(e *subnetv1.EventSubnetDissolved) uint64 { return e.Forfeited })
		if before, after := pending(pages[i]), pending(p); before+in != after+paid+cut+gone {
			t.Fatalf("block %d: %d were pending and %d came, %d are, %d were paid, %d cut, %d forfeited", p.height, before, in, after, paid, cut, gone)
		}
		shared := total(p.block, func(e *producerv1.EventProposerPaid) uint64 {
			if e.Hotkey == "" {
				return 0 // an authority is paid on its balance
			}
			return e.Amount
		})
		got := total(p.block, func(e *stakev1.EventRewarded) uint64 { return e.Owner + e.Pool }) +
			total(p.block, func(e *stakev1.EventAutoStaked) uint64 { return e.Amount })
		if got != paid+shared {
			t.Fatalf("block %d: hotkeys were credited with %d, epochs paid %d and producers %d", p.height, got, paid, shared)
		}
		epochs += len(testchain.Events[*epochv1.EventEpochClosed](p.block))
	}
	if epochs < 50 {
		t.Errorf("%d epochs closed: the history does not try it", epochs)
	}
}

// TestM6_NoDust: three subnets share one TAO of which a rao is over, and it goes to the lowest netuid; nothing is put aside.
func TestM6_NoDust(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		for i, name := range []string{"a", "b", "c"} {
			e.Subnet(name, func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 1000 })
			hot := testchain.NewActor("hot " + name)
			e.Staked(hot, testchain.NewActor("cold "+name), 0)
			e.Neurons(uint32(i)+1, hot) // #nosec G115
		}
	})
	const blocks = 7
	c.BlocksTo(blocks)
	for netuid, want := range map[uint32]uint64{1: 333_333_334, 2: 333_333_333, 3: 333_333_333} {
		got, err := c.App().Emission.Pending(c.Context(), netuid)
		if err != nil {
			t.Fatal(err)
		}
		if got != blocks*want {
			t.Errorf("netuid %d has %d pending, want %d", netuid, got, blocks*want)
		}
	}
}

func TestM7_NothingNegativeOrAboveTheCap(t *testing.T) {
	t.Parallel()
	for _, p := range ledger(t) {
		numbers := map[string]uint64{}
		maps.Copy(numbers, p.balances)
		for _, h := range p.stake.Hotkeys {
			numbers["the pool of "+h.Address] = h.Stake
			if h.Shares.IsNegative() || h.Shares.IsZero() != (h.Stake == 0) {
				t.Errorf("block %d: the pool of %s has %s shares for %d rao", p.height, h.Address, h.Shares, h.Stake)
			}
		}
		for _, one := range p.stake.Positions {
			if one.Shares.IsNegative() {
				t.Errorf("block %d: %s holds %s shares of %s", p.height, one.Coldkey, one.Shares, one.Hotkey)
			}
		}
		for _, ch := range p.escrow.Channels {
			numbers["a channel of "+ch.Payer] = ch.Deposit
			if sum := voucherTotal(ch); sum > ch.Deposit {
				t.Errorf("block %d: channel %d settled %d of %d", p.height, ch.Id, sum, ch.Deposit)
			}
		}
		for _, u := range p.producer.Unbondings {
			numbers["a withdrawal of "+u.Coldkey] = u.Amount
		}
		for of, n := range numbers {
			if n > tokenomics.Cap {
				t.Errorf("block %d: %s is %d", p.height, of, n)
			}
		}
	}
}

func voucherTotal(ch escrowv1.Channel) (sum uint64) {
	for _, s := range ch.Settled {
		sum += s.Amount
	}
	return sum
}

// TestM9_AccountsHoldTheirBooks: the account of every module holds what its books add up to, to the rao; nobody can donate.
func TestM9_AccountsHoldTheirBooks(t *testing.T) {
	t.Parallel()
	for _, p := range ledger(t) {
		var pools, pending, open, waiting, locked uint64
		shares := map[string]math.Int{}
		for _, h := range p.stake.Hotkeys {
			pools += h.Stake
			shares[h.Address] = h.Shares
		}
		for _, one := range p.stake.Positions {
			shares[one.Hotkey] = shares[one.Hotkey].Sub(one.Shares)
		}
		for hotkey, rest := range shares {
			if !rest.IsZero() {
				t.Errorf("block %d: %s shares of %s belong to nobody", p.height, rest, hotkey)
			}
		}
		for _, one := range p.emission.Pending {
			pending += one.Amount
		}
		for _, ch := range p.escrow.Channels {
			open += escrow.Left(ch)
		}
		for _, u := range p.producer.Unbondings {
			waiting += u.Amount
		}
		for _, s := range p.subnet.Subnets {
			locked += s.Subnet.Lock
		}
		for module, want := range map[string]uint64{
			"stake": pools, "emission": pending, "escrow": open, "producer": waiting, "subnet": locked, "fee_collector": 0, "producer_fees": 0,
		} {
			if got := p.held(module); got != want {
				t.Errorf("block %d: the account of %s holds %d, its books say %d", p.height, module, got, want)
			}
		}
	}
}
