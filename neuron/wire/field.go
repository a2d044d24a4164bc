package wire

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/dunglas/httpsfv"
)

// Header fields of a message, in the form in which net/http holds them.
const (
	HeaderSender    = "Tianwang-Sender"     // hotkey that asks, bech32
	HeaderReceiver  = "Tianwang-Receiver"   // hotkey that is asked, bech32
	HeaderChain     = "Tianwang-Chain"      // chain id
	HeaderNetuid    = "Tianwang-Netuid"     // subnet, decimal
	HeaderRequestID = "Tianwang-Request-Id" // 128 random bits, 32 lower-case hexadecimal digits

	headerDigest    = "Content-Digest"
	headerType      = "Content-Type"
	headerInput     = "Signature-Input"
	headerSignature = "Signature"
)

// label names our signature in the two dictionaries of RFC 9421.
const label = "tianwang"

// Bounds on what a header field may hold, in bytes.
const (
	maxValue = 256
	maxInput = 1024
)

// ID names one request, for ever.
type ID [16]byte

// NewID draws an id.
func NewID() ID {
	var id ID
	_, _ = rand.Read(id[:]) // never fails: the program ends instead
	return id
}

// String returns the id as 32 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// parseID reads what String writes, and nothing else.
func parseID(s string) (ID, error) {
	var id ID
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id) || hex.EncodeToString(b) != s {
		return id, fmt.Errorf("header %s: 32 lower-case hexadecimal digits are needed: %w", HeaderRequestID, ErrMalformed)
	}
	return ID(b), nil
}

// one returns the value of a field that must be there exactly once, in printable ASCII.
func one(h http.Header, name string) (string, error) {
	v := h[name]
	if len(v) != 1 || v[0] == "" {
		return "", fmt.Errorf("header %s: %d values, want one: %w", name, len(v), ErrMalformed)
	}
	if err := plain(v[0]); err != nil {
		return "", fmt.Errorf("header %s: %w", name, err)
	}
	return v[0], nil
}

// plain refuses values which intermediaries or the two sides might read differently.
func plain(v string) error {
	if len(v) > maxInput || strings.TrimSpace(v) != v {
		return fmt.Errorf("%d bytes, or space at an end: %w", len(v), ErrMalformed)
	}
	for i := range len(v) {
		if v[i] < 0x20 || v[i] > 0x7e {
			return fmt.Errorf("byte %#x: only printable ASCII is allowed: %w", v[i], ErrMalformed)
		}
	}
	return nil
}

// member reads a field that is a dictionary of one member under our label, in canonical form. It returns the member and
// its text.
func member(h http.Header, name string) (httpsfv.Member, string, error) {
	raw, err := one(h, name)
	if err != nil {
		return nil, "", err
	}
	d, err := httpsfv.UnmarshalDictionary([]string{raw})
	if err != nil {
		return nil, "", fmt.Errorf("header %s: %w: %w", name, err, ErrMalformed)
	}
	m, ok := d.Get(label)
	if !ok || len(d.Names()) != 1 {
		return nil, "", fmt.Errorf("header %s: one member %q is needed: %w", name, label, ErrMalformed)
	}
	if canonical, err := httpsfv.Marshal(d); err != nil || canonical != raw {
		return nil, "", fmt.Errorf("header %s: not in canonical form: %w", name, ErrMalformed)
	}
	return m, strings.TrimPrefix(raw, label+"="), nil
}

// digestOf returns the Content-Digest of a body whose SHA-256 is sum.
func digestOf(sum []byte) string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum) + ":"
}

// digestField reads a Content-Digest; only the one form that digestOf writes is valid.
func digestField(h http.Header) (string, error) {
	v, err := one(h, headerDigest)
	if err != nil {
		return "", err
	}
	b64, ok := strings.CutPrefix(v, "sha-256=:")
	b64, end := strings.CutSuffix(b64, ":")
	sum, err := base64.StdEncoding.Strict().DecodeString(b64)
	if !ok || !end || err != nil || len(sum) != sha256.Size || digestOf(sum) != v {
		return "", fmt.Errorf("header %s: one sha-256 digest is needed: %w", headerDigest, ErrMalformed)
	}
	return v, nil
}
