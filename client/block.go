package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Block is a block with all that came of it.
type Block struct {
	BlockHead
	Parent  string // hash of the block before it, "" of the first
	State   string // hash of the state that it began with, hexadecimal
	Raw     [][]byte
	Results []*abci.ExecTxResult // of each transaction
	Events  []abci.Event         // of the block itself
}

// Block returns the block at a height with its results. A node that has pruned it says so.
func (c *Client) Block(ctx context.Context, height uint64) (*Block, error) {
	h := int64(height) // #nosec G115 -- heights are far below 2⁶³
	b, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultBlock, error) { return n.Block(ctx, &h) })
	if err != nil {
		return nil, fmt.Errorf("block %d: %w", height, err)
	}
	r, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultBlockResults, error) {
		return n.BlockResults(ctx, &h)
	})
	if err != nil {
		return nil, fmt.Errorf("results of block %d: %w", height, err)
	}
	if len(r.TxsResults) != len(b.Block.Txs) {
		return nil, fmt.Errorf("block %d: the node has %d results for %d transactions", height, len(r.TxsResults), len(b.Block.Txs))
	}
	head := b.Block.Header
	out := &Block{
		BlockHead: BlockHead{
			Height: height, Time: head.Time, Hash: b.BlockID.Hash.String(), Txs: len(b.Block.Txs), Proposer: head.ProposerAddress.String(),
		},
		Parent: head.LastBlockID.Hash.String(), State: head.AppHash.String(), Results: r.TxsResults, Events: r.FinalizeBlockEvents,
	}
	for _, tx := range b.Block.Txs {
		out.Raw = append(out.Raw, tx)
	}
	return out, nil
}

// Genesis returns the state of each module that the chain began with, and the height of its first block.
func (c *Client) Genesis(ctx context.Context) (state map[string]json.RawMessage, first uint64, err error) {
	var text []byte
	for part, parts := 0, 1; part < parts; part++ {
		g, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultGenesisChunk, error) {
			return n.GenesisChunked(ctx, uint(part)) // #nosec G115 -- not negative
		})
		if err != nil {
			return nil, 0, fmt.Errorf("genesis: %w", err)
		}
		b, err := decodeChunk(g.Data)
		if err != nil {
			return nil, 0, fmt.Errorf("genesis: %w", err)
		}
		text, parts = append(text, b...), g.TotalChunks
	}
	var doc struct {
		InitialHeight json.RawMessage            `json:"initial_height"` // the engine writes a string, the SDK a number
		AppState      map[string]json.RawMessage `json:"app_state"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, 0, fmt.Errorf("genesis: %w", err)
	}
	first, err = initialHeight(doc.InitialHeight)
	return doc.AppState, first, err
}

// DecodeTx reads a transaction.
func (c *Client) DecodeTx(raw []byte) (sdk.Tx, error) { return c.enc.tx.TxDecoder()(raw) }

// TxJSON returns a transaction in the JSON form of protobuf.
func (c *Client) TxJSON(raw []byte) ([]byte, error) {
	tx, err := c.DecodeTx(raw)
	if err != nil {
		return nil, err
	}
	return c.enc.tx.TxJSONEncoder()(tx)
}

// ReadJSON reads a message in the JSON form of protobuf.
func (c *Client) ReadJSON(b []byte, into proto.Message) error {
	return c.enc.codec.UnmarshalJSON(b, into)
}

func decodeChunk(text string) ([]byte, error) { return base64.StdEncoding.DecodeString(text) }

// initialHeight reads a height that may be a string, a number or missing; chains begin with block 1 then.
func initialHeight(text json.RawMessage) (uint64, error) {
	s := strings.Trim(string(text), `"`)
	if s == "" || s == "0" || s == "null" {
		return 1, nil
	}
	h, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("genesis: initial height %s: %w", text, err)
	}
	return h, nil
}
