package serve

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

// taker is a server that takes bodies of ten bytes, and says what it read.
func taker(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := Body(w, r, 10)
		if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			if large.Limit != 10 {
				t.Errorf("limit %d, want 10", large.Limit)
			}
			return
		}
		_, _ = w.Write(body)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// counting is a body that says how much of it was sent.
type counting struct {
	r    io.Reader
	sent int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.sent += int64(n)
	return n, err
}

func TestBody(t *testing.T) {
	url := taker(t)
	const large = 8 << 20
	for _, tt := range []struct {
		name   string
		body   io.Reader
		size   int64 // -1: unknown, sent in chunks
		expect string
		status int
		sent   int64
	}{
		{"fits", strings.NewReader("0123456789"), 10, "", http.StatusOK, 10},
		{"fits, in chunks", iotest.OneByteReader(strings.NewReader("0123456789")), -1, "", http.StatusOK, 10},
		{"a byte too many", strings.NewReader("0123456789a"), 11, "", http.StatusRequestEntityTooLarge, 11},
		{"much too large", bytes.NewReader(make([]byte, large)), large, "", http.StatusRequestEntityTooLarge, large},
		{"much too large, in chunks", bytes.NewReader(make([]byte, large)), -1, "", http.StatusRequestEntityTooLarge, large},
		{"asked before", bytes.NewReader(make([]byte, large)), large, "100-continue", http.StatusRequestEntityTooLarge, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := &counting{r: tt.body}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, body)
			if err != nil {
				t.Fatal(err)
			}
			req.ContentLength = tt.size
			if tt.expect != "" {
				req.Header.Set("Expect", tt.expect)
			}
			client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: 1 << 40}}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			client.CloseIdleConnections()
			if resp.StatusCode != tt.status || body.sent != tt.sent {
				t.Errorf("status %d after %d bytes, want %d after %d", resp.StatusCode, body.sent, tt.status, tt.sent)
			}
		})
	}
}
