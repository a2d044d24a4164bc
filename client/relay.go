package client

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"

	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
)

// Found is a transaction that is in a block, whether it succeeded or not.
type Found struct {
	Hash      string
	Height    uint64
	Code      uint32 // 0 is success
	Codespace string
	Log       string // why it failed
}

// Broadcast sends a transaction that somebody else signed, and returns its hash once a node has taken it. A refusal is a
// [*Refused]. What becomes of it, [Client.FindTx] knows.
func (c *Client) Broadcast(ctx context.Context, raw []byte) (string, error) {
	sent, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultBroadcastTx, error) {
		return n.BroadcastTxSync(ctx, raw)
	})
	switch {
	case err != nil && strings.Contains(err.Error(), "already exists in cache"): // it was sent before, which is as good
		return fmt.Sprintf("%X", cmttypes.Tx(raw).Hash()), nil
	case err != nil:
		return "", fmt.Errorf("sending a transaction: %w", err)
	case sent.Code != abci.CodeTypeOK:
		return "", &Refused{Codespace: sent.Codespace, Code: sent.Code, Reason: sent.Log}
	}
	return fmt.Sprintf("%X", cmttypes.Tx(raw).Hash()), nil
}

// Simulate returns the gas that a transaction would use now; its signature may be anything. The error of one that would
// fail is a gRPC status with the chain's reason.
func (c *Client) Simulate(ctx context.Context, raw []byte) (uint64, error) {
	r, err := txtypes.NewServiceClient(c).Simulate(ctx, &txtypes.SimulateRequest{TxBytes: raw})
	if err != nil {
		return 0, err
	}
	return r.GasInfo.GasUsed, nil
}

// FindTx returns what became of a transaction, nil if it is in no block.
func (c *Client) FindTx(ctx context.Context, hash string) (*Found, error) {
	raw, err := hex.DecodeString(hash)
	if err != nil {
		return nil, fmt.Errorf("transaction %q: %w", hash, err)
	}
	tx, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultTx, error) {
		return n.Tx(ctx, raw, false)
	})
	if err != nil {
		if strings.Contains(err.Error(), "not found") {
			return nil, nil //nolint:nilnil // there is none, and nothing went wrong
		}
		return nil, err
	}
	r := tx.TxResult
	return &Found{Hash: fmt.Sprintf("%X", raw), Height: uint64(tx.Height), Code: r.Code, Codespace: r.Codespace, Log: r.Log}, nil // #nosec G115
}
