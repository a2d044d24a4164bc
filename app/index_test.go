package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/google/go-cmp/cmp"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// indexed is a chain with an index that follows it.
type indexed struct {
	t      *testing.T
	c      *testchain.Chain
	reader *index.Reader
	store  *store.Store
	file   string
	began  *index.Rows
	blocks []*client.Block
	swaps  []swap

	compared int // accounts and hotkeys that were compared with the state
	answered int // neurons and validators that were compared with the node's answers
}

// swap is a hotkey that gave its place to another.
type swap struct {
	height   uint64
	old, new string
}

func newIndexed(t *testing.T, c *testchain.Chain) *indexed {
	t.Helper()
	x := &indexed{t: t, c: c, file: filepath.Join(t.TempDir(), "index.db")}
	x.open()
	x.began = x.exported()
	x.append(x.began)
	return x
}

// open opens the index, which is new.
func (x *indexed) open() {
	x.t.Helper()
	s, err := store.Open(x.t.Context(), x.file)
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			x.t.Error(err)
		}
	})
	x.store, x.reader = s, index.NewReader(x.c.App().Encoding.TxConfig.TxDecoder())
}

// exported is what the state says that the index should hold.
func (x *indexed) exported() *index.Rows {
	x.t.Helper()
	e, err := x.c.App().Export()
	if err != nil {
		x.t.Fatal(err)
	}
	var state map[string]json.RawMessage
	if err := json.Unmarshal(e.AppState, &state); err != nil {
		x.t.Fatal(err)
	}
	read := func(b []byte, into proto.Message) error { return x.c.App().Encoding.Codec.UnmarshalJSON(b, into) }
	rows, err := index.Genesis(state, uint64(e.Height), read) // #nosec G115
	if err != nil {
		x.t.Fatal(err)
	}
	return rows
}

func (x *indexed) append(r ...*index.Rows) {
	x.t.Helper()
	if err := x.store.Append(x.t.Context(), r...); err != nil {
		x.t.Fatal(err)
	}
}

func (x *indexed) read(b *client.Block) *index.Rows {
	x.t.Helper()
	r, err := x.reader.Read(b)
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

// follow reads the latest block.
func (x *indexed) follow(res *abci.ResponseFinalizeBlock) {
	x.t.Helper()
	req := x.c.Requests()[len(x.c.Requests())-1]
	b := &client.Block{
		BlockHead: client.BlockHead{Height: uint64(req.Height), Time: req.Time, Hash: fmt.Sprintf("%X", req.Hash)}, // #nosec G115
		Raw:       req.Txs, Results: res.TxResults, Events: res.Events,
	}
	x.blocks = append(x.blocks, b)
	events := slices.Clone(res.Events)
	for _, r := range res.TxResults {
		events = append(events, r.Events...)
	}
	for _, e := range testchain.Events[*stakev1.EventHotkeySwapped](events) {
		x.swaps = append(x.swaps, swap{b.Height, e.Old, e.New})
	}
	x.append(x.read(b))
}

// agrees compares every balance and every pool with the state.
func (x *indexed) agrees() {
	x.t.Helper()
	want := x.exported()
	balances, pools := map[string]uint64{}, map[string]store.Hotkey{}
	for _, b := range want.Balances {
		balances[b.Address] = uint64(b.Rao) // #nosec G115
	}
	for _, p := range want.Pools {
		h := pools[p.Hotkey]
		if p.Coldkey != "" {
			h.Address, h.Owner = p.Hotkey, p.Coldkey
		}
		h.Rao += uint64(p.Rao) // #nosec G115
		pools[p.Hotkey] = h
	}
	found := map[string]uint64{}
	for cursor := ""; ; {
		page, next, err := x.store.Accounts(x.t.Context(), store.Page{Cursor: cursor, Limit: 7})
		if err != nil {
			x.t.Fatal(err)
		}
		for _, a := range page {
			if a.Rao > 0 {
				found[a.Address] = a.Rao
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	x.compared += len(balances) + len(pools)
	if d := cmp.Diff(balances, found); d != "" {
		x.t.Errorf("after block %d balances differ (state, index):\n%s", x.c.Height(), d)
	}
	hotkeys, err := x.store.Hotkeys(x.t.Context(), 1000)
	if err != nil {
		x.t.Fatal(err)
	}
	stakes := map[string]store.Hotkey{}
	for _, h := range hotkeys {
		h.First = 0
		stakes[h.Address] = h
	}
	if d := cmp.Diff(pools, stakes); d != "" {
		x.t.Errorf("after block %d stakes differ (state, index):\n%s", x.c.Height(), d)
	}
}

// TestIndex_AgreesWithTheChain: what an index adds up from events is what the state says, for every account and every
// hotkey, through a random history of every message.
func TestIndex_AgreesWithTheChain(t *testing.T) {
	t.Parallel()
	w := newWorld(4)
	w.c = testchain.NewSolo(t, w.genesis)
	x := newIndexed(t, w.c)
	for range 150 {
		txs, _, _ := w.block()
		x.follow(w.c.BlockResult(txs...))
		x.agrees()
		x.answers()
		if t.Failed() {
			return
		}
	}
	x.again()
	t.Logf("%d accounts and hotkeys, %d neurons and validators were compared", x.compared, x.answered)
	if x.compared+x.answered < 10_000 {
		t.Error("that is too few")
	}
	totals, err := x.store.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := uint64(150); totals.Blocks != want || totals.Txs != want*historyTxs || totals.Failed == 0 || totals.Transfers == 0 {
		t.Errorf("the days add up to %+v", totals)
	}
}

// TestIndex_KnowsTheModules: payments to and from modules are not shown as transfers.
func TestIndex_KnowsTheModules(t *testing.T) {
	t.Parallel()
	c := testchain.NewSolo(t, nil)
	names := map[string]bool{}
	c.App().Accounts.IterateAccounts(c.Context(), func(a sdk.AccountI) bool {
		if m, ok := a.(sdk.ModuleAccountI); ok {
			names[m.GetName()] = true
		}
		return false
	})
	if d := cmp.Diff(slices.Sorted(maps.Keys(names)), index.Modules); d != "" {
		t.Errorf("modules with an account (chain, index):\n%s", d)
	}
}
