package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

func TestVerifyRequest_Signed(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/v1/chat/completions", "/", "/a%20b/%E4%B8%AD?x=1&y=%2F", "/x?"} {
		x, r := asked(t, target, `{"model":"m"}`)
		if err := check(r, bob(t), noon); err != nil {
			t.Errorf("%s: %v", target, err)
		}
		got, err := VerifyRequest(r, bob(t), noon)
		if err != nil {
			t.Fatal(err)
		}
		if *got != *x {
			t.Errorf("%s: receiver read %+v, sender signed %+v", target, got, x)
		}
	}
}

func TestVerifyRequest_Refused(t *testing.T) {
	t.Parallel()
	const body = `{"model":"m"}`
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	double := func(name string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Add(name, r.Header.Get(name)) }
	}
	del := func(name string) func(*http.Request) { return func(r *http.Request) { r.Header.Del(name) } }
	swap := func(old, new string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Signature-Input", strings.Replace(r.Header.Get("Signature-Input"), old, new, 1))
		}
	}
	for _, c := range []struct {
		name  string
		alter func(*http.Request)
		now   time.Duration
		want  error
	}{
		{"no signature", del("Signature"), 0, ErrUnsigned},
		{"no signature input", del("Signature-Input"), 0, ErrUnsigned},
		{"no digest", del("Content-Digest"), 0, ErrMalformed},
		{"no content type", del("Content-Type"), 0, ErrMalformed},
		{"no sender", del(HeaderSender), 0, ErrMalformed},
		{"two senders", double(HeaderSender), 0, ErrMalformed},
		{"two signatures", double("Signature"), 0, ErrMalformed},
		{"two inputs", double("Signature-Input"), 0, ErrMalformed},
		{"two ids", double(HeaderRequestID), 0, ErrMalformed},
		{"short id", set(HeaderRequestID, "00"), 0, ErrMalformed},
		{"leading zero", set(HeaderNetuid, "03"), 0, ErrMalformed},
		{"netuid too large", set(HeaderNetuid, "4294967296"), 0, ErrMalformed},
		{"not ASCII", set("Content-Type", "application/jsоn"), 0, ErrMalformed},
		{"too long", set("Content-Type", strings.Repeat("a", maxValue+1)), 0, ErrMalformed},
		{"other label", func(r *http.Request) {
			r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), "tianwang=", "other=", 1))
		}, 0, ErrMalformed},
		{"a component less", swap(`"content-digest" `, ""), 0, ErrMalformed},
		{"a component more", swap(`"@method" `, `"@method" "@authority" `), 0, ErrMalformed},
		{"a parameter more", swap(";alg=", `;nonce="x";alg=`), 0, ErrMalformed},
		{"no tag", swap(`;tag="tianwang-request"`, ""), 0, ErrMalformed},
		{"another tag", swap("tianwang-request", "tianwang-response"), 0, ErrMalformed},
		{"another algorithm", swap(Algorithm, "hmac-sha256"), 0, ErrMalformed},
		{"upper-case key", func(r *http.Request) { upperKey(r) }, 0, ErrMalformed},
		{"wrong receiver", set(HeaderReceiver, key(t, "carol").Address()), 0, ErrWrongReceiver},
		{"wrong chain", set(HeaderChain, "other-1"), 0, ErrWrongChain},
		{"wrong subnet", set(HeaderNetuid, "4"), 0, ErrWrongNetuid},
		{"claimed sender", set(HeaderSender, key(t, "carol").Address()), 0, ErrUnknownSender},
		{"other method", func(r *http.Request) { r.Method = http.MethodPut }, 0, ErrBadSignature},
		{"other path", func(r *http.Request) { r.RequestURI = "/v1/completions" }, 0, ErrBadSignature},
		{"query added", func(r *http.Request) { r.RequestURI += "?admin=1" }, 0, ErrBadSignature},
		{"absolute target", func(r *http.Request) { r.RequestURI = "http://x" + r.RequestURI }, 0, ErrMalformed},
		{"other type", set("Content-Type", "text/plain"), 0, ErrBadSignature},
		{"other id", set(HeaderRequestID, NewID().String()), 0, ErrBadSignature},
		{"later end", func(r *http.Request) { later(r) }, 0, ErrBadSignature},
		{"at the early edge", nil, -30 * time.Second, nil},
		{"from the future", nil, -31 * time.Second, ErrFromFuture},
		{"at the late edge", nil, 30 * time.Second, nil},
		{"expired", nil, 31 * time.Second, ErrExpired},
		{"long expired", nil, 24 * time.Hour, ErrExpired},
	} {
		_, r := asked(t, "/v1/chat/completions", body)
		if c.alter != nil {
			c.alter(r)
		}
		if err := check(r, bob(t), noon.Add(c.now)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

func upperKey(r *http.Request) {
	in := r.Header.Get("Signature-Input")
	i := strings.Index(in, `keyid="`) + len(`keyid="`)
	r.Header.Set("Signature-Input", in[:i]+strings.ToUpper(in[i:i+66])+in[i+66:])
}

func later(r *http.Request) {
	in := r.Header.Get("Signature-Input")
	i := strings.Index(in, "expires=") + len("expires=") + 9
	r.Header.Set("Signature-Input", in[:i]+string('9')+in[i+1:])
}

func TestVerifyRequest_Lifetime(t *testing.T) {
	t.Parallel()
	at := noon.Unix()
	for _, c := range []struct {
		created, expires int64
		want             error
	}{
		{at, at + 60, nil},
		{at, at + 61, ErrMalformed},
		{at, at, ErrMalformed},
		{at, at - 1, ErrMalformed},
		{-1, 1, ErrMalformed},
		{at - 20, at - 1, ErrExpired},
		{at - 20, at, nil},
	} {
		if err := fresh(params{created: c.created, expires: c.expires}, noon); !errors.Is(err, c.want) {
			t.Errorf("created %d, expires %d: got %v, want %v", c.created, c.expires, err, c.want)
		}
	}
}

// TestVerifyRequest_EveryByte changes every byte of everything that is signed.
func TestVerifyRequest_EveryByte(t *testing.T) {
	t.Parallel()
	const body = `{"model":"m","messages":[]}`
	_, good := asked(t, "/v1/chat/completions?a=b", body)
	to := bob(t)
	refuse := func(what string, r *http.Request) {
		if check(r, to, noon) == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	for name := range good.Header {
		flips(good.Header.Get(name), func(bad string) {
			r := received(t, good, body)
			r.Header[name] = []string{bad}
			refuse(name+": "+bad, r)
		})
	}
	flips(good.RequestURI, func(bad string) {
		r := received(t, good, body)
		r.RequestURI = bad
		refuse(bad, r)
	})
	flips(good.Method, func(bad string) {
		r := received(t, good, body)
		r.Method = bad
		refuse(bad, r)
	})
	flips(body, func(bad string) { refuse(bad, received(t, good, bad)) })
	if err := check(received(t, good, body), to, noon); err != nil {
		t.Errorf("the unchanged request: %v", err)
	}
}

func TestVerify_HighS(t *testing.T) {
	t.Parallel()
	k := key(t, "alice")
	msg := []byte("message")
	sig, err := k.Sign(msg)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := k.Sign(msg)
	if !bytes.Equal(sig, again) {
		t.Error("the same message gave two signatures")
	}
	if err := verify(k.PublicKey(), msg, sig); err != nil {
		t.Fatal(err)
	}
	var s secp256k1.ModNScalar
	s.SetByteSlice(sig[32:])
	high := s.Negate().Bytes()
	if err := verify(k.PublicKey(), msg, append(sig[:32:32], high[:]...)); !errors.Is(err, ErrBadSignature) {
		t.Errorf("high s: got %v", err)
	}
	for _, bad := range []string{"", strings.Repeat("00", 64), strings.Repeat("ff", 64), hex.EncodeToString(sig[:63])} {
		b, _ := hex.DecodeString(bad)
		if err := verify(k.PublicKey(), msg, b); !errors.Is(err, ErrBadSignature) {
			t.Errorf("signature %q: got %v", bad, err)
		}
	}
}

func TestNewKey_Refused(t *testing.T) {
	t.Parallel()
	order, _ := hex.DecodeString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
	for _, b := range [][]byte{nil, make([]byte, 31), make([]byte, 32), order} {
		if _, err := NewKey(b); err == nil {
			t.Errorf("private key %x: accepted", b)
		}
	}
}
