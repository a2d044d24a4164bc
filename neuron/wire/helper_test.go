package wire

import (
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const chain = "tianwang-test-1"

// noon is the clock of these tests.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// key makes the key of a name.
func key(tb testing.TB, name string) *Key {
	tb.Helper()
	private := sha256.Sum256([]byte(name))
	k, err := NewKey(private[:])
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// received makes the request that a server gets for one that a client sends.
func received(tb testing.TB, r *http.Request, body string) *http.Request {
	tb.Helper()
	got := httptest.NewRequest(r.Method, r.URL.RequestURI(), strings.NewReader(body))
	got.Header = r.Header.Clone()
	return got
}

// asked signs a request from alice to bob and returns it as bob receives it.
func asked(tb testing.TB, target, body string) (*Exchange, *http.Request) {
	tb.Helper()
	return askedAs(tb, NewID(), target, body)
}

func askedAs(tb testing.TB, id ID, target, body string) (*Exchange, *http.Request) {
	tb.Helper()
	alice, bob := key(tb, "alice"), key(tb, "bob")
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, "http://192.0.2.1:8091"+target, nil)
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	x, err := SignRequest(r, []byte(body), Envelope{Receiver: bob.Address(), Chain: chain, Netuid: 3, ID: id}, alice, noon)
	if err != nil {
		tb.Fatal(err)
	}
	return x, received(tb, r, body)
}

// bob is the addressee of asked.
func bob(tb testing.TB) Addressee {
	tb.Helper()
	return Addressee{key(tb, "bob").Address(), chain, 3}
}

// check does what an axon does with a request, without the memory of earlier ones.
func check(r *http.Request, to Addressee, now time.Time) error {
	x, err := VerifyRequest(r, to, now)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return x.VerifyBody(body)
}

// flips calls f with s and one byte of it changed, twice for every byte: one bit each time, the second that of upper and
// lower case.
func flips(s string, f func(bad string)) {
	for i := range len(s) {
		for _, bit := range []byte{1 << (i % 5), 0x20} {
			b := []byte(s)
			b[i] ^= bit
			f(string(b))
		}
	}
}
