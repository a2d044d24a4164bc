package wallet

import (
	"fmt"
	"strings"

	"github.com/cosmos/go-bip39"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"

	"github.com/tianwang-net/tianwang"
)

// PhraseWords is the number of words of a recovery phrase, which are 256 bits of chance and a checksum.
const PhraseWords = 24

// Accounts of a phrase, in the sense of BIP-44.
const (
	coldAccount = 0
	hotAccount  = 1
)

// NewPhrase returns a new recovery phrase. Whoever knows it owns the keys; it is to be shown once and written on paper.
func NewPhrase() (string, error) {
	entropy, err := bip39.NewEntropy(PhraseWords / 3 * 32)
	if err != nil {
		return "", err
	}
	return bip39.NewMnemonic(entropy)
}

// CheckPhrase returns a phrase in its usual form, in lower case with single spaces, or an [ErrPhrase] that says what is
// wrong without repeating any of the words.
func CheckPhrase(phrase string) (string, error) {
	words := strings.Fields(strings.ToLower(phrase))
	if len(words) != PhraseWords {
		return "", fmt.Errorf("%w: it has %d words, %d are needed", ErrPhrase, len(words), PhraseWords)
	}
	for i, w := range words {
		if _, ok := bip39.ReverseWordMap[w]; !ok {
			return "", fmt.Errorf("%w: word %d is not in the English list of BIP-39", ErrPhrase, i+1)
		}
	}
	phrase = strings.Join(words, " ")
	if _, err := bip39.MnemonicToByteArray(phrase); err != nil {
		return "", fmt.Errorf("%w: the checksum is wrong; a word is mistaken, or two are swapped", ErrPhrase)
	}
	return phrase, nil
}

// derive returns the key of an account of a phrase.
func derive(phrase string, account uint32) (*Key, error) {
	phrase, err := CheckPhrase(phrase)
	if err != nil {
		return nil, err
	}
	path := hd.CreateHDPath(tianwang.CoinType, account, 0).String()
	private, err := hd.Secp256k1.Derive()(phrase, "", path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPhrase, err)
	}
	return newKey(&secp256k1.PrivKey{Key: private}), nil
}
