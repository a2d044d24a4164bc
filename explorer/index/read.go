package index

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/client"
)

// Modules are those that hold money, by the names that their addresses are made of.
var Modules = []string{"emission", "escrow", "fee_collector", "gov", "producer", "producer_fees", "stake", "subnet"}

// Reader reads blocks.
type Reader struct {
	decode func(raw []byte) (sdk.Tx, error)
	module map[string]bool // addresses of modules
}

// NewReader returns a reader that decodes transactions so.
func NewReader(decode func(raw []byte) (sdk.Tx, error)) *Reader {
	r := &Reader{decode: decode, module: map[string]bool{}}
	for _, name := range Modules {
		r.module[authtypes.NewModuleAddress(name).String()] = true
	}
	return r
}

// Read returns the rows of a block. The error says that the block is not one of this chain's.
func (r *Reader) Read(b *client.Block) (*Rows, error) {
	if len(b.Raw) != len(b.Results) {
		return nil, fmt.Errorf("block %d: %d transactions and %d results", b.Height, len(b.Raw), len(b.Results))
	}
	w := work{reader: r, balances: map[string]int64{}, rows: &Rows{Block: Block{
		Height: b.Height, Time: b.Time.UTC(), Hash: b.Hash, Parent: b.Parent, State: b.State, Proposer: b.Proposer, Txs: len(b.Raw),
	}}}
	// The work at the start of a block comes before its transactions, that at the end after them; the engine keeps both in
	// one list, and an attribute says which is which.
	start, end := parts(b.Events)
	if err := w.events(-1, start, nil); err != nil {
		return nil, fmt.Errorf("block %d: %w", b.Height, err)
	}
	for i, raw := range b.Raw {
		if err := w.tx(i, raw, b.Results[i]); err != nil {
			return nil, fmt.Errorf("block %d, transaction %d: %w", b.Height, i, err)
		}
	}
	if err := w.events(-1, end, nil); err != nil {
		return nil, fmt.Errorf("block %d: %w", b.Height, err)
	}
	for _, address := range slices.Sorted(maps.Keys(w.balances)) {
		if rao := w.balances[address]; rao != 0 {
			w.rows.Balances = append(w.rows.Balances, Change{address, rao})
		}
	}
	return w.rows, nil
}

// parts divides the events of a block's own work.
func parts(events []abci.Event) (start, end []abci.Event) {
	for _, e := range events {
		if attribute(e, "mode") == "EndBlock" {
			end = append(end, e)
		} else {
			start = append(start, e)
		}
	}
	return start, end
}

// work is a block that is being read.
type work struct {
	reader   *Reader
	rows     *Rows
	balances map[string]int64
	seq      int
}

// tx reads a transaction. One that cannot be decoded was in the block all the same, and failed.
func (w *work) tx(i int, raw []byte, res *abci.ExecTxResult) error {
	hash := sha256.Sum256(raw)
	t := Tx{
		Height: w.rows.Block.Height, Index: i, Hash: strings.ToUpper(hex.EncodeToString(hash[:])), Raw: raw,
		Code: res.Code, Codespace: res.Codespace, GasWanted: uint64(max(res.GasWanted, 0)), GasUsed: uint64(max(res.GasUsed, 0)), // #nosec G115
	}
	if res.Code != 0 {
		t.Reason = res.Log
	}
	seen := map[string]bool{}
	if tx, err := w.reader.decode(raw); err == nil {
		t.Kinds = kinds(tx)
		t.Fee = fee(tx)
		t.Signer = signer(tx, seen)
	}
	if err := w.events(i, res.Events, seen); err != nil {
		return err
	}
	events, err := encode(res.Events)
	if err != nil {
		return err
	}
	t.Events = events
	w.rows.Txs = append(w.rows.Txs, t)
	for _, address := range slices.Sorted(maps.Keys(seen)) {
		if !w.reader.module[address] {
			w.rows.Links = append(w.rows.Links, Link{address, i})
		}
	}
	return nil
}

// kinds names the messages of a transaction without their packages.
func kinds(tx sdk.Tx) string {
	var names []string
	for _, m := range tx.GetMsgs() {
		name := proto.MessageName(m)
		names = append(names, name[strings.LastIndex(name, ".")+1:])
	}
	return strings.Join(names, " ")
}

func fee(tx sdk.Tx) uint64 {
	f, ok := tx.(sdk.FeeTx)
	if !ok {
		return 0
	}
	amount := f.GetFee().AmountOf(tianwang.Denom)
	if !amount.IsUint64() {
		return 0
	}
	return amount.Uint64()
}

// signer returns the first signer and notes all.
func signer(tx sdk.Tx, seen map[string]bool) string {
	s, ok := tx.(interface{ GetSigners() ([][]byte, error) })
	if !ok {
		return ""
	}
	all, err := s.GetSigners()
	if err != nil || len(all) == 0 {
		return ""
	}
	for _, a := range all {
		seen[sdk.AccAddress(a).String()] = true
	}
	return sdk.AccAddress(all[0]).String()
}

// Event is an event as it is kept and shown.
type Event struct {
	Kind       string      `json:"kind"`
	Attributes [][2]string `json:"attributes"`
}

// encode writes events as they are kept.
func encode(events []abci.Event) ([]byte, error) {
	out := make([]Event, len(events))
	for i, e := range events {
		out[i] = Event{Kind: e.Type, Attributes: [][2]string{}}
		for _, a := range e.Attributes {
			out[i].Attributes = append(out[i].Attributes, [2]string{a.Key, a.Value})
		}
	}
	return json.Marshal(out)
}

func attribute(e abci.Event, key string) string {
	for _, a := range e.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}
