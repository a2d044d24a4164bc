package rest

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// bench asks n times through one kept connection.
func bench(b *testing.B, stream bool) {
	b.Helper()
	n := run(b, Config{}, dendrite.Config{}, honest(says("uno dos tres cuatro cinco")))
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	body := asking(stream)
	b.ReportAllocs()
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, n.url+openai.PathChat, strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		resp, err := tr.RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
			b.Fatal(resp.StatusCode, err)
		}
		resp.Body.Close()
	}
}

// BenchmarkChat is a question through the gateway to an axon and back, with two signatures made and two verified.
func BenchmarkChat(b *testing.B) { bench(b, false) }

// BenchmarkStream is the same as a stream of five events, with one more signature made and verified.
func BenchmarkStream(b *testing.B) { bench(b, true) }
