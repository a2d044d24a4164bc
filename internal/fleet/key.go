package fleet

import (
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Key is an account whose secret is its name: for networks whose coins have no worth.
type Key struct {
	secret  *secp256k1.PrivKey
	address sdk.AccAddress
}

// NewKey returns the key of a name.
func NewKey(name string) Key {
	secret := secp256k1.GenPrivKeyFromSecret([]byte(name))
	return Key{secret, sdk.AccAddress(secret.PubKey().Address())}
}

// Account is the address as bytes.
func (k Key) Account() sdk.AccAddress { return k.address }

// Address implements client.Signer.
func (k Key) Address() string { return k.address.String() }

// PublicKey implements client.Signer.
func (k Key) PublicKey() []byte { return k.secret.PubKey().Bytes() }

// Sign implements client.Signer.
func (k Key) Sign(msg []byte) ([]byte, error) { return k.secret.Sign(msg) }
