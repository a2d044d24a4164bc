package client

import (
	"context"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Times of a transaction.
const (
	// lifetime is for how long a transaction may be included after it was signed.
	lifetime = 60 * time.Second
	// pollInterval is how often its inclusion is asked for.
	pollInterval = 200 * time.Millisecond
)

// Signer holds a key, or speaks to whoever holds it.
type Signer interface {
	// Address is the account's bech32 address.
	Address() string
	// PublicKey is the compressed secp256k1 public key, 33 bytes.
	PublicKey() []byte
	// Sign signs the SHA-256 of msg and returns r‖s with the low s, 64 bytes.
	Sign(msg []byte) ([]byte, error)
}

// Result of a transaction that is in a block.
type Result struct {
	Hash    string
	Height  uint64
	GasUsed uint64
	Fee     uint64 // rao
	Events  []abci.Event
	data    []byte
}

// Send signs a transaction with the messages, sends it, and returns when it is in a block and has succeeded. A refusal
// is a [*Refused]; when ctx ends before the outcome is known, the error is an [*UnknownError]. Transactions are
// unordered: any number may be under way for one account at the same time.
func (c *Client) Send(ctx context.Context, by Signer, msgs ...sdk.Msg) (*Result, error) {
	t, err := c.sign(ctx, by, msgs)
	if err != nil {
		return nil, err
	}
	hash := cmttypes.Tx(t.bytes).Hash()
	sent, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultBroadcastTx, error) {
		return n.BroadcastTxSync(ctx, t.bytes)
	})
	if err != nil {
		return nil, fmt.Errorf("sending a transaction: %w", err)
	}
	if sent.Code != abci.CodeTypeOK {
		return nil, &Refused{Codespace: sent.Codespace, Code: sent.Code, Reason: sent.Log}
	}
	return c.await(ctx, hash, t)
}

// await asks for a transaction until it is in a block or cannot be any more.
func (c *Client) await(ctx context.Context, hash []byte, t signedTx) (*Result, error) {
	name := fmt.Sprintf("%X", hash)
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		tx, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (*coretypes.ResultTx, error) {
			return n.Tx(ctx, hash, false)
		})
		if err == nil {
			return result(name, tx, t.fee)
		}
		if s, err := c.tip(ctx); err == nil && s.time.After(t.until) {
			return nil, ErrNotIncluded
		}
		select {
		case <-ctx.Done():
			return nil, &UnknownError{name, context.Cause(ctx)}
		case <-tick.C:
		}
	}
}

func result(name string, tx *coretypes.ResultTx, fee uint64) (*Result, error) {
	r := tx.TxResult
	if r.Code != abci.CodeTypeOK {
		return nil, &Refused{Codespace: r.Codespace, Code: r.Code, Reason: r.Log, Height: uint64(tx.Height)} // #nosec G115
	}
	return &Result{
		Hash: name, Height: uint64(tx.Height), GasUsed: uint64(max(r.GasUsed, 0)), Fee: fee, Events: r.Events, data: r.Data, // #nosec G115
	}, nil
}

// Response decodes the answer to the i-th message into out, for example a *subnetv1.MsgRegisterResponse.
func (c *Client) Response(r *Result, i int, out proto.Message) error {
	var data sdk.TxMsgData
	if err := proto.Unmarshal(r.data, &data); err != nil {
		return err
	}
	if i >= len(data.MsgResponses) {
		return fmt.Errorf("transaction %s has %d answers, number %d was asked for", r.Hash, len(data.MsgResponses), i)
	}
	return proto.Unmarshal(data.MsgResponses[i].Value, out)
}
