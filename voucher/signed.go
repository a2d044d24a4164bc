package voucher

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
)

// Sizes of keys and signatures, in bytes.
const (
	SignatureSize = 64 // r‖s
	PublicKeySize = 33 // compressed
)

// maxText is the length of the longest text form.
const maxText = (8*4 + len(domain) + MaxChainID + 16*MaxSpends + SignatureSize + 2) / 3 * 4

// Signer holds a key, or speaks to whoever holds it.
type Signer interface {
	// Sign signs the SHA-256 of msg and returns r‖s with the low s, 64 bytes.
	Sign(msg []byte) ([]byte, error)
}

// Signed is a voucher with its signature: ECDSA on secp256k1 over the SHA-256 of [Voucher.Bytes], r‖s, with the low s.
type Signed struct {
	Voucher
	Signature []byte `json:"signature"`
}

// Sign checks a voucher and signs it.
func Sign(v Voucher, by Signer) (Signed, error) {
	if err := v.Check(); err != nil {
		return Signed{}, err
	}
	signature, err := by.Sign(v.Bytes())
	return Signed{v, signature}, err
}

// Verify returns nil if the voucher has its form and was signed by the key, otherwise [ErrForm] or [ErrSignature]. It
// does not say whether the voucher is worth anything: that depends on what came before, see [Voucher.Since], and on the
// channel's deposit. A signature has one form only: of the two values that s can have the lower is accepted.
func (s Signed) Verify(publicKey []byte) error {
	if err := s.Check(); err != nil {
		return err
	}
	key, err := ParsePublicKey(publicKey)
	if err != nil {
		return err
	}
	var r, low secp256k1.ModNScalar
	if len(s.Signature) != SignatureSize || r.SetByteSlice(s.Signature[:32]) || low.SetByteSlice(s.Signature[32:]) || low.IsOverHalfOrder() {
		return fmt.Errorf("%w: 64 bytes are needed, r and s, with the low s", ErrSignature)
	}
	hash := sha256.Sum256(s.Bytes())
	if !ecdsa.NewSignature(&r, &low).Verify(hash[:], key) {
		return fmt.Errorf("%w: channel %d of %s, key %x", ErrSignature, s.Channel, s.ChainID, publicKey)
	}
	return nil
}

// ParsePublicKey reads a compressed public key; the error is an [ErrSignature], since nothing can be signed by another.
func ParsePublicKey(b []byte) (*secp256k1.PublicKey, error) {
	if len(b) != PublicKeySize {
		return nil, fmt.Errorf("%w: public key has %d bytes, a compressed one has %d", ErrSignature, len(b), PublicKeySize)
	}
	key, err := secp256k1.ParsePubKey(b)
	if err != nil {
		return nil, fmt.Errorf("%w: public key %x is not a point of the curve", ErrSignature, b)
	}
	return key, nil
}

// String returns the text form: what was signed and the signature, in base64 with the alphabet of URLs, unpadded. It
// fits into a header field.
func (s Signed) String() string {
	return base64.RawURLEncoding.EncodeToString(append(s.Bytes(), s.Signature...))
}

// Parse reads the text form. Every voucher has exactly one; anything else is [ErrForm]. The signature is not verified.
func Parse(text string) (Signed, error) {
	if len(text) > maxText {
		return Signed{}, fmt.Errorf("%w: %d characters, at most %d are needed", ErrForm, len(text), maxText)
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return Signed{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	r := reader{b: b}
	if name := r.string(); r.short || name != domain {
		return Signed{}, fmt.Errorf("%w: it does not begin with %q", ErrForm, domain)
	}
	var s Signed
	s.ChainID, s.Channel = r.string(), r.number()
	n := r.number()
	for i := uint64(0); i < n && !r.short; i++ {
		netuid, amount := r.number(), r.number()
		if netuid > math.MaxUint32 {
			return Signed{}, fmt.Errorf("%w: netuid %d", ErrForm, netuid)
		}
		s.Spent = append(s.Spent, Spend{uint32(netuid), amount})
	}
	if s.Signature = r.b; r.short || len(s.Signature) != SignatureSize {
		return Signed{}, fmt.Errorf("%w: it ends too early or too late", ErrForm)
	}
	if s.String() != text { // a line break within, which base64 skips
		return Signed{}, fmt.Errorf("%w: it has line breaks", ErrForm)
	}
	return s, s.Check()
}

// reader takes values off the front of a byte string; once it was too short it returns zeros.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n uint64) []byte {
	if r.short = r.short || n > uint64(len(r.b)); r.short {
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) number() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *reader) string() string { return string(r.take(r.number())) }
