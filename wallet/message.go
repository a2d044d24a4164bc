package wallet

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	secp "github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// SignMessage signs a text for people or programs outside the chain, in the form of ADR-036, which other Cosmos wallets
// use as well. Such a signature can never pass as one of a transaction or of a request between neurons.
func (k *Key) SignMessage(msg []byte) ([]byte, error) {
	doc, err := messageDoc(k.address, msg)
	if err != nil {
		return nil, err
	}
	return k.Sign(doc)
}

// VerifyMessage returns nil if the signature is one of the message by the key of the address, otherwise [ErrSignature].
// The public key need not be known: the signature reveals it.
func VerifyMessage(address string, msg, signature []byte) error {
	doc, err := messageDoc(address, msg)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(doc)
	for recovery := range byte(4) { // four keys fit a signature, one of them is the signer's
		public, _, err := ecdsa.RecoverCompact(append([]byte{27 + 4 + recovery}, signature...), hash[:])
		if err != nil {
			continue
		}
		key := secp256k1.PubKey{Key: public.SerializeCompressed()}
		if sdk.AccAddress(key.Address()).String() == address && lowS(signature) {
			return nil
		}
	}
	return fmt.Errorf("%w: it is not one of this message by %s", ErrSignature, address)
}

// lowS says whether the second half of a signature is the smaller of its two possible values.
func lowS(signature []byte) bool {
	var s secp.ModNScalar
	return !s.SetByteSlice(signature[32:]) && !s.IsOverHalfOrder()
}

// messageDoc returns the bytes that ADR-036 signs: a transaction of the old form, with sorted keys, of no chain.
func messageDoc(address string, msg []byte) ([]byte, error) {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return nil, fmt.Errorf("address %q: %w", address, err)
	}
	type object = map[string]any // written with sorted keys
	return json.Marshal(object{
		"account_number": "0", "chain_id": "", "sequence": "0", "memo": "",
		"fee": object{"amount": []string{}, "gas": "0"},
		"msgs": []object{{
			"type":  "sign/MsgSignData",
			"value": object{"data": base64.StdEncoding.EncodeToString(msg), "signer": address},
		}},
	})
}
