package main

import (
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// hostileCommand serves the scripts:
//
//	hostile NAME      starts a model server at http://$NAME that does, one request after the other, what no model should
//	hostile played    wants that it has been asked often enough to do it all
//
// What is wrong with an answer is in tricks.
func hostileCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hostile NAME, or hostile played")
	}
	asked := ts.Value(hostileKey{}).(*atomic.Int64)
	if args[0] == "played" {
		if n := int(asked.Load()); n < len(tricks) {
			ts.Fatalf("the hostile server was asked %d times, and has %d tricks", n, len(tricks))
		}
		return
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		tricks[int(asked.Add(1)-1)%len(tricks)](w, r)
	}))
	ts.Setenv(args[0], s.Listener.Addr().String())
	ts.Defer(func() {
		s.CloseClientConnections()
		s.Close()
	})
}

// hostileKey is where a script keeps how often its hostile server was asked.
type hostileKey struct{}

const (
	flood = 64 << 20 // bytes of an answer without end, and of one that was compressed
	stall = 20 * time.Second
)

var tricks = []func(w http.ResponseWriter, r *http.Request){
	func(w http.ResponseWriter, _ *http.Request) { // a line without end
		says(w, "application/json", `{"choices":["`)
		pour(w, "x")
	},
	func(w http.ResponseWriter, _ *http.Request) { // a stream without end
		says(w, "text/event-stream", "")
		pour(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"uno\"}}]}\n\n")
	},
	func(w http.ResponseWriter, _ *http.Request) { // not UTF-8
		says(w, "application/json", "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\xff\xfe\"}}]}")
	},
	func(w http.ResponseWriter, _ *http.Request) { // the end of a stream without any
		says(w, "text/event-stream", "data: [DONE]\n\n")
	},
	func(_ http.ResponseWriter, r *http.Request) { // nothing at all
		late := time.NewTimer(stall)
		defer late.Stop()
		select {
		case <-r.Context().Done():
		case <-late.C:
		}
	},
	func(w http.ResponseWriter, _ *http.Request) { // half an answer
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"choices\"")
		if t, ok := c.(*net.TCPConn); ok {
			_ = t.CloseWrite()
		}
	},
	func(w http.ResponseWriter, r *http.Request) { // elsewhere
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusTemporaryRedirect)
	},
	func(w http.ResponseWriter, _ *http.Request) { // little that becomes much
		w.Header().Set("Content-Encoding", "gzip")
		says(w, "application/json", "")
		z := gzip.NewWriter(w)
		pour(z, `{"choices":["`)
		_ = z.Close()
	},
	func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>no</html>", http.StatusBadGateway) },
}

// says begins an answer.
func says(w http.ResponseWriter, kind, text string) {
	w.Header().Set("Content-Type", kind)
	_, _ = io.WriteString(w, text)
}

// pour writes the same until nobody reads.
func pour(w io.Writer, piece string) {
	block := strings.Repeat(piece, 1+(64<<10)/len(piece))
	for sent := 0; sent < flood; sent += len(block) {
		if _, err := io.WriteString(w, block); err != nil {
			return
		}
	}
}
