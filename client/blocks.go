package client

import (
	"context"
	"fmt"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cometbft/cometbft/types"
)

// BlockHead is what a block says of itself.
type BlockHead struct {
	Height   uint64
	Time     time.Time
	Hash     string // hexadecimal
	Txs      int
	Proposer string // address of the producer's key, hexadecimal
}

// headsPerCall is how many heads a node returns at once.
const headsPerCall = 20

// Blocks returns the latest blocks, newest first, at most limit of them.
func (c *Client) Blocks(ctx context.Context, limit uint64) ([]BlockHead, error) {
	var out []BlockHead
	highest := int64(0) // 0 is the latest
	for uint64(len(out)) < limit {
		r, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultBlockchainInfo, error) {
			lowest := int64(0)
			if highest > 0 {
				lowest = max(highest-headsPerCall+1, 1)
			}
			return n.BlockchainInfo(ctx, lowest, highest)
		})
		if err != nil {
			return nil, err
		}
		for _, m := range r.BlockMetas {
			if uint64(len(out)) == limit {
				break
			}
			out = append(out, BlockHead{
				Height: uint64(m.Header.Height), Time: m.Header.Time, Hash: m.BlockID.Hash.String(), Txs: m.NumTxs, // #nosec G115
				Proposer: m.Header.ProposerAddress.String(),
			})
		}
		if len(r.BlockMetas) == 0 || r.BlockMetas[len(r.BlockMetas)-1].Header.Height <= 1 {
			return out, nil
		}
		highest = r.BlockMetas[len(r.BlockMetas)-1].Header.Height - 1
	}
	return out, nil
}

// Signers returns the addresses, as blocks name them, of the producers that signed the block at a height. The latest block may
// lack those that were late.
func (c *Client) Signers(ctx context.Context, height uint64) (map[string]bool, error) {
	h := int64(height) // #nosec G115 -- heights are far below 2⁶³
	r, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultCommit, error) { return n.Commit(ctx, &h) })
	if err != nil {
		return nil, fmt.Errorf("signatures of block %d: %w", height, err)
	}
	out := map[string]bool{}
	for _, s := range r.Commit.Signatures {
		if s.BlockIDFlag == types.BlockIDFlagCommit {
			out[s.ValidatorAddress.String()] = true
		}
	}
	return out, nil
}
