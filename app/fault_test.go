package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// ownFee is the payment of purses whose fee comes out of its own stake.
const ownFee = 4

var errBank = errors.New("the bank is closed")

// faults is a keeper of coins whose n-th call in blocks fails.
type faults struct {
	app.Coins
	n      int  // 0: none fails
	panics bool // it does not return an error, it panics
	calls  int
	tx     []byte // the transaction in which a call failed, nil if it was work of the block
	what   string // the call that failed
}

func (f *faults) wrap(c app.Coins) app.Coins {
	f.Coins = c
	return f
}

// fails counts a call. What is only tried out, in the mempool and for queries, does not count.
func (f *faults) fails(ctx context.Context, what string) error {
	c := sdk.UnwrapSDKContext(ctx)
	if c.ExecMode() != sdk.ExecModeFinalize {
		return nil
	}
	if f.calls++; f.calls != f.n {
		return nil
	}
	f.tx, f.what = c.TxBytes(), what
	if f.panics {
		panic(errBank)
	}
	return errBank
}

func (f *faults) MintCoins(ctx context.Context, module string, amount sdk.Coins) error {
	if err := f.fails(ctx, "mint"); err != nil {
		return err
	}
	return f.Coins.MintCoins(ctx, module, amount)
}

func (f *faults) BurnCoins(ctx context.Context, module string, amount sdk.Coins) error {
	if err := f.fails(ctx, "burn"); err != nil {
		return err
	}
	return f.Coins.BurnCoins(ctx, module, amount)
}

func (f *faults) SendCoins(ctx context.Context, from, to sdk.AccAddress, amount sdk.Coins) error {
	if err := f.fails(ctx, "send"); err != nil {
		return err
	}
	return f.Coins.SendCoins(ctx, from, to, amount)
}

func (f *faults) SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amount sdk.Coins) error {
	if err := f.fails(ctx, "to "+module); err != nil {
		return err
	}
	return f.Coins.SendCoinsFromAccountToModule(ctx, from, module, amount)
}

func (f *faults) SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error {
	if err := f.fails(ctx, "from "+module); err != nil {
		return err
	}
	return f.Coins.SendCoinsFromModuleToAccount(ctx, module, to, amount)
}

func (f *faults) SendCoinsFromModuleToModule(ctx context.Context, from, to string, amount sdk.Coins) error {
	if err := f.fails(ctx, from+" → "+to); err != nil {
		return err
	}
	return f.Coins.SendCoinsFromModuleToModule(ctx, from, to, amount)
}

// TestC11_EveryPaymentMayFail plays every flow in which rao move, once for each payment in it, and lets that one fail, as
// an error and as a panic. The block goes on and the books balance; a transaction that was hit fails and leaves nothing
// but its fee; work of the block that was hit says so, and nothing of it is done.
func TestC11_EveryPaymentMayFail(t *testing.T) {
	t.Parallel()
	front, txs := purses(t)
	seen := map[string]int{}
	for block := range 15 {
		if block == 1 {
			front.Misbehave(nodeKey(testchain.NewActor("hot 2"), 0), front.Height()-1)
		}
		calm := &faults{}
		next := front.Copy(calm.wrap)
		next.Block(txs...)
		for n := 1; n <= calm.calls; n++ {
			for _, panics := range []bool{false, true}[:1+n%2] { // every other also panics
				f := &faults{n: n, panics: panics}
				hit(t, front, f, txs)
				seen[f.what]++
			}
		}
		front, txs = next, nil
	}
	t.Logf("what failed, and how often: %v", seen)
	for _, what := range []string{
		"mint", "burn", "send", "to stake", "from stake", "to fee_collector", "emission → stake", "from escrow", "escrow → emission",
		"from producer", "stake → producer", "stake → fee_collector", "producer_fees → fee_collector", "from subnet",
	} {
		if seen[what] == 0 {
			t.Errorf("no payment %q: the flows are not what they were", what)
		}
	}
}

// hit makes a block in which a payment fails, and two more.
func hit(t *testing.T, front *testchain.Chain, f *faults, txs [][]byte) {
	t.Helper()
	c := front.Copy(f.wrap)
	res := c.BlockResult(txs...)
	switch {
	case f.what == "":
		t.Errorf("payment %d of block %d did not come about", f.n, c.Height())
	case f.tx == nil:
		checkWork(t, f.what, res)
	default:
		checkTx(t, front, txs, f.tx, c, res)
	}
	checkBooks(t, c, f.what == "producer_fees → fee_collector")
	for range 2 {
		c.Block()
		checkBooks(t, c, false)
	}
}

// checkBooks wants all books to balance. Fees that could not be given away wait for the next block.
func checkBooks(t *testing.T, c *testchain.Chain, feesWait bool) {
	t.Helper()
	err := c.App().CheckInvariants(c.Context())
	if feesWait && err != nil && strings.Contains(err.Error(), "producer_fees") {
		return
	}
	if err != nil {
		t.Errorf("after block %d: %v", c.Height(), err)
	}
}

// checkWork wants the block to say that some of its work failed. What could not be burned shows in the ledger.
func checkWork(t *testing.T, what string, res *abci.ResponseFinalizeBlock) {
	t.Helper()
	if what == "producer_fees → fee_collector" {
		return // only the log says so: the next block gives them away
	}
	for _, e := range res.Events {
		if strings.HasSuffix(e.Type, "Failed") || strings.HasSuffix(e.Type, "EventEvidenceIgnored") {
			return
		}
	}
	t.Errorf("%s failed in the work of a block, and no event says so", what)
}

// checkTx wants a transaction to have failed, and the state to be what it is without it, but for the fee.
func checkTx(t *testing.T, base *testchain.Chain, txs [][]byte, failed []byte, c *testchain.Chain, res *abci.ResponseFinalizeBlock) {
	t.Helper()
	var others [][]byte
	for i, tx := range txs {
		if string(tx) != string(failed) {
			others = append(others, tx)
			continue
		}
		if res.TxResults[i].Code == abci.CodeTypeOK {
			t.Errorf("transaction %d succeeded although a payment in it failed", i)
		}
		if strings.Contains(res.TxResults[i].Log, "goroutine") {
			t.Errorf("the result of transaction %d has a stack in it, which differs from node to node", i)
		}
		if i == ownFee {
			return // the fee came out of a pool, and is gone although the withdrawal failed; the books said so
		}
	}
	twin := base.Copy(nil)
	twin.Block(others...)
	a, b := c.Content(), twin.Content()
	var wrong []string
	for _, key := range a.Diff(b) {
		store, rest, _ := strings.Cut(key, "/")
		// The account's nonce, its balance, the supply and the ledger differ by the fee.
		if store != "acc" && store != "bank" && (store != "emission" || !strings.HasPrefix(rest, "01")) {
			wrong = append(wrong, key)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("a transaction that failed left something (with it, without it):\n%s", a.Describe(b, wrong))
	}
	spent := twin.App().Bank.GetSupply(twin.Context(), "rao").Sub(c.App().Bank.GetSupply(c.Context(), "rao")).Amount
	if spent.Uint64() != 1_000_000 && !spent.IsZero() {
		t.Errorf("a transaction that failed burned %s rao, its fee is a million, or nothing if it could not be paid", spent)
	}
}
