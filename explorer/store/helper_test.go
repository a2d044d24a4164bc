package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/internal/pgserver"
)

var server *pgserver.Server

func TestMain(m *testing.M) {
	server = pgserver.Start()
	code := m.Run()
	server.Stop()
	os.Exit(code)
}

// everywhere runs a test on both databases.
func everywhere(t *testing.T, test func(t *testing.T, where string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "index.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, server.Fresh(t))
	})
}

func open(t testing.TB, where string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// began is when the made-up chain began.
var began = time.Date(2026, 1, 1, 23, 50, 0, 0, time.UTC)

// chain makes up blocks that belong together.
type chain struct {
	rng    *rand.Rand
	height uint64
	held   map[string]int64
	staked map[string]int64
	moved  []index.Transfer // of all blocks, oldest first
	at     []uint64         // their heights
}

func newChain(seed uint64) *chain {
	return &chain{rng: rand.New(rand.NewPCG(seed, 7)), held: map[string]int64{}, staked: map[string]int64{}}
}

func user(i int) string   { return fmt.Sprintf("tao1%038d", i) }
func hotkey(i int) string { return fmt.Sprintf("tao1hot%035d", i) }

const (
	users   = 9
	hotkeys = 4
	riches  = 1_000_000

	exchange = 0 // a user
)

// genesis has users with something and hotkeys with nothing.
func (c *chain) genesis() *index.Rows {
	r := &index.Rows{}
	for i := range users {
		c.held[user(i)] = riches
		r.Balances = append(r.Balances, index.Change{Address: user(i), Rao: riches})
	}
	for i := range hotkeys {
		r.Pools = append(r.Pools, index.Step{Hotkey: hotkey(i), Coldkey: user(i)})
		r.Slots = append(r.Slots, index.Slot{Seq: i, Netuid: 1, UID: uint32(i), Hotkey: hotkey(i)}) // #nosec G115
	}
	return r
}

// block has some transfers, each in a transaction of its own, every third of which fails, and a reward.
func (c *chain) block() *index.Rows {
	c.height++
	h := c.height
	r := &index.Rows{Block: index.Block{
		Height: h, Time: began.Add(time.Duration(h) * time.Minute), Hash: fmt.Sprintf("%064X", h), Parent: fmt.Sprintf("%064X", h-1),
		State: "AA", Proposer: "BB", Minted: 10, Burned: h % 3,
	}}
	change := map[string]int64{}
	for i := range c.rng.IntN(4) {
		from, to := user(c.rng.IntN(users)), user(c.rng.IntN(users))
		tx := index.Tx{
			Height: h, Index: i, Hash: fmt.Sprintf("%062X%02X", h, i), GasWanted: 9, GasUsed: 8, Fee: 7, Signer: from, Kinds: "MsgSend",
			Raw: []byte{byte(h), byte(i)}, Events: []byte("[]"), // #nosec G115
		}
		if c.rng.IntN(3) == 0 {
			tx.Code, tx.Codespace, tx.Reason = 5, "sdk", "too poor"
			r.Links = append(r.Links, index.Link{Address: from, Index: i})
		} else {
			t := index.Transfer{Seq: len(r.Transfers), Index: i, From: from, To: to, Rao: uint64(1 + c.rng.IntN(100))} // #nosec G115
			r.Transfers = append(r.Transfers, t)
			c.moved, c.at = append(c.moved, t), append(c.at, h)
			change[from] -= int64(t.Rao) // #nosec G115
			change[to] += int64(t.Rao)   // #nosec G115
			r.Links = append(r.Links, index.Link{Address: from, Index: i})
			if to != from {
				r.Links = append(r.Links, index.Link{Address: to, Index: i})
			}
		}
		r.Txs = append(r.Txs, tx)
	}
	for i := range users {
		if d := change[user(i)]; d != 0 {
			r.Balances = append(r.Balances, index.Change{Address: user(i), Rao: d})
			c.held[user(i)] += d
		}
	}
	key := hotkey(c.rng.IntN(hotkeys))
	r.Rewards = append(r.Rewards, index.Reward{Hotkey: key, Owner: 2, Pool: 3})
	r.Pools = append(r.Pools, index.Step{Hotkey: key, Rao: 5})
	c.staked[key] += 5
	r.Moves = append(r.Moves, index.Move{Seq: len(r.Transfers), Index: -1, Kind: index.MoveAuto, Coldkey: user(0), Hotkey: key, Rao: 5})
	r.Epochs = append(r.Epochs, index.Epoch{Netuid: 1, Epoch: h, Paid: 5, OwnerCut: 1})
	r.Block.Txs = len(r.Txs)
	return r
}

// full is a block of so many transfers between so many people, each a kilobyte of transaction and events. A tenth of them is
// paid by one: an exchange has a longer history than anybody else.
func (c *chain) full(n, people int) *index.Rows {
	r := c.block()
	r.Txs, r.Transfers, r.Links, r.Balances = nil, nil, nil, nil
	h := r.Block.Height
	r.Moves[0].Seq = n
	for i := range n {
		from, to := user(c.rng.IntN(people)), user(c.rng.IntN(people))
		if c.rng.IntN(10) == 0 {
			from = user(exchange)
		}
		r.Txs = append(r.Txs, index.Tx{
			Height: h, Index: i, Hash: fmt.Sprintf("%060X%04X", h, i), Signer: from, Kinds: "MsgSend", Raw: make([]byte, 300), Events: make([]byte, 700),
		})
		r.Links = append(r.Links, index.Link{Address: from, Index: i})
		if to != from {
			r.Links = append(r.Links, index.Link{Address: to, Index: i})
		}
		r.Transfers = append(r.Transfers, index.Transfer{Seq: i, Index: i, From: from, To: to, Rao: 1})
	}
	change := map[string]int64{}
	for _, t := range r.Transfers {
		change[t.From] -= int64(t.Rao) // #nosec G115
		change[t.To] += int64(t.Rao)   // #nosec G115
	}
	for address, d := range change {
		if d != 0 {
			r.Balances = append(r.Balances, index.Change{Address: address, Rao: d})
		}
	}
	return r
}
