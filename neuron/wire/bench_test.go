package wire

import (
	"io"
	"net/http"
	"path/filepath"
	"testing"
)

// benchBody is a request of usual size.
var benchBody = make([]byte, 2048)

func BenchmarkSignRequest(b *testing.B) {
	alice, to := key(b, "alice"), bob(b)
	_, r := asked(b, "/v1/chat/completions", "{}")
	e := Envelope{Receiver: to.Hotkey, Chain: to.Chain, Netuid: to.Netuid, ID: NewID()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := SignRequest(r, benchBody, e, alice, noon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyRequest(b *testing.B) {
	_, r := asked(b, "/v1/chat/completions", string(benchBody))
	to := bob(b)
	b.ReportAllocs()
	for b.Loop() {
		x, err := VerifyRequest(r, to, noon)
		if err != nil {
			b.Fatal(err)
		}
		if err := x.VerifyBody(benchBody); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignResponse(b *testing.B) {
	x, _ := asked(b, "/v1/chat/completions", "{}")
	k := key(b, "bob")
	b.ReportAllocs()
	for b.Loop() {
		h := http.Header{"Content-Type": {"application/json"}}
		if err := x.SignResponse(http.StatusOK, h, benchBody, k, noon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyResponse(b *testing.B) {
	x, _ := asked(b, "/v1/chat/completions", "{}")
	h := http.Header{"Content-Type": {"application/json"}}
	if err := x.SignResponse(http.StatusOK, h, benchBody, key(b, "bob"), noon); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := x.VerifyResponse(http.StatusOK, h, benchBody); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStreamWrite(b *testing.B) {
	x, _ := asked(b, "/v1/chat/completions", "{}")
	w, err := x.SignStream(io.Discard, http.StatusOK, http.Header{"Content-Type": {"text/event-stream"}}, key(b, "bob"), noon)
	if err != nil {
		b.Fatal(err)
	}
	event := []byte(`data: {"id":"x","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"word"}}]}` + "\n\n")
	b.SetBytes(int64(len(event)))
	for b.Loop() {
		if _, err := w.Write(event); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGuard(b *testing.B) {
	g, err := OpenGuard(filepath.Join(b.TempDir(), "seen"), 0, noon)
	if err != nil {
		b.Fatal(err)
	}
	now := noon
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if n++; n%(Capacity/8) == 0 {
			now = now.Add(generation)
		}
		if err := g.Admit(at(now), now); err != nil {
			b.Fatal(err)
		}
	}
}
