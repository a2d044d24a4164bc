package fleet

import (
	"context"
	"time"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// Tx is a transaction to be signed. It is unordered: two of one signer must differ in Until.
type Tx struct {
	By    Key
	Msgs  []sdk.Msg
	Gas   uint64
	Fee   uint64    // rao
	Until time.Time // the block time after which it cannot be included
}

// Sign returns the bytes of a transaction. Its signer must have an account in genesis.
func (f *Fleet) Sign(t Tx) ([]byte, error) {
	config := f.app.Encoding.TxConfig
	key := &secp256k1.PubKey{Key: t.By.PublicKey()}
	b := config.NewTxBuilder()
	if err := b.SetMsgs(t.Msgs...); err != nil {
		return nil, err
	}
	b.SetGasLimit(t.Gas)
	if t.Fee > 0 {
		b.SetFeeAmount(Coins(t.Fee))
	}
	b.SetUnordered(true)
	b.SetTimeoutTimestamp(t.Until)
	sign := func(signature []byte) error {
		return b.SetSignatures(signingtypes.SignatureV2{PubKey: key, Data: &signingtypes.SingleSignatureData{
			SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT, Signature: signature,
		}})
	}
	if err := sign(nil); err != nil { // the key is part of what is signed
		return nil, err
	}
	doc, err := authsigning.GetSignBytesAdapter(context.Background(), config.SignModeHandler(), signingtypes.SignMode_SIGN_MODE_DIRECT,
		authsigning.SignerData{ChainID: ChainID, AccountNumber: f.numbers[t.By.Address()], PubKey: key, Address: t.By.Address()}, b.GetTx())
	if err != nil {
		return nil, err
	}
	signature, err := t.By.Sign(doc)
	if err != nil {
		return nil, err
	}
	if err := sign(signature); err != nil {
		return nil, err
	}
	return config.TxEncoder()(b.GetTx())
}
