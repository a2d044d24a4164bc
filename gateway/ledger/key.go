package ledger

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Form of API keys.
const (
	KeyPrefix = "tw-"
	keyBytes  = 32 // of a secret
	idBytes   = 6
	MaxName   = 64 // bytes of a key's name
	MaxScopes = 64 // models, or endpoints, that one key is for
	maxScope  = 128
	MaxRate   = 1_000_000 // highest rate limit, requests a minute
)

// ErrKeyForm says that what was asked of a key is out of bounds.
var ErrKeyForm = errors.New("key is not valid")

// Terms are what the owner of an account decides about a key. Zero values limit nothing.
type Terms struct {
	Name      string   `json:"name"`
	Models    []string `json:"models,omitempty"`     // ids of the models that may be asked
	Endpoints []string `json:"endpoints,omitempty"`  // paths that may be called
	Day       uint64   `json:"day,string,omitempty"` // rao a day, in UTC
	Month     uint64   `json:"month,string,omitempty"`
	Total     uint64   `json:"total,string,omitempty"`
	Rate      uint64   `json:"rate,omitempty"`    // requests a minute
	Expires   int64    `json:"expires,omitempty"` // Unix seconds
}

// Check returns [ErrKeyForm] unless the terms are within their bounds.
func (t Terms) Check(now time.Time) error {
	switch {
	case t.Name == "" || len(t.Name) > MaxName:
		return fmt.Errorf("%w: a name of 1 to %d bytes is needed", ErrKeyForm, MaxName)
	case len(t.Models) > MaxScopes || len(t.Endpoints) > MaxScopes:
		return fmt.Errorf("%w: at most %d models and endpoints", ErrKeyForm, MaxScopes)
	case t.Day > MaxRequest || t.Month > MaxRequest || t.Total > MaxRequest:
		return fmt.Errorf("%w: a limit is at most %d rao", ErrKeyForm, uint64(MaxRequest))
	case t.Rate > MaxRate:
		return fmt.Errorf("%w: a rate is at most %d requests a minute", ErrKeyForm, MaxRate)
	case t.Expires < 0 || t.Expires > 0 && t.Expires <= now.Unix():
		return fmt.Errorf("%w: it would expire in the past", ErrKeyForm)
	}
	for _, s := range slices.Concat([]string{t.Name}, t.Models, t.Endpoints) {
		if s == "" || len(s) > maxScope || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return fmt.Errorf("%w: %q: 1 to %d bytes without control characters are needed", ErrKeyForm, s, maxScope)
		}
	}
	return nil
}

// Key is an API key as the gateway knows it: without its secret.
type Key struct {
	ID      string `json:"id"`
	Channel uint64 `json:"channel,string"`
	Hint    string `json:"hint"` // how the secret begins and ends
	Terms
	Created  int64  `json:"created"`             // Unix seconds
	Used     int64  `json:"used,omitempty"`      // when a request was last admitted with it
	Revoked  int64  `json:"revoked,omitempty"`   // since when it is of no use
	OldUntil int64  `json:"old_until,omitempty"` // until when the secret before the last rotation is good
	Spent    uint64 `json:"spent,string"`        // rao
	Reserved uint64 `json:"reserved,string"`     // rao
}

// Secret is what a user sends. It is shown once; the gateway keeps its hash.
type Secret string

// NewSecret draws 256 bits.
func NewSecret() Secret { return Secret(KeyPrefix + random(keyBytes)) }

// NewKeyID draws the id under which people manage a key. It opens nothing.
func NewKeyID() string { return "key-" + random(idBytes) }

func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return hex.EncodeToString(b)
}

// Hash is the SHA-256 of a secret, in hexadecimal. The secret has 256 random bits, so that nobody can find it by trying.
func (s Secret) Hash() string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// Hint returns the ends of a secret, by which people tell keys apart.
func (s Secret) Hint() string {
	if len(s) != len(KeyPrefix)+2*keyBytes {
		return ""
	}
	return string(s[:len(KeyPrefix)+4] + "…" + s[len(s)-4:])
}

// Format keeps a secret out of logs, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.Hint()) }

// Reasons why a key does not open a door.
var (
	ErrKeyUnknown  = errors.New("this API key does not exist")
	ErrKeyRevoked  = errors.New("this API key was revoked")
	ErrKeyExpired  = errors.New("this API key has expired")
	ErrKeyEndpoint = errors.New("this API key is not for this endpoint")
	ErrKeyModel    = errors.New("this API key is not for this model")
)

// Alive returns [ErrKeyRevoked] or [ErrKeyExpired] for a key that is of no use any more.
func (k Key) Alive(now time.Time) error {
	switch {
	case k.Revoked > 0:
		return ErrKeyRevoked
	case k.Expires > 0 && now.Unix() >= k.Expires:
		return ErrKeyExpired
	}
	return nil
}

// Admits returns [ErrKeyEndpoint] or [ErrKeyModel] when the key is for others.
func (k Key) Admits(endpoint, model string) error {
	switch {
	case len(k.Endpoints) > 0 && !slices.Contains(k.Endpoints, endpoint):
		return ErrKeyEndpoint
	case len(k.Models) > 0 && !slices.Contains(k.Models, model):
		return ErrKeyModel
	}
	return nil
}
