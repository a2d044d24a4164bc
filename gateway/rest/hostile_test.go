package rest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// taken bounds what a gateway may read of an answer without end: what it allows, and what the sockets hold.
const taken = 32 << 20

// endless writes the same again and again until nobody reads, and counts the bytes.
func endless(w io.Writer, piece string, sent *atomic.Int64) {
	block := []byte(strings.Repeat(piece, 1+(64<<10)/len(piece)))
	for sent.Load() < 1<<30 {
		n, err := w.Write(block)
		sent.Add(int64(n))
		if err != nil {
			return
		}
	}
}

// signedStream begins a stream as an honest miner does.
func signedStream(tb testing.TB, w http.ResponseWriter, x *wire.Exchange, k *wire.Key) io.Writer {
	tb.Helper()
	w.Header().Set("Content-Type", "text/event-stream")
	sw, err := x.SignStream(w, http.StatusOK, w.Header(), k, time.Now())
	if err != nil {
		tb.Error(err)
	}
	return sw
}

// raw takes the connection of a miner over, so that it can say what no HTTP server would.
func raw(f func(c *net.TCPConn, gone <-chan struct{})) miner {
	return hostile(func(w http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer c.Close()
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			_, _ = io.Copy(io.Discard, c) // ends when the gateway closes, or when we do
		}()
		f(c.(*net.TCPConn), gone)
		_ = c.Close()
		<-gone
	})
}

// drip sends a byte now and then until nobody reads.
func drip(c io.Writer, gone <-chan struct{}, piece string) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-gone:
			return
		case <-tick.C:
			if _, err := io.WriteString(c, piece); err != nil {
				return
			}
		}
	}
}

// wantFailover puts a hostile miner before an honest one: the user gets the honest answer, and the miner is not asked again.
func wantFailover(t *testing.T, m miner) {
	t.Helper()
	for _, stream := range []bool{false, true} {
		n := run(t, Config{}, quick, m, honest(says("hola mundo")))
		resp, body := n.chat(t, asking(stream))
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, "hola") || resp.Header.Get(HeaderAttempts) != "2" {
			t.Errorf("stream %v: %d %v %.300s", stream, resp.StatusCode, resp.Header, body)
		}
		if n.book.Until(key(t, "a").Address()).IsZero() {
			t.Errorf("stream %v: the hostile miner is not in quarantine", stream)
		}
	}
}

// wantBrokenOff has a hostile miner misbehave after its first event: the user gets one error, and nobody takes over.
func wantBrokenOff(t *testing.T, m miner, code string) string {
	t.Helper()
	n := run(t, Config{}, quick, m, honest(says("another answer")))
	resp, body := n.chat(t, asking(true))
	blocks := strings.Split(strings.TrimSuffix(body, "\n\n"), "\n\n")
	last := blocks[len(blocks)-2:]
	if resp.StatusCode != http.StatusOK || strings.Contains(body, "another") || last[1] != "data: [DONE]" ||
		!strings.Contains(last[0], `"code":"`+code+`"`) || strings.Count(body, "[DONE]") != 1 {
		t.Errorf("%d %.300s … %q", resp.StatusCode, body, last)
	}
	if n.book.Until(key(t, "a").Address()).IsZero() {
		t.Error("the hostile miner is not in quarantine")
	}
	return body
}

const firstEvent = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"uno\"}}]}\n\n"

func TestHostile_EndlessStream(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	body := wantBrokenOff(t, hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
		endless(signedStream(t, w, x, k), firstEvent, &sent)
	}), "miner_failed")
	if n := sent.Load(); n > taken || len(body) > 4*int(quick.MaxAnswer) {
		t.Errorf("%d bytes were taken, %d passed on", n, len(body))
	}
}

func TestHostile_EndlessAnswer(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	wantFailover(t, hostile(func(w http.ResponseWriter, _ *http.Request, _ *wire.Exchange, _ *wire.Key) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"choices":["`)
		endless(w, "x", &sent)
	}))
	if n := sent.Load(); n > taken {
		t.Errorf("%d bytes were taken", n)
	}
}

func TestHostile_HugeLine(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"data: {\"choices\":[\"", ": ", "event: "} {
		var sent atomic.Int64
		m := hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
			sw := signedStream(t, w, x, k)
			_, _ = io.WriteString(sw, begin)
			endless(sw, "x", &sent)
		})
		wantFailover(t, m)
		if n := sent.Load(); n > taken {
			t.Errorf("%q: %d bytes were taken", begin, n)
		}
	}
}

func TestHostile_InvalidUTF8(t *testing.T) {
	t.Parallel()
	const bad = "data: {\"choices\":[{\"delta\":{\"content\":\"\xc3\x28\"}}]}\n\n"
	wantFailover(t, streamed(bad+"data: [DONE]\n\n"))
	wantBrokenOff(t, streamed(firstEvent+bad+"data: [DONE]\n\n"), "miner_failed")
}

// TestHostile_FakeDone has miners end before the end: at once, in the middle, and in what they say.
func TestHostile_FakeDone(t *testing.T) {
	t.Parallel()
	wantFailover(t, streamed("data: [DONE]\n\n"))
	wantBrokenOff(t, streamed(firstEvent+"data: [DONE]\n\n"+firstEvent), "miner_failed")
	wantBrokenOff(t, hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
		_, _ = io.WriteString(signedStream(t, w, x, k), firstEvent+"data: [DONE]\n\n") // nobody signed its end
	}), "miner_failed")
	n := run(t, Config{}, quick, honest(says("[DONE] data:_[DONE]\n\ndata:_[DONE] fin")))
	_, body := n.chat(t, asking(true))
	if strings.Count(body, "data: [DONE]\n\n") != 1 || !strings.Contains(body, "fin") {
		t.Errorf("what was said ended the stream: %s", body)
	}
}

func TestHostile_Stall(t *testing.T) {
	t.Parallel()
	wantFailover(t, hostile(func(w http.ResponseWriter, r *http.Request, x *wire.Exchange, k *wire.Key) {
		signedStream(t, w, x, k)
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	wantBrokenOff(t, hostile(func(w http.ResponseWriter, r *http.Request, x *wire.Exchange, k *wire.Key) {
		_, _ = io.WriteString(signedStream(t, w, x, k), firstEvent)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}), "miner_timeout")
}

// TestHostile_Drip has a miner that keeps the connection busy and never says anything.
func TestHostile_Drip(t *testing.T) {
	t.Parallel()
	wantFailover(t, hostile(func(w http.ResponseWriter, r *http.Request, x *wire.Exchange, k *wire.Key) {
		drip(flushed{signedStream(t, w, x, k), http.NewResponseController(w)}, r.Context().Done(), ": x\n\n")
	}))
}

// flushed sends everything at once.
type flushed struct {
	io.Writer
	rc *http.ResponseController
}

func (f flushed) Write(b []byte) (int, error) {
	n, err := f.Writer.Write(b)
	if err == nil {
		err = f.rc.Flush()
	}
	return n, err
}

func TestHostile_HalfClose(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"", "HTTP/1.1 200 OK\r\nContent-Type: text/ev", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{"} {
		wantFailover(t, raw(func(c *net.TCPConn, gone <-chan struct{}) {
			_, _ = io.WriteString(c, said)
			_ = c.CloseWrite() // and goes on to read
			<-gone
		}))
	}
}

func TestHostile_SlowHeaders(t *testing.T) {
	t.Parallel()
	wantFailover(t, raw(func(c *net.TCPConn, gone <-chan struct{}) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX: ")
		drip(c, gone, "x")
	}))
}

func TestHostile_HugeHeaders(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	wantFailover(t, raw(func(c *net.TCPConn, _ <-chan struct{}) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX: ")
		endless(c, "x", &sent)
	}))
	if n := sent.Load(); n > taken {
		t.Errorf("%d bytes were taken", n)
	}
}

// TestHostile_EndlessContinue has a miner that is always about to answer.
func TestHostile_EndlessContinue(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	wantFailover(t, raw(func(c *net.TCPConn, _ <-chan struct{}) {
		endless(c, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", &sent)
	}))
	if n := sent.Load(); n > taken {
		t.Errorf("%d bytes were taken", n)
	}
}

func TestHostile_NotHTTP(t *testing.T) {
	t.Parallel()
	wantFailover(t, raw(func(c *net.TCPConn, _ <-chan struct{}) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.9\r\n") }))
	wantFailover(t, raw(func(c *net.TCPConn, _ <-chan struct{}) {
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
	}))
}

// TestHostile_WrongModel has a miner that says it is another model: the user reads the name that was asked for, and the
// header says who it was.
func TestHostile_WrongModel(t *testing.T) {
	t.Parallel()
	for _, stream := range []bool{false, true} {
		body := `{"choices":[{"index":0}],"model":"gpt-9","usage":{"total_tokens":1}}`
		m := signed(body)
		if stream {
			m = streamed("data: " + body + "\n\ndata: [DONE]\n\n")
		}
		n := run(t, Config{}, quick, m)
		resp, got := n.chat(t, asking(stream))
		if resp.StatusCode != http.StatusOK || strings.Contains(got, "gpt-9") || !strings.Contains(got, `"model":"`+modelID+`"`) ||
			resp.Header.Get(HeaderMiner) != key(t, "a").Address() {
			t.Errorf("stream %v: %d %v %s", stream, resp.StatusCode, resp.Header, got)
		}
	}
	wantFailover(t, signed(`{"choices":[{}],"model":"gpt-9","model":"`+modelID+`x"}`))
}

// TestHostile_Redirect has a miner send the gateway to a place inside, which must not be asked.
func TestHostile_Redirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		asked := make(chan struct{}, 10)
		inside := immortal(t, key(t, "inside"), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- struct{}{} }))
		wantFailover(t, hostile(func(w http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) {
			http.Redirect(w, r, inside.URL+"/latest/meta-data", status)
		}))
		if len(asked) > 0 {
			t.Errorf("%d: the gateway followed", status)
		}
	}
}

// TestHostile_DecompressionBomb has a miner send a little that becomes a gigabyte when it is unpacked.
func TestHostile_DecompressionBomb(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	for _, kind := range []string{"application/json", "text/event-stream"} {
		wantFailover(t, hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Encoding", "gzip")
			_ = x.SignResponse(http.StatusOK, w.Header(), bomb.Bytes(), k, time.Now())
			_, _ = w.Write(bomb.Bytes())
		}))
	}
}

// TestHostile_Alone has only hostile miners: the user gets one error object, of one cause.
func TestHostile_Alone(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, quick,
		signed("{"),
		streamed(firstEvent),
		hostile(func(w http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}),
		dead,
	)
	resp, body := n.chat(t, asking(false))
	if resp.StatusCode != http.StatusBadGateway || code(t, body) != "miner_failed" || resp.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
}

// TestHostile_WordsOfRefusal has miners refuse with words that would break out of a header or of a page.
func TestHostile_WordsOfRefusal(t *testing.T) {
	t.Parallel()
	const words = "x\r\nSet-Cookie: a=b\r\n\r\n<script>"
	n := run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1\r\nX: y")
		openai.WriteError(w, http.StatusBadRequest, words, words, words)
	}))
	resp, body := n.chat(t, asking(false))
	if resp.StatusCode != 400 || code(t, body) != "request_refused" || resp.Header.Get("Set-Cookie") != "" || strings.Contains(body, "<script>") {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
}
