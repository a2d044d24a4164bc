package app_test

import (
	"fmt"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

// Length of a random history, and at which block its state is exported and goes on in another chain.
const (
	historyBlocks   = 300
	historyTxs      = 34 // in a block
	historyExported = 240
)

// TestHistory plays ten thousand random transactions of all kinds from random actors, with all books checked after every
// block, on three instances that must agree. In the middle the state is exported, imported into a fresh chain, and fed
// the same later blocks: everything that is stored must be equal, key by key, at every height.
func TestHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(20260101)
	w.c = testchain.New(t, w.genesis)
	tally := map[string][2]int{} // kind → accepted, refused
	var fork *testchain.Chain
	var events []abci.Event
	for range historyBlocks {
		var txs [][]byte
		var free []bool
		var all [][]testchain.Step
		for range historyTxs {
			tx, isFree, steps := w.transaction()
			if w.rng.IntN(3) > 0 {
				_ = w.c.Check(tx) // refused or not, a producer may put it into its block
			}
			txs, free, all = append(txs, tx), append(free, isFree), append(all, steps)
		}
		w.disturb()
		res := w.c.BlockResult(txs...)
		events = append(events, res.Events...)
		for i, r := range res.TxResults {
			count(tally, all[i], r)
			checkResult(t, free[i], all[i], r)
		}
		if fork != nil {
			fork.Feed(w.c.Requests()[len(w.c.Requests())-1])
			a, b := comparable(w.c.Content()), comparable(fork.Content())
			if d := a.Diff(b); len(d) > 0 {
				t.Fatalf("at height %d the chain that went on from an export differs (original, import):\n%s", w.c.Height(), a.Describe(b, d))
			}
		}
		if w.c.Height() == historyExported {
			fork = w.c.Import()
		}
	}
	checkProducers(t, events)
	checkGovernance(t, w.c, events)
	for kind, n := range tally {
		t.Logf("%-45s %5d accepted %5d refused", kind, n[0], n[1])
		if n[1] == 0 || n[0] == 0 && !strings.HasSuffix(kind, "UpdateParams") && !strings.HasSuffix(kind, "ResolveColdkeySwap") {
			t.Errorf("of %s %d were accepted and %d refused: the history does not try it", kind, n[0], n[1])
		}
	}
}

// comparable leaves out the one thing that an import need not bring back: when a grant is revoked, x/authz leaves an
// empty entry in its queue of expiries, which says nothing and is removed at the time of the expiry.
func comparable(c testchain.Content) testchain.Content {
	for key, value := range c {
		if strings.HasPrefix(key, "authz/02") && value == "" {
			delete(c, key)
		}
	}
	return c
}

func count(tally map[string][2]int, steps []testchain.Step, r *abci.ExecTxResult) {
	for _, s := range steps {
		n := tally[sdk.MsgTypeURL(s.Msg)]
		if r.Code == abci.CodeTypeOK {
			n[0]++
		} else {
			n[1]++
		}
		tally[sdk.MsgTypeURL(s.Msg)] = n
	}
}

// checkResult holds one result against what must never happen: a panic, an error without a code of its own, and a free
// transaction that got past the ante handler and failed then.
func checkResult(t *testing.T, free bool, steps []testchain.Step, r *abci.ExecTxResult) {
	t.Helper()
	err := testchain.Outcome(r)
	if err == nil {
		return
	}
	what := fmt.Sprintf("%T of %s: %v", steps[0].Msg, steps[0].By, err)
	switch {
	case r.Codespace == "sdk" && r.Code == 111222, strings.Contains(r.Log, "panic"):
		t.Errorf("a panic: %s", what)
	case r.Codespace == "undefined" || r.Code == 1:
		t.Errorf("an error without a code: %s", what)
	case free && strings.Contains(r.Log, "failed to execute message"):
		t.Errorf("a free transaction failed after the ante handler: %s", what)
	}
}
