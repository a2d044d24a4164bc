package app_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"sync"
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

// firstSeed is that of the history which every run of the tests plays.
const firstSeed = 20260101

var (
	historySeed = flag.Uint64("history.seed", firstSeed, "seed of the first random history")
	historyLoad = flag.Int("history.txs", historyBlocks*historyTxs, "how many random transactions to play, in histories of ten thousand")
)

// TestHistory plays ten thousand random transactions of all kinds from random actors, with all books checked after every
// block, on three instances that must agree. In the middle the state is exported, imported into a fresh chain, and fed
// the same later blocks: everything that is stored must be equal, key by key, at every height.
//
// Flags ask for more histories, each with its own seed, and play one again: go test ./app -run TestHistory
// -history.seed=7.
func TestHistory(t *testing.T) {
	t.Parallel()
	all := tally{kinds: map[string][2]int{}}
	t.Run("seeds", func(t *testing.T) {
		for i := range (*historyLoad + historyBlocks*historyTxs - 1) / (historyBlocks * historyTxs) {
			seed := *historySeed + uint64(i) // #nosec G115 -- few
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				kinds, events := play(t, seed)
				all.add(kinds, events)
				t.Logf("%d transactions; play them again with -history.seed=%d", historyBlocks*historyTxs, seed)
			})
		}
	})
	if *historySeed == firstSeed { // a single other history need not try everything
		all.check(t)
	}
}

// play plays the history of a seed and returns what it tried, and the events of its blocks.
func play(t *testing.T, seed uint64) (map[string][2]int, []abci.Event) {
	t.Helper()
	w := newWorld(seed)
	w.c = testchain.New(t, w.genesis)
	kinds := map[string][2]int{} // kind → accepted, refused
	var fork *testchain.Chain
	var events []abci.Event
	for range historyBlocks {
		txs, free, all := w.block()
		res := w.c.BlockResult(txs...)
		events = append(events, res.Events...)
		for i, r := range res.TxResults {
			count(kinds, all[i], r)
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
	if seed == firstSeed {
		checkGovernance(t, w.c, events)
	}
	return kinds, events
}

// block makes up the transactions of a block, and disturbs who makes it.
func (w *world) block() (txs [][]byte, free []bool, all [][]testchain.Step) {
	for range historyTxs {
		tx, isFree, steps := w.transaction()
		if w.rng.IntN(3) > 0 {
			_ = w.c.Check(tx) // refused or not, a producer may put it into its block
		}
		txs, free, all = append(txs, tx), append(free, isFree), append(all, steps)
	}
	w.disturb()
	return txs, free, all
}

// tally is what all histories tried.
type tally struct {
	mu     sync.Mutex
	kinds  map[string][2]int
	events []abci.Event
}

func (a *tally) add(kinds map[string][2]int, events []abci.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for kind, n := range kinds {
		a.kinds[kind] = [2]int{a.kinds[kind][0] + n[0], a.kinds[kind][1] + n[1]}
	}
	for _, e := range events { // of a million transactions only those that check looks at fit into memory
		if strings.HasPrefix(e.Type, "tianwang.producer.") {
			a.events = append(a.events, e)
		}
	}
}

// check wants the histories to have tried everything.
func (a *tally) check(t *testing.T) {
	t.Helper()
	checkProducers(t, a.events)
	for kind, n := range a.kinds {
		t.Logf("%-45s %5d accepted %5d refused", kind, n[0], n[1])
		if n[1] == 0 || n[0] == 0 && !strings.HasSuffix(kind, "UpdateParams") && !strings.HasSuffix(kind, "ResolveColdkeySwap") {
			t.Errorf("of %s %d were accepted and %d refused: the histories do not try it", kind, n[0], n[1])
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
