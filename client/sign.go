package client

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// gasPerMessage is the gas limit of a message. What we send costs far less; the limit is what the fee is reckoned from.
const gasPerMessage = 300_000

type signedTx struct {
	bytes []byte
	fee   uint64
	until time.Time // block time after which it cannot be included
}

// sign builds a transaction: unordered, with the chain's fee, signed by one key.
func (c *Client) sign(ctx context.Context, by Signer, msgs []sdk.Msg) (signedTx, error) {
	chainID, err := c.ChainID(ctx)
	if err != nil {
		return signedTx{}, err
	}
	number, err := c.accountNumber(ctx, by.Address(), msgs)
	if err != nil {
		return signedTx{}, err
	}
	gas, fee, err := c.cost(ctx, msgs)
	if err != nil {
		return signedTx{}, err
	}
	s, err := c.tip(ctx)
	if err != nil {
		return signedTx{}, err
	}
	t := signedTx{fee: fee}
	if t.until, err = unique(s.time.Add(lifetime)); err != nil {
		return t, err
	}

	key := &secp256k1.PubKey{Key: by.PublicKey()}
	b := c.enc.tx.NewTxBuilder()
	if err := b.SetMsgs(msgs...); err != nil {
		return t, err
	}
	b.SetGasLimit(gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(fee))))
	b.SetUnordered(true)
	b.SetTimeoutTimestamp(t.until)
	sig := func(signature []byte) signingtypes.SignatureV2 {
		return signingtypes.SignatureV2{PubKey: key, Data: &signingtypes.SingleSignatureData{
			SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT, Signature: signature,
		}}
	}
	if err := b.SetSignatures(sig(nil)); err != nil { // the key is part of what is signed
		return t, err
	}
	doc, err := authsigning.GetSignBytesAdapter(ctx, c.enc.tx.SignModeHandler(), signingtypes.SignMode_SIGN_MODE_DIRECT,
		authsigning.SignerData{ChainID: chainID, AccountNumber: number, PubKey: key, Address: by.Address()}, b.GetTx())
	if err != nil {
		return t, err
	}
	signature, err := by.Sign(doc)
	if err != nil {
		return t, fmt.Errorf("signing with %s: %w", by.Address(), err)
	}
	if err := b.SetSignatures(sig(signature)); err != nil {
		return t, err
	}
	t.bytes, err = c.enc.tx.TxEncoder()(b.GetTx())
	return t, err
}

// accountNumber returns the number of an account. One that does not exist can only register by work, and signs with 0.
func (c *Client) accountNumber(ctx context.Context, address string, msgs []sdk.Msg) (uint64, error) {
	r, err := authtypes.NewQueryClient(c).AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: address})
	if err == nil {
		return r.Info.AccountNumber, nil
	}
	if status.Code(err) != codes.NotFound {
		return 0, err
	}
	if _, ok := msgs[0].(*subnetv1.MsgRegisterWork); ok {
		return 0, nil
	}
	return 0, fmt.Errorf("account %s does not exist yet: send it some TAO, or register a hotkey by work: %w", address, err)
}

// cost returns the gas limit and the fee of a transaction.
func (c *Client) cost(ctx context.Context, msgs []sdk.Msg) (gas, fee uint64, err error) {
	p, err := emissionv1.NewQueryClient(c).Params(ctx, &emissionv1.QueryParamsRequest{})
	if err != nil {
		return 0, 0, err
	}
	if isFree(p.Params.FreeMessages, msgs) {
		return freeGas(msgs), 0, nil
	}
	for _, m := range msgs {
		one, err := c.gas(ctx, m)
		if err != nil {
			return 0, 0, err
		}
		gas += one
	}
	return gas, tokenomics.PartUp(gas, p.Params.GasPrice, tokenomics.Million), nil
}

// Fee returns what a transaction with the messages costs, in rao.
func (c *Client) Fee(ctx context.Context, msgs ...sdk.Msg) (uint64, error) {
	_, fee, err := c.cost(ctx, msgs)
	return fee, err
}

// isFree says whether a transaction with these messages costs no fee: the chain lists the types of all of them.
func isFree(list []string, msgs []sdk.Msg) bool {
	for _, m := range msgs {
		if !slices.Contains(list, sdk.MsgTypeURL(m)) {
			return false
		}
	}
	return len(msgs) > 0
}

// unique returns a time within a second of t that no other transaction has: two unordered ones of the same account must
// differ in it. Several processes may sign for one account, so that chance decides and not a counter.
func unique(t time.Time) (time.Time, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(time.Second)))
	if err != nil {
		return t, err
	}
	return t.Add(time.Duration(n.Int64())), nil
}
