package explorer

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

func (a *API) blocks(q *query) (List[Block], error) {
	p := q.page()
	if q.err != nil {
		return List[Block]{}, q.err
	}
	all, next, err := a.store.Blocks(q.r.Context(), p)
	return listed(all, next, err, newBlock)
}

func (a *API) block(q *query) (*Block, error) {
	id := q.r.PathValue("block")
	var b *index.Block
	var err error
	if h, wrong := strconv.ParseUint(id, 10, 63); wrong == nil {
		b, err = a.store.Block(q.r.Context(), h)
	} else {
		b, err = a.store.BlockByHash(q.r.Context(), id)
	}
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, notFound("unknown_block", "block %s is not in the index, which goes up to block %d", id, a.indexed())
	}
	out := newBlock(b)
	return &out, nil
}

// maxKinds is how many kinds of messages a question may name.
const maxKinds = 16

func (a *API) txs(q *query) (List[Tx], error) {
	f := store.TxFilter{
		Address: q.address("address"), Height: q.number("height", math.MaxInt64), Kinds: q.names("kind", maxKinds), Failed: q.choice("failed", "true", "false") == "true",
	}
	f.From, f.Till = q.stretch(a.store)
	p := q.page()
	if q.err != nil {
		return List[Tx]{}, q.err
	}
	all, next, err := a.store.Txs(q.r.Context(), f, p)
	return listed(all, next, err, newTx)
}

func (a *API) tx(q *query) (*WholeTx, error) {
	hash := q.r.PathValue("hash")
	t, err := a.store.Tx(q.r.Context(), hash)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, notFound("unknown_tx", "transaction %s is in no block up to %d", hash, a.indexed())
	}
	out := &WholeTx{Tx: newTx(t), Body: json.RawMessage("null"), Events: t.Events}
	if body, err := a.client.TxJSON(t.Raw); err == nil && json.Valid(body) {
		out.Body = bytes.TrimSpace(body)
	}
	return out, nil
}

func (a *API) transfers(q *query) (List[Transfer], error) { return onePage(q, a.transferPages(q)) }

// transferPages reads which payments are asked for.
func (a *API) transferPages(q *query) pages[Transfer] {
	f := store.TransferFilter{
		Address: q.address("address"), Direction: q.choice("direction", "in", "out", "both"), Min: q.number("min_rao", math.MaxInt64),
	}
	f.From, f.Till = q.stretch(a.store)
	return func(p store.Page) (List[Transfer], error) {
		all, next, err := a.store.Transfers(q.r.Context(), f, p)
		return listed(all, next, err, newTransfer)
	}
}

func (a *API) moves(q *query) (List[Move], error) { return onePage(q, a.movePages(q)) }

// movePages reads which moves of stake are asked for.
func (a *API) movePages(q *query) pages[Move] {
	f := store.MoveFilter{Coldkey: q.address("coldkey"), Hotkey: q.address("hotkey")}
	f.From, f.Till = q.stretch(a.store)
	return func(p store.Page) (List[Move], error) {
		all, next, err := a.store.Moves(q.r.Context(), f, p)
		return listed(all, next, err, newMove)
	}
}

func (a *API) slots(q *query) (List[Slot], error) {
	netuid, hotkey, p := q.number("netuid", math.MaxUint16), q.address("hotkey"), q.page()
	if q.err != nil {
		return List[Slot]{}, q.err
	}
	all, next, err := a.store.Slots(q.r.Context(), uint32(netuid), hotkey, p) // #nosec G115 -- checked
	return listed(all, next, err, func(s *store.Slot) Slot {
		return Slot{s.Height, stamp(s.Time), s.Netuid, s.UID, s.Hotkey, Rao(s.Price), s.Replaced}
	})
}

func (a *API) epochs(q *query) (List[Epoch], error) {
	netuid, err := netuidOf(q.r)
	p := q.page()
	if err != nil || q.err != nil {
		return List[Epoch]{}, errors.Join(err, q.err)
	}
	all, next, err := a.store.Epochs(q.r.Context(), netuid, p)
	return listed(all, next, err, func(e *store.Epoch) Epoch { return Epoch{e.Height, e.Epoch.Epoch, Rao(e.Paid), Rao(e.OwnerCut)} })
}

// maxDays is about a year and a half.
const maxDays = 550

func (a *API) days(q *query) (List[Day], error) {
	n := q.number("limit", maxDays)
	if n == 0 {
		n = 30
	}
	if q.err != nil {
		return List[Day]{}, q.err
	}
	all, err := a.store.Days(q.r.Context(), int(n)) // #nosec G115 -- small
	return listed(all, "", err, func(d *store.Day) Day {
		date := time.Unix(int64(d.Day)*86400, 0).UTC().Format(time.DateOnly) // #nosec G115 -- a day
		return Day{date, d.Blocks, d.Txs, d.Failed, d.Transfers, Rao(d.Moved), d.Accounts, Rao(d.Minted), Rao(d.Burned)}
	})
}

func (a *API) stats(q *query) (*Stats, error) {
	supply, err := a.chainSupply(q.r.Context())
	if err != nil {
		return nil, err
	}
	t, err := a.store.Totals(q.r.Context())
	if err != nil {
		return nil, err
	}
	pace, err := a.pace(q.r.Context())
	if err != nil {
		return nil, err
	}
	at := a.indexed()
	return &Stats{
		Height: at, Lag: max(supply.Height, at) - at, Supply: Rao(supply.Supply), Staked: Rao(t.Staked),
		Free: Rao(supply.Supply - min(t.Staked, supply.Supply)), Blocks: t.Blocks, Txs: t.Txs, Failed: t.Failed, Transfers: t.Transfers,
		Accounts: t.Accounts, Holders: t.Holders, Hotkeys: t.Hotkeys, BlockTime: pace.Seconds(),
	}, nil
}

// indexed is the height of the index.
func (a *API) indexed() uint64 {
	at, _ := a.follower.Heights()
	return at
}

var hexadecimal = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// search finds what a text names: a height, a hash, an address, a subnet by its number; and subnets and hotkeys whose name
// it is a part of, whatever the case of the letters.
func (a *API) search(q *query) (List[Found], error) {
	text, ctx := q.text("q"), q.r.Context()
	out := List[Found]{Data: []Found{}}
	add := func(kind, id, label string) { out.Data = append(out.Data, Found{kind, id, label}) }
	if n, err := strconv.ParseUint(text, 10, 63); err == nil {
		if b, err := a.store.Block(ctx, n); err != nil {
			return List[Found]{}, err
		} else if b != nil {
			add("block", text, "")
		}
	}
	for _, g := range a.view.All() {
		s := g.Subnet.Subnet
		if id := strconv.FormatUint(uint64(s.Netuid), 10); id == text || partOf(text, s.Name) || partOf(text, s.Task) {
			add("subnet", id, s.Name)
		}
	}
	if hexadecimal.MatchString(text) {
		if t, err := a.store.Tx(ctx, text); err != nil {
			return List[Found]{}, err
		} else if t != nil {
			add("tx", t.Hash, t.Kinds)
		}
		if b, err := a.store.BlockByHash(ctx, text); err != nil {
			return List[Found]{}, err
		} else if b != nil {
			add("block", strconv.FormatUint(b.Height, 10), "")
		}
	}
	for _, hotkey := range slices.Sorted(maps.Keys(a.cfg.Labels)) {
		if label := a.cfg.Labels[hotkey]; partOf(text, label) {
			add("hotkey", hotkey, label)
		}
	}
	return out, a.searchAddress(ctx, text, add)
}

// partOf says whether a name has a text in it. What is not long enough to mean one is no part of it; numbers are those of
// blocks and subnets.
func partOf(text, name string) bool {
	if _, err := strconv.Atoi(text); err == nil {
		return name == text
	}
	return len(text) > 1 && strings.Contains(strings.ToLower(name), strings.ToLower(text))
}
