package app

import (
	"testing"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// read decodes an account.
func read(t *testing.T, c accountCodec, b []byte) sdk.AccountI {
	t.Helper()
	var account sdk.AccountI
	if err := c.UnmarshalInterface(b, &account); err != nil {
		t.Fatal(err)
	}
	return account
}

// TestAccountCodec: an account is the same whether it is decoded or remembered, and who changes the one it got changes no other.
func TestAccountCodec(t *testing.T) {
	t.Parallel()
	enc := newEncoding()
	authtypes.RegisterInterfaces(enc.Registry)
	plain := enc.Codec
	key := secp256k1.GenPrivKeyFromSecret([]byte("a payer")).PubKey()
	for name, account := range map[string]sdk.AccountI{
		"with a key":    authtypes.NewBaseAccount(sdk.AccAddress(key.Address()), key, 7, 3),
		"without a key": authtypes.NewBaseAccountWithAddress(sdk.AccAddress(key.Address())),
		"of a module":   authtypes.NewEmptyModuleAccount("stake", authtypes.Burner),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newAccountCodec(plain)
			b, err := plain.MarshalInterface(account)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				got := read(t, c, b)
				if again, err := plain.MarshalInterface(got); err != nil || string(again) != string(b) {
					t.Fatalf("reading %d: %v, %v; want %v", i, got, err, account)
				}
				if k := got.GetPubKey(); account.GetPubKey() != nil && (k == nil || !k.Equals(key)) {
					t.Errorf("reading %d: key %v", i, k)
				}
				if err := got.SetSequence(1000 + uint64(i)); err != nil { //nolint:gosec // few
					t.Fatal(err)
				}
				if err := got.SetAccountNumber(99); err != nil {
					t.Fatal(err)
				}
			}
			if c.known.Len() != 1 {
				t.Errorf("%d accounts are remembered, want 1", c.known.Len())
			}
		})
	}
	c := newAccountCodec(plain)
	var account sdk.AccountI
	if err := c.UnmarshalInterface([]byte("no account"), &account); err == nil || c.known.Len() != 0 {
		t.Errorf("what is no account: %v, %d remembered", account, c.known.Len())
	}
}
