package chaos

import (
	"context"
	"fmt"
	"path/filepath"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/fleet"
)

// Fates of what was sent.
type Fates struct {
	Sent      int
	Succeeded int // in a block, once
	Failed    int // in a block, without effect but for a fee
	Repeated  int // in a second block, without any effect
	Refused   int // by every node that answered
	Expired   int // taken by a node, but in no block, and never will be
	Unsent    int // no node answered, and it is in no block
}

// placed is where a transaction is.
type placed struct {
	height int64
	code   uint32
	paid   bool // a fee
}

// audit goes through the books: the chain as one node has it, against the journal, the witness, the balances of all
// users, and the other nodes.
func (s *stage) audit(ctx context.Context, journal []*Entry, w *witness, top int64) (Fates, error) {
	f := Fates{Sent: len(journal)}
	chain, err := s.readChain(ctx, w, top)
	if err != nil {
		return f, err
	}
	expected := make([]int64, users)
	for i := range expected {
		expected[i] = riches
	}
	for _, e := range journal {
		if err := f.count(e, chain[e.Hash], w, expected); err != nil {
			return f, err
		}
	}
	for i, k := range s.users {
		r, err := banktypes.NewQueryClient(s.client).Balance(client.AtHeight(ctx, uint64(top)), // #nosec G115 -- a height
			&banktypes.QueryBalanceRequest{Address: k.Address(), Denom: tianwang.Denom})
		if err != nil {
			return f, err
		}
		if got := r.Balance.Amount.Int64(); got != expected[i] {
			return f, fmt.Errorf("user %d has %d rao after block %d, its transactions left it %d", i, got, top, expected[i])
		}
	}
	return f, s.compare(ctx, w, top)
}

// count judges one transaction and books what it did.
func (f *Fates) count(e *Entry, at []placed, w *witness, expected []int64) error {
	if height, shown := w.shown[e.Hash]; shown && len(at) == 0 {
		return fmt.Errorf("transaction %s was in block %d and is in none now", e.Hash, height)
	}
	succeeded := 0
	for _, p := range at {
		if p.code == abci.CodeTypeOK {
			succeeded++
			if e.Transfer {
				expected[e.From] -= int64(e.Amount) // #nosec G115 -- far below 2⁶³
				expected[e.To] += int64(e.Amount)   // #nosec G115 -- far below 2⁶³
			}
		}
		if e.Transfer && p.paid {
			expected[e.From] -= transferGas
		}
	}
	switch {
	case succeeded > 1:
		return fmt.Errorf("transaction %s succeeded %d times: %+v", e.Hash, succeeded, at)
	case succeeded == 1:
		f.Succeeded++
		f.Repeated += len(at) - 1
	case len(at) > 0:
		f.Failed++
		f.Repeated += len(at) - 1
	case e.Accepted:
		f.Expired++
	case e.Refused != "":
		f.Refused++
	default:
		f.Unsent++
	}
	return nil
}

// readChain returns where every transaction is, as the first node has it.
func (s *stage) readChain(ctx context.Context, w *witness, top int64) (map[string][]placed, error) {
	out := map[string][]placed{}
	rpc := s.fleet.Nodes[0].RPC()
	for h := int64(1); h <= top; h++ {
		b, err := rpc.Block(ctx, &h)
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", h, err)
		}
		var hashes []string
		for _, tx := range b.Block.Txs {
			hashes = append(hashes, fmt.Sprintf("%X", tx.Hash()))
		}
		if err := w.note(s.fleet.Nodes[0].Name, h, b.BlockID.Hash.String(), hashes); err != nil {
			return nil, err
		}
		if len(hashes) == 0 {
			continue
		}
		r, err := rpc.BlockResults(ctx, &h)
		if err != nil {
			return nil, fmt.Errorf("results of block %d: %w", h, err)
		}
		for i, tx := range hashes {
			res := r.TxsResults[i]
			out[tx] = append(out[tx], placed{h, res.Code, paidFee(res.Events)})
		}
	}
	return out, nil
}

// paidFee says whether a transaction got past the ante handler: what it did there stays, whatever happened later.
func paidFee(events []abci.Event) bool {
	for _, e := range events {
		for _, a := range e.Attributes {
			if e.Type == sdk.EventTypeTx && a.Key == sdk.AttributeKeyFee {
				return true
			}
		}
	}
	return false
}

// compare holds the blocks of all nodes against what the witness knows.
func (s *stage) compare(ctx context.Context, w *witness, top int64) error {
	for _, n := range s.fleet.Nodes[1:] {
		for h := top; h > 0; {
			r, err := n.RPC().BlockchainInfo(ctx, max(h-19, 1), h)
			if err != nil {
				return fmt.Errorf("%s: %w", n.Name, err)
			}
			for _, m := range r.BlockMetas {
				if err := w.note(n.Name, m.Header.Height, m.BlockID.Hash.String(), nil); err != nil {
					return err
				}
				h = min(h, m.Header.Height-1)
			}
		}
	}
	return nil
}

// checkState opens the state of a node that has stopped, and lets the chain check its own books.
func checkState(n *fleet.Node) error {
	db, err := dbm.NewDB("application", dbm.GoLevelDBBackend, filepath.Join(string(n.Home), "data"))
	if err != nil {
		return fmt.Errorf("%s: %w", n.Name, err)
	}
	a := app.New(log.NewNopLogger(), db, app.Options{Home: string(n.Home)})
	defer a.Close() // again: it only matters when something failed
	header := cmtproto.Header{Height: a.LastBlockHeight()}
	ctx := sdk.NewContext(a.CommitMultiStore().CacheMultiStore(), header, false, log.NewNopLogger())
	if err := a.CheckInvariants(ctx); err != nil {
		return fmt.Errorf("%s, after block %d: %w", n.Name, a.LastBlockHeight(), err)
	}
	return a.Close()
}
