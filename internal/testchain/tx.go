package testchain

import (
	"context"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/app"
)

// gasLimit of transactions that do not say otherwise.
const gasLimit = 1_000_000

// Tx is a transaction to be signed. Fields that are left out are filled in as a client would.
type Tx struct {
	By      *Actor
	Msgs    []sdk.Msg
	After   uint64    // how many transactions of the actor in the same block come before it
	Gas     uint64    // gasLimit if 0
	Fee     *uint64   // rao; what the gas costs if nil
	Memo    string    // free text
	Until   time.Time // makes the transaction unordered
	ChainID string    // for which it is signed; ChainID if empty
	Forged  *Actor    // signs in the actor's stead
}

// Build signs a transaction.
func (c *Chain) Build(tx Tx) []byte {
	c.t.Helper()
	if tx.Gas == 0 {
		tx.Gas = gasLimit
	}
	if tx.ChainID == "" {
		tx.ChainID = ChainID
	}
	fee := c.fee(tx)
	var number, sequence uint64
	if account := c.App().Accounts.GetAccount(c.Context(), tx.By.Address()); account != nil {
		number, sequence = account.GetAccountNumber(), account.GetSequence()+tx.After
	}
	config := c.App().Encoding.TxConfig
	b := config.NewTxBuilder()
	if err := b.SetMsgs(tx.Msgs...); err != nil {
		c.t.Fatal(err)
	}
	b.SetGasLimit(tx.Gas)
	b.SetMemo(tx.Memo)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(fee))))
	if !tx.Until.IsZero() {
		b.SetUnordered(true)
		b.SetTimeoutTimestamp(tx.Until)
		sequence = 0
	}
	signer := tx.By
	if tx.Forged != nil {
		signer = tx.Forged
	}
	const mode = signingtypes.SignMode_SIGN_MODE_DIRECT
	signature := signingtypes.SignatureV2{PubKey: tx.By.public(), Sequence: sequence, Data: &signingtypes.SingleSignatureData{SignMode: mode}}
	if err := b.SetSignatures(signature); err != nil {
		c.t.Fatal(err)
	}
	doc, err := authsigning.GetSignBytesAdapter(context.Background(), config.SignModeHandler(), mode, authsigning.SignerData{
		ChainID: tx.ChainID, AccountNumber: number, Sequence: sequence, PubKey: tx.By.public(), Address: tx.By.String(),
	}, b.GetTx())
	if err != nil {
		c.t.Fatal(err)
	}
	signed, err := signer.key.Sign(doc)
	if err != nil {
		c.t.Fatal(err)
	}
	signature.Data = &signingtypes.SingleSignatureData{SignMode: mode, Signature: signed}
	if err := b.SetSignatures(signature); err != nil {
		c.t.Fatal(err)
	}
	bytes, err := config.TxEncoder()(b.GetTx())
	if err != nil {
		c.t.Fatal(err)
	}
	return bytes
}

// fee is what a transaction offers: nothing if all of its messages are free.
func (c *Chain) fee(tx Tx) uint64 {
	c.t.Helper()
	if tx.Fee != nil {
		return *tx.Fee
	}
	price, err := c.App().Emission.GasPrice(c.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range tx.Msgs {
		if !IsFree(m) {
			return app.Fee(tx.Gas, price)
		}
	}
	return 0
}

// Sign returns a signed transaction with the messages, paid from the actor's balance at the chain's price. after is how
// many transactions of the actor in the same block come before it.
func (c *Chain) Sign(by *Actor, after uint64, msgs ...sdk.Msg) []byte {
	c.t.Helper()
	return c.Build(Tx{By: by, After: after, Msgs: msgs})
}

// Try offers messages to the mempool and, if they are admitted, puts them into the next block. It returns why they
// failed, nil if they did not.
func (c *Chain) Try(by *Actor, msgs ...sdk.Msg) error {
	c.t.Helper()
	return c.TryTx(c.Sign(by, 0, msgs...))
}

// TryTx is [Chain.Try] for a transaction.
func (c *Chain) TryTx(tx []byte) error {
	c.t.Helper()
	if err := c.Check(tx); err != nil {
		return err
	}
	return Outcome(c.Block(tx)[0])
}

// Do is [Chain.Try] that must succeed.
func (c *Chain) Do(by *Actor, msgs ...sdk.Msg) {
	c.t.Helper()
	if err := c.Try(by, msgs...); err != nil {
		c.t.Fatal(err)
	}
}

// Step is one message of an actor in a block.
type Step struct {
	By  *Actor
	Msg sdk.Msg
}

// DoAll puts messages into one block, in order; all must succeed.
func (c *Chain) DoAll(steps ...Step) {
	c.t.Helper()
	var txs [][]byte
	after := map[*Actor]uint64{}
	for _, s := range steps {
		tx := c.Sign(s.By, after[s.By], s.Msg)
		after[s.By]++
		if err := c.Check(tx); err != nil {
			c.t.Fatalf("%T of %s: %v", s.Msg, s.By, err)
		}
		txs = append(txs, tx)
	}
	for i, r := range c.Block(txs...) {
		if err := Outcome(r); err != nil {
			c.t.Fatalf("%T of %s: %v", steps[i].Msg, steps[i].By, err)
		}
	}
}

// Dry runs a transaction as the next block would, on the state after the last one, and forgets what it did. It returns
// why the ante handler refused it, or why a message failed.
func (c *Chain) Dry(bytes []byte) (refused, failed error) {
	c.t.Helper()
	tx, err := c.App().TxDecode(bytes)
	if err != nil {
		return err, nil
	}
	header := cmtproto.Header{ChainID: ChainID, Height: c.height + 1, Time: c.timeOf(c.height + 1)}
	ctx := sdk.NewContext(c.App().CommitMultiStore().CacheMultiStore(), header, false, log.NewNopLogger()).
		WithTxBytes(bytes).WithConsensusParams(c.params).WithExecMode(sdk.ExecModeFinalize)
	if ctx, err = c.App().AnteHandler()(ctx, tx, false); err != nil {
		return err, nil
	}
	for _, msg := range tx.GetMsgs() {
		if _, err := c.App().MsgServiceRouter().Handler(msg)(ctx, msg); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
