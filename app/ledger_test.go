package app_test

import (
	"sync"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// page is what an auditor sees after a block: all balances and books as an export shows them, and the events.
type page struct {
	height   uint64
	block    []abci.Event // of the work of the block
	txs      []abci.Event // of its transactions
	supply   uint64
	balances map[string]uint64
	active   []uint32 // the subnets that take part in the emission of the next block
	shares   rootv1.Shares
	emission *emissionv1.GenesisState
	stake    *stakev1.GenesisState
	escrow   *escrowv1.GenesisState
	producer *producerv1.GenesisState
	subnet   *subnetv1.GenesisState
}

// ledgerBlocks is the length of the history that is audited.
const ledgerBlocks = 140

// ledger plays a random history once for all tests and returns what an auditor sees after each block of it.
var ledger = func() func(*testing.T) []page {
	var once sync.Once
	var pages []page
	return func(t *testing.T) []page {
		t.Helper()
		once.Do(func() {
			w := newWorld(20260202)
			w.c = testchain.NewSolo(t, w.genesis)
			pages = append(pages, see(t, w.c, &abci.ResponseFinalizeBlock{}))
			for range ledgerBlocks {
				txs, _, _ := w.block()
				pages = append(pages, see(t, w.c, w.c.BlockResult(txs...)))
			}
		})
		if len(pages) != ledgerBlocks+1 {
			t.Fatal("the history that all audits need was not played to its end")
		}
		return pages
	}
}()

// see writes a page.
func see(t *testing.T, c *testchain.Chain, res *abci.ResponseFinalizeBlock) page {
	t.Helper()
	ctx, a := c.Context(), c.App()
	p := page{height: c.Height(), block: res.Events, balances: map[string]uint64{}}
	for _, r := range res.TxResults {
		p.txs = append(p.txs, r.Events...)
	}
	p.supply = a.Bank.GetSupply(ctx, "rao").Amount.Uint64()
	a.Bank.IterateAllBalances(ctx, func(of sdk.AccAddress, coin sdk.Coin) bool {
		p.balances[of.String()] += coin.Amount.Uint64()
		return false
	})
	var errs [7]error
	p.active, errs[0] = a.Subnet.Active(ctx)
	p.shares, errs[1] = a.Root.Shares(ctx)
	p.emission, errs[2] = a.Emission.ExportGenesis(ctx)
	p.stake, errs[3] = a.Stake.ExportGenesis(ctx)
	p.escrow, errs[4] = a.Escrow.ExportGenesis(ctx)
	p.producer, errs[5] = a.Producer.ExportGenesis(ctx)
	p.subnet, errs[6] = a.Subnet.ExportGenesis(ctx)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// all are the events of the block and its transactions.
func (p page) all() []abci.Event { return append(append([]abci.Event{}, p.txs...), p.block...) }

// held is the balance of a module.
func (p page) held(module string) uint64 { return p.balances[testchain.ModuleAddress(module)] }

// total sums a number over the events of a kind.
func total[E proto.Message](events []abci.Event, of func(E) uint64) (sum uint64) {
	for _, e := range testchain.Events[E](events) {
		sum += of(e)
	}
	return sum
}

// moved sums the rao that an account received in events of the bank.
func moved(events []abci.Event, to string) (sum uint64) {
	for _, e := range events {
		if e.Type != "coin_received" {
			continue
		}
		var receiver, amount string
		for _, a := range e.Attributes {
			switch a.Key {
			case "receiver":
				receiver = a.Value
			case "amount":
				amount = a.Value
			}
		}
		if receiver != to {
			continue
		}
		coins, err := sdk.ParseCoinsNormalized(amount)
		if err == nil {
			sum += coins.AmountOf("rao").Uint64()
		}
	}
	return sum
}

// fees sums what transactions paid, whether they succeeded or not.
func fees(events []abci.Event) (sum uint64) {
	for _, e := range events {
		for _, a := range e.Attributes {
			if e.Type != "tx" || a.Key != "fee" {
				continue
			}
			if coins, err := sdk.ParseCoinsNormalized(a.Value); err == nil {
				sum += coins.AmountOf("rao").Uint64()
			}
		}
	}
	return sum
}
