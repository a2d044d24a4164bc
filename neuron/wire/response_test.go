package wire

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// answered signs bob's answer to a request of alice.
func answered(t *testing.T, x *Exchange, body string) http.Header {
	t.Helper()
	h := http.Header{"Content-Type": {"application/json"}}
	if err := x.SignResponse(http.StatusOK, h, []byte(body), key(t, "bob"), noon); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestVerifyResponse_EveryByte(t *testing.T) {
	t.Parallel()
	const body = `{"object":"chat.completion"}`
	x, _ := asked(t, "/v1/chat/completions", "{}")
	good := answered(t, x, body)
	if err := x.VerifyResponse(http.StatusOK, good, []byte(body)); err != nil {
		t.Fatal(err)
	}
	for name := range good {
		flips(good.Get(name), func(bad string) {
			h := good.Clone()
			h[name] = []string{bad}
			if x.VerifyResponse(http.StatusOK, h, []byte(body)) == nil {
				t.Errorf("%s: %s: accepted", name, bad)
			}
		})
	}
	flips(body, func(bad string) {
		if err := x.VerifyResponse(http.StatusOK, good, []byte(bad)); !errors.Is(err, ErrDigestMismatch) {
			t.Errorf("body %q: %v", bad, err)
		}
	})
	if err := x.VerifyResponse(http.StatusCreated, good, []byte(body)); !errors.Is(err, ErrBadSignature) {
		t.Errorf("another status: %v", err)
	}
}

func TestVerifyResponse_Refused(t *testing.T) {
	t.Parallel()
	const body = "{}"
	x, _ := asked(t, "/v1/chat/completions", "{}")
	other, _ := asked(t, "/v1/chat/completions", "{}")
	unsigned := answered(t, x, body)
	unsigned.Del("Signature")
	twice := answered(t, x, body)
	twice.Add("Content-Digest", twice.Get("Content-Digest"))
	forged := http.Header{"Content-Type": {"application/json"}}
	if err := x.SignResponse(http.StatusOK, forged, []byte(body), key(t, "mallory"), noon); err != nil {
		t.Fatal(err)
	}
	renamed := answered(t, other, body)
	renamed.Set(HeaderRequestID, x.ID.String())
	for _, c := range []struct {
		name string
		h    http.Header
		want error
	}{
		{"unsigned", unsigned, ErrUnsigned},
		{"two digests", twice, ErrMalformed},
		{"signed by another", forged, ErrUnknownSender},
		{"answer to another request", answered(t, other, body), ErrBadSignature},
		{"answer to another request under this id", renamed, ErrBadSignature},
		{"the request's own signature", requestAsResponse(t, x), ErrMalformed},
	} {
		if err := x.VerifyResponse(http.StatusOK, c.h, []byte(body)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// requestAsResponse reflects a request's signature fields.
func requestAsResponse(t *testing.T, x *Exchange) http.Header {
	t.Helper()
	h := answered(t, x, "{}")
	_, r := asked(t, "/v1/chat/completions", "{}")
	h["Signature"], h["Signature-Input"] = r.Header["Signature"], r.Header["Signature-Input"]
	return h
}

func TestSignResponse_NeedsContentType(t *testing.T) {
	t.Parallel()
	x, _ := asked(t, "/", "{}")
	if err := x.SignResponse(http.StatusOK, http.Header{}, nil, key(t, "bob"), noon); !errors.Is(err, ErrMalformed) {
		t.Errorf("got %v", err)
	}
	if _, err := x.SignStream(nil, http.StatusOK, http.Header{}, key(t, "bob"), noon); !errors.Is(err, ErrMalformed) {
		t.Errorf("got %v", err)
	}
}

func TestErrorByCode(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range causes {
		if seen[e.Code()] || ErrorByCode(e.Code()) != e || strings.ToLower(e.Code()) != e.Code() {
			t.Errorf("code %q is not one cause's", e.Code())
		}
		seen[e.Code()] = true
	}
	if ErrorByCode("") != nil {
		t.Error("an empty code names a cause")
	}
}
