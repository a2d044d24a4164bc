package app_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// TestM10_KeysComeAndGoStakeStays: in every block all pools together change by what was added, removed, rewarded and
// slashed. Moves, transfers and swaps of keys change nothing in the sum.
func TestM10_KeysComeAndGoStakeStays(t *testing.T) {
	t.Parallel()
	pages := ledger(t)
	sum := func(p page) (sum uint64) {
		for _, h := range p.stake.Hotkeys {
			sum += h.Stake
		}
		return sum
	}
	var moves, swaps int
	for i, p := range pages[1:] {
		events := p.all()
		in := total(events, func(e *stakev1.EventStakeAdded) uint64 { return e.Amount }) +
			total(events, func(e *stakev1.EventRewarded) uint64 { return e.Owner + e.Pool }) +
			total(events, func(e *stakev1.EventAutoStaked) uint64 { return e.Amount })
		out := total(events, func(e *stakev1.EventStakeRemoved) uint64 { return e.Amount }) +
			total(events, func(e *producerv1.EventSlashed) uint64 { return e.Amount })
		if before, after := sum(pages[i]), sum(p); before+in != after+out {
			t.Fatalf("block %d: pools had %d, %d came, %d went, they have %d", p.height, before, in, out, after)
		}
		moves += len(testchain.Events[*stakev1.EventStakeMoved](events)) + len(testchain.Events[*stakev1.EventStakeTransferred](events))
		swaps += len(testchain.Events[*stakev1.EventHotkeySwapped](events)) + len(testchain.Events[*stakev1.EventColdkeySwapped](events))
	}
	if moves == 0 || swaps == 0 {
		t.Errorf("%d moves and %d swaps: the history does not try it", moves, swaps)
	}
}

// TestM11_ChannelsPayWhatWasDeposited: of every channel, what was deposited is what was settled, what was refunded and
// what is left; and a settlement's parts sum to what was paid.
func TestM11_ChannelsPayWhatWasDeposited(t *testing.T) {
	t.Parallel()
	type account struct{ deposited, settled, refunded uint64 }
	book := map[uint64]*account{}
	at := func(id uint64) *account {
		if book[id] == nil {
			book[id] = &account{}
		}
		return book[id]
	}
	settlements, refunds := 0, 0
	for _, p := range ledger(t)[1:] {
		for _, e := range testchain.Events[*escrowv1.EventOpened](p.txs) {
			at(e.Channel).deposited += e.Deposit
		}
		for _, e := range testchain.Events[*escrowv1.EventToppedUp](p.txs) {
			at(e.Channel).deposited += e.Amount
		}
		for _, e := range testchain.Events[*escrowv1.EventSettled](p.txs) {
			at(e.Channel).settled += e.Paid
			paid, out := uint64(0), e.ToGateway
			for _, part := range e.Parts {
				paid, out = paid+part.Paid, out+part.Pending+part.Burned
			}
			if paid != e.Paid || out != e.Paid {
				t.Errorf("block %d: channel %d paid %d, for subnets %d, to all %d", p.height, e.Channel, e.Paid, paid, out)
			}
			settlements++
		}
		for _, e := range testchain.Events[*escrowv1.EventClosed](p.all()) {
			at(e.Channel).refunded += e.Refund
			refunds++
		}
		left := map[uint64]uint64{}
		for _, ch := range p.escrow.Channels {
			left[ch.Id] = escrow.Left(ch)
		}
		for id, a := range book {
			if a.deposited != a.settled+a.refunded+left[id] {
				t.Fatalf("block %d: channel %d: %+v, %d left", p.height, id, *a, left[id])
			}
		}
	}
	if settlements == 0 || refunds == 0 {
		t.Errorf("%d settlements, %d refunds: the history does not try it", settlements, refunds)
	}
}

// TestM13_BurnedOnce: in every block, what was burned is what the collector received, and among that is every fee that no
// proposer got, every price, every slash and everything forfeited.
func TestM13_BurnedOnce(t *testing.T) {
	t.Parallel()
	var prices, slashed uint64
	for _, p := range ledger(t)[1:] {
		burned := total(p.block, func(e *emissionv1.EventBurned) uint64 { return e.Amount })
		if got := moved(p.all(), testchain.ModuleAddress("fee_collector")); got != burned {
			t.Fatalf("block %d burned %d, the collector received %d", p.height, burned, got)
		}
		paid := total(p.txs, func(e *subnetv1.EventNeuronRegistered) uint64 { return e.Price })
		slash := total(p.block, func(e *producerv1.EventSlashed) uint64 { return e.Amount }) +
			total(p.block, func(e *producerv1.EventUnbonded) uint64 { return e.Burned })
		least := fees(p.txs) - total(p.block, func(e *producerv1.EventProposerPaid) uint64 { return e.Amount }) + paid + slash +
			total(p.block, func(e *subnetv1.EventSubnetDissolved) uint64 { return e.Forfeited })
		if burned < least {
			t.Fatalf("block %d burned %d, at least %d were to be burned", p.height, burned, least)
		}
		prices, slashed = prices+paid, slashed+slash
	}
	if prices == 0 || slashed == 0 {
		t.Errorf("prices %d, slashed %d: the history does not try it", prices, slashed)
	}
}

// TestM14_ExportKeepsEverything: a chain on which every collection holds something is exported and started anew, and has
// the same in every store; its books balance.
func TestM14_ExportKeepsEverything(t *testing.T) {
	t.Parallel()
	c, _, _ := busy(t)
	c.BlocksTo(60)
	fork := c.Import()
	c.Block()
	fork.Feed(c.Requests()[len(c.Requests())-1])
	a, b := comparable(c.Content()), comparable(fork.Content())
	if d := a.Diff(b); len(d) > 0 {
		t.Errorf("after an export and a block (original, import):\n%s", a.Describe(b, d))
	}
	if err := fork.App().CheckInvariants(fork.Context()); err != nil {
		t.Error(err)
	}
}

// TestM15_Fee holds the fee against big integers at the edges of its numbers: it is gas × price / 10⁶ rounded up, and
// saturates.
func TestM15_Fee(t *testing.T) {
	t.Parallel()
	edges := []uint64{0, 1, 2, 999_999, 1_000_000, 1_000_001, 1<<32 - 1, 1 << 32, 1 << 53, 1<<63 - 1, 1 << 63, 1<<64 - 2, 1<<64 - 1}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		edges = append(edges, rng.Uint64()>>rng.UintN(64))
	}
	most := new(big.Int).SetUint64(1<<64 - 1)
	for i, gas := range edges {
		for _, price := range []uint64{edges[len(edges)-1-i], edges[i%13], 1, 1<<64 - 1} {
			want := new(big.Int).Mul(new(big.Int).SetUint64(gas), new(big.Int).SetUint64(price))
			want.Add(want, big.NewInt(tokenomics.Million-1))
			want.Quo(want, big.NewInt(tokenomics.Million))
			if want.Cmp(most) > 0 {
				want = most
			}
			if got := app.Fee(gas, price); got != want.Uint64() {
				t.Errorf("%d gas at %d cost %d, want %s", gas, price, got, want)
			}
		}
	}
	for _, p := range ledger(t) {
		if a, b := p.held("fee_collector"), p.held("producer_fees"); a+b != 0 {
			t.Errorf("block %d: %d and %d rao of fees lie about", p.height, a, b)
		}
	}
}
