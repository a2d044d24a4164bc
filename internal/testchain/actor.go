package testchain

import (
	"context"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/tianwang-net/tianwang"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/work"
)

// gasLimit of paying transactions.
const gasLimit = 1_000_000

// Actor is a key that signs transactions.
type Actor struct{ key *secp256k1.PrivKey }

// NewActor returns the actor of a name; the same name gives the same key.
func NewActor(name string) *Actor { return &Actor{secp256k1.GenPrivKeyFromSecret([]byte(name))} }

// Address is that of the actor's account.
func (a *Actor) Address() sdk.AccAddress { return sdk.AccAddress(a.key.PubKey().Address()) }

// String is the address as people write it.
func (a *Actor) String() string { return a.Address().String() }

// Refusal is why a transaction failed.
type Refusal struct {
	Codespace string
	Code      uint32
	Log       string
}

// Error implements error.
func (r *Refusal) Error() string { return fmt.Sprintf("%s/%d: %s", r.Codespace, r.Code, r.Log) }

// Sign returns a signed transaction with the messages, paid from the actor's balance at the chain's price. after is how
// many transactions of the actor in the same block come before it.
func (c *Chain) Sign(by *Actor, after uint64, msgs ...sdk.Msg) []byte {
	c.t.Helper()
	price, err := c.App().Emission.GasPrice(c.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return c.SignWithFee(by, after, app.Fee(gasLimit, price), msgs...)
}

// SignWithFee is [Chain.Sign] with a fee in rao.
func (c *Chain) SignWithFee(by *Actor, after, fee uint64, msgs ...sdk.Msg) []byte {
	c.t.Helper()
	var number, sequence uint64
	if account := c.App().Accounts.GetAccount(c.Context(), by.Address()); account != nil {
		number, sequence = account.GetAccountNumber(), account.GetSequence()+after
	}
	config := c.App().Encoding.TxConfig
	b := config.NewTxBuilder()
	if err := b.SetMsgs(msgs...); err != nil {
		c.t.Fatal(err)
	}
	b.SetGasLimit(gasLimit)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(fee))))
	sig := signingtypes.SignatureV2{
		PubKey: by.key.PubKey(), Sequence: sequence,
		Data: &signingtypes.SingleSignatureData{SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT},
	}
	if err := b.SetSignatures(sig); err != nil {
		c.t.Fatal(err)
	}
	bytes, err := authsigning.GetSignBytesAdapter(context.Background(), config.SignModeHandler(), signingtypes.SignMode_SIGN_MODE_DIRECT,
		authsigning.SignerData{ChainID: ChainID, AccountNumber: number, Sequence: sequence, PubKey: by.key.PubKey(), Address: by.String()}, b.GetTx())
	if err != nil {
		c.t.Fatal(err)
	}
	signature, err := by.key.Sign(bytes)
	if err != nil {
		c.t.Fatal(err)
	}
	sig.Data = &signingtypes.SingleSignatureData{SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT, Signature: signature}
	if err := b.SetSignatures(sig); err != nil {
		c.t.Fatal(err)
	}
	tx, err := config.TxEncoder()(b.GetTx())
	if err != nil {
		c.t.Fatal(err)
	}
	return tx
}

// Try offers messages to the mempool and, if they are admitted, puts them into the next block. It returns why they
// failed, nil if they did not.
func (c *Chain) Try(by *Actor, msgs ...sdk.Msg) error {
	c.t.Helper()
	tx := c.Sign(by, 0, msgs...)
	if err := c.Check(tx); err != nil {
		return err
	}
	return Outcome(c.Block(tx)[0])
}

// Outcome returns why a transaction failed, nil if it did not.
func Outcome(r *abci.ExecTxResult) error {
	if r.Code == abci.CodeTypeOK {
		return nil
	}
	return &Refusal{Codespace: r.Codespace, Code: r.Code, Log: r.Log}
}

// Do is [Chain.Try] that must succeed.
func (c *Chain) Do(by *Actor, msgs ...sdk.Msg) {
	c.t.Helper()
	if err := c.Try(by, msgs...); err != nil {
		c.t.Fatal(err)
	}
}

// Work returns a registration by proof of work, bound to the last block.
func (c *Chain) Work(netuid uint32, hotkey, coldkey *Actor) *subnetv1.MsgRegisterWork {
	c.t.Helper()
	r, err := subnetv1.NewQueryClient(c.Query()).WorkBase(c.Context(), &subnetv1.QueryWorkBaseRequest{Netuid: netuid})
	if err != nil {
		c.t.Fatal(err)
	}
	p := work.Puzzle{ChainID: ChainID, Netuid: netuid, BlockHash: r.Hash, Hotkey: hotkey.Address()}
	nonce, err := p.Solve(context.Background(), r.Difficulty, 0, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return &subnetv1.MsgRegisterWork{Hotkey: hotkey.String(), Coldkey: coldkey.String(), Netuid: netuid, Height: r.Height, Nonce: nonce}
}

// Register gives hotkeys slots by proof of work, all in one block, each with the coldkey of the same index.
func (c *Chain) Register(netuid uint32, hotkeys, coldkeys []*Actor) {
	c.t.Helper()
	var txs [][]byte
	for i := range hotkeys {
		tx := c.Sign(hotkeys[i], 0, c.Work(netuid, hotkeys[i], coldkeys[i]))
		if err := c.Check(tx); err != nil {
			c.t.Fatal(err)
		}
		txs = append(txs, tx)
	}
	for _, r := range c.Block(txs...) {
		if err := Outcome(r); err != nil {
			c.t.Fatal(err)
		}
	}
}

// Balance is what an account holds, in rao.
func (c *Chain) Balance(of *Actor) uint64 {
	return c.App().Bank.GetBalance(c.Context(), of.Address(), tianwang.Denom).Amount.Uint64()
}

// Stake is what a coldkey's position on a hotkey is worth, in rao; zero without one.
func (c *Chain) Stake(hotkey, coldkey *Actor) uint64 {
	worth, err := c.App().Stake.Worth(c.Context(), hotkey.Address(), coldkey.Address())
	if err != nil {
		return 0
	}
	return worth
}
