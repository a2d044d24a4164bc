package wire

import (
	"bytes"
	"testing"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/types/bech32"
)

// TestKey_IsAnAccount compares with the chain's own keys: a hotkey signs and is addressed like any account.
func TestKey_IsAnAccount(t *testing.T) {
	t.Parallel()
	for range 20 {
		account := secp256k1.GenPrivKey()
		k, err := NewKey(account.Key)
		if err != nil {
			t.Fatal(err)
		}
		want, err := bech32.ConvertAndEncode("tao", account.PubKey().Address())
		if err != nil {
			t.Fatal(err)
		}
		if k.Address() != want {
			t.Errorf("address %s, want %s", k.Address(), want)
		}
		msg := []byte("message")
		theirs, _ := account.Sign(msg)
		ours, _ := k.Sign(msg)
		if !bytes.Equal(ours, theirs) {
			t.Errorf("signature %x, want %x", ours, theirs)
		}
		if !account.PubKey().VerifySignature(msg, ours) {
			t.Error("the chain refuses our signature")
		}
	}
}
