//go:build unix

package rest

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	load "github.com/tianwang-net/tianwang/gateway/bench"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// five is a model that says five words.
var five = says("uno dos tres cuatro cinco")

// asks asks n times through one kept connection, and reports the processor time of a request: of the user, the way and
// the model together, since all are in this process.
func asks(b *testing.B, at string, stream bool) {
	b.Helper()
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	body := asking(stream)
	b.ReportAllocs()
	before := processor(b)
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, at+openai.PathChat, strings.NewReader(body))
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
	b.ReportMetric(float64(processor(b)-before)/float64(b.N)/1000, "cpu-µs/op")
}

// processor is the time that this process has had of the processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// web serves a handler on loopback until the benchmark ends.
func web(b *testing.B, h http.Handler) string {
	b.Helper()
	srv := httptest.NewServer(h)
	b.Cleanup(srv.Close)
	return srv.URL
}

// proxy is a plain reverse proxy of the standard library in front of a model.
func proxy(b *testing.B, target string) string {
	b.Helper()
	u, err := url.Parse(target)
	if err != nil {
		b.Fatal(err)
	}
	tr := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	b.Cleanup(tr.CloseIdleConnections)
	return web(b, &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(u) }, Transport: tr, FlushInterval: -1})
}

// BenchmarkPair holds the gateway against a plain reverse proxy, in one run: a user who asks a model, by way of the proxy or
// not, and one who asks an axon, by way of the gateway or, signing for itself, not. Whoever asks an axon makes and verifies
// the same signatures, so that they drop out:
//
//	what the gateway costs, without signatures = gateway − axon
//	what a proxy costs                         = proxy − model
func BenchmarkPair(b *testing.B) {
	for _, stream := range []bool{false, true} {
		kind := map[bool]string{false: "whole", true: "stream"}[stream]
		b.Run("model/"+kind, func(b *testing.B) { asks(b, web(b, five), stream) })
		b.Run("proxy/"+kind, func(b *testing.B) { asks(b, proxy(b, web(b, five)), stream) })
		b.Run("axon/"+kind, func(b *testing.B) { signs(b, stream) })
		b.Run("gateway/"+kind, func(b *testing.B) { asks(b, run(b, Config{}, dendrite.Config{}, honest(five)).url, stream) })
	}
}

// signs asks an axon n times as a gateway does, without one.
func signs(b *testing.B, stream bool) {
	b.Helper()
	m := honest(five)(b, "a")
	d := dendrite.New(dendrite.Config{Chain: chain, AllowPrivate: true}, key(b, "gateway"))
	defer d.Close()
	to := dendrite.Target{Hotkey: m.Hotkey, Netuid: netuid, URL: m.URL}
	req := task.Request{Path: openai.PathChat, Body: []byte(asking(stream))}
	b.ReportAllocs()
	before := processor(b)
	for b.Loop() {
		if !stream {
			if _, err := d.Do(b.Context(), to, req); err != nil {
				b.Fatal(err)
			}
			continue
		}
		s, err := d.Stream(b.Context(), to, req)
		for err == nil {
			_, err = s.Next()
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportMetric(float64(processor(b)-before)/float64(b.N)/1000, "cpu-µs/op")
}

// BenchmarkSignatures is what one request and its answer cost of signatures: two made and two verified, and one more of
// both at the end of a stream.
func BenchmarkSignatures(b *testing.B) {
	from, to := key(b, "gateway"), key(b, "a")
	body := []byte(asking(false))
	at := wire.Addressee{Hotkey: to.Address(), Chain: chain, Netuid: netuid}
	before := processor(b)
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, openai.PathChat, nil)
		r.Header.Set("Content-Type", "application/json")
		x, err := wire.SignRequest(r, body, wire.Envelope{Receiver: to.Address(), Chain: chain, Netuid: netuid, ID: wire.NewID()}, from, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		y, err := wire.VerifyRequest(r, at, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		h := http.Header{"Content-Type": {"application/json"}}
		if err := y.SignResponse(http.StatusOK, h, body, to, time.Now()); err != nil {
			b.Fatal(err)
		}
		if err := x.VerifyResponse(http.StatusOK, h, body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processor(b)-before)/float64(b.N)/1000, "cpu-µs/op")
}

// BenchmarkLatency sends 200 requests a second for as long as b wants, to a miner's axon by way of the gateway and to the
// model alone, and reports the times to the first event. Their difference is what the way adds.
func BenchmarkLatency(b *testing.B) {
	for _, way := range []string{"model", "gateway"} {
		b.Run(way, func(b *testing.B) {
			at := map[string]func() string{
				"model":   func() string { return web(b, five) },
				"gateway": func() string { return run(b, Config{}, dendrite.Config{}, honest(five)).url },
			}[way]()
			seconds := max(1, b.N/200)
			r, err := load.Run(b.Context(), load.Config{
				URL: at, Model: modelID, Rate: 200, Duration: time.Duration(seconds) * time.Second, Concurrency: 256, Stream: true,
			})
			if err != nil || r.Failed > 0 {
				b.Fatalf("%+v, %v", r, err)
			}
			b.ReportMetric(float64(r.First.P50.Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(r.First.P99.Microseconds())/1000, "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkLeaves measures how soon a miner stops when the user leaves after ten pieces of an answer (G11).
func BenchmarkLeaves(b *testing.B) {
	asked, stopped := make(chan struct{}), make(chan time.Time)
	n := run(b, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range 10 {
			_ = openai.WriteEvent(w, piece("uno"))
			_ = http.NewResponseController(w).Flush()
		}
		asked <- struct{}{}
		<-r.Context().Done()
		stopped <- time.Now()
	}))
	var sum, most time.Duration
	for b.Loop() {
		n.leave(b, 10, asked)
		left := time.Now()
		took := (<-stopped).Sub(left)
		sum, most = sum+took, max(most, took)
	}
	b.ReportMetric(float64(sum.Microseconds())/float64(b.N)/1000, "ms/leave")
	b.ReportMetric(float64(most.Microseconds())/1000, "ms-most")
}
