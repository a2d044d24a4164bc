package wallet

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/cosmos/cosmos-sdk/crypto"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	_ "github.com/tianwang-net/tianwang" // the prefix of addresses
)

// algorithm is the name of the only kind of key, as the armor states it.
const algorithm = "secp256k1"

// Key signs. It is safe for concurrent use, and printing it in any form prints the address only.
type Key struct {
	private *secp256k1.PrivKey
	public  []byte
	address string
}

func newKey(private *secp256k1.PrivKey) *Key {
	public := private.PubKey()
	return &Key{private, public.Bytes(), sdk.AccAddress(public.Address()).String()}
}

// Address is the bech32 address of the account.
func (k *Key) Address() string { return k.address }

// PublicKey is the compressed public key, 33 bytes.
func (k *Key) PublicKey() []byte { return k.public }

// Sign signs the SHA-256 of msg and returns r‖s with the low s, 64 bytes.
func (k *Key) Sign(msg []byte) ([]byte, error) { return k.private.Sign(msg) }

// Format implements fmt.Formatter, so that no verb prints the private key.
func (k *Key) Format(s fmt.State, _ rune) { fmt.Fprint(s, k.address) }

// Public is what everybody may know of a key.
type Public struct {
	Name      string `json:"name"`
	Address   string `json:"address"`
	PublicKey string `json:"public_key"` // compressed, hexadecimal
}

func (k *Key) describe(name string) Public {
	return Public{Name: name, Address: k.address, PublicKey: hex.EncodeToString(k.public)}
}

// encrypt returns the armored form of the private key.
func (k *Key) encrypt(password string) []byte {
	return []byte(crypto.EncryptArmorPrivKey(k.private, password, algorithm))
}

// decrypt reads the armored form. It returns [ErrPassword], or [ErrCorrupt] for what is not the armor of such a key.
func decrypt(armor []byte, password string) (*Key, error) {
	private, _, err := crypto.UnarmorDecryptPrivKey(string(armor), password)
	if errors.Is(err, sdkerrors.ErrWrongPassword) {
		return nil, ErrPassword
	}
	key, ok := private.(*secp256k1.PrivKey)
	if err != nil || !ok || len(key.Key) != secp256k1.PrivKeySize {
		return nil, ErrCorrupt
	}
	return newKey(key), nil
}
