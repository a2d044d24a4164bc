package wire

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
)

// streamed writes a signed stream of bob's in answer to x.
func streamed(t *testing.T, x *Exchange, pieces ...string) (http.Header, string) {
	t.Helper()
	h := http.Header{"Content-Type": {"text/event-stream"}}
	var body bytes.Buffer
	w, err := x.SignStream(&body, http.StatusOK, h, key(t, "bob"), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		if _, err := io.WriteString(w, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(noon); err != nil {
		t.Fatal(err)
	}
	return h, body.String()
}

// drain reads a stream to its end.
func drain(x *Exchange, h http.Header, body io.Reader) ([]string, error) {
	r, err := x.VerifyStream(http.StatusOK, h, body, 4096, 1<<20)
	if err != nil {
		return nil, err
	}
	var events []string
	for {
		data, err := r.Next()
		if err != nil {
			return events, err
		}
		events = append(events, string(data))
	}
}

func TestStream_Whole(t *testing.T) {
	t.Parallel()
	x, _ := asked(t, "/v1/chat/completions", `{"stream":true}`)
	for _, c := range []struct {
		name   string
		pieces []string
		want   string
	}{
		{"plain", []string{"data: a\n\n", "data: b\n\n", "data: [DONE]\n\n"}, "a|b"},
		{"comments and other fields", []string{": wait\n\nevent: x\nid: 1\ndata:a\n\n", "data: [DONE]\n\n: bye\n\n"}, "a"},
		{"carriage returns", []string{"data: a\r\n\r\ndata: [DONE]\r\n\r\n"}, "a"},
		{"no line end", []string{"data: a\n\ndata: [DONE]"}, "a"},
		{"byte by byte", strings.Split("data: a\n\ndata: [DONE]\n", ""), "a"},
		{"empty", []string{"data: [DONE]\n\n"}, ""},
	} {
		h, body := streamed(t, x, c.pieces...)
		for _, r := range []io.Reader{strings.NewReader(body), iotest.OneByteReader(strings.NewReader(body))} {
			events, err := drain(x, h, r)
			if !errors.Is(err, io.EOF) || strings.Join(events, "|") != c.want {
				t.Errorf("%s: events %q, end %v", c.name, events, err)
			}
		}
	}
}

func TestStream_EveryByte(t *testing.T) {
	t.Parallel()
	x, _ := asked(t, "/v1/chat/completions", `{"stream":true}`)
	h, body := streamed(t, x, "data: {}\n\n", ": wait\n", "data: [DONE]\n\n")
	flips(body, func(bad string) {
		r := newStreamReader(x, answer{status: http.StatusOK, contentType: h.Get("Content-Type")}, strings.NewReader(bad), 4096, 1<<20)
		var err error
		for err == nil {
			_, err = r.Next()
		}
		if errors.Is(err, io.EOF) {
			t.Errorf("accepted: %q", bad)
		}
	})
	for name := range h {
		flips(h.Get(name), func(bad string) {
			altered := h.Clone()
			altered[name] = []string{bad}
			if _, err := x.VerifyStream(http.StatusOK, altered, strings.NewReader(body), 4096, 1<<20); err == nil {
				t.Errorf("head accepted: %s: %s", name, bad)
			}
		})
	}
}

// TestStream_EveryCut cuts a stream after each byte.
func TestStream_EveryCut(t *testing.T) {
	t.Parallel()
	x, _ := asked(t, "/v1/chat/completions", `{"stream":true}`)
	h, body := streamed(t, x, "data: a\n\n", "data: [DONE]\n\n")
	for i := range len(body) {
		if _, err := drain(x, h, strings.NewReader(body[:i])); !errors.Is(err, ErrUnfinished) {
			t.Errorf("cut after %d bytes: %v", i, err)
		}
	}
}

func TestStream_Refused(t *testing.T) {
	t.Parallel()
	x, _ := asked(t, "/v1/chat/completions", `{"stream":true}`)
	other, _ := asked(t, "/v1/chat/completions", `{"stream":true}`)
	head, body := streamed(t, x, "data: a\n\n", "data: [DONE]\n\n")
	_, shorter := streamed(t, x, "data: [DONE]\n\n")
	_, elsewhere := streamed(t, other, "data: a\n\n", "data: [DONE]\n\n")
	_, endless := streamed(t, x, strings.Repeat(": x\n", 1<<19))
	_, end, _ := strings.Cut(body, "data: [DONE]\n\n")
	signed := func(pieces ...string) string { _, b := streamed(t, x, pieces...); return b }
	for _, c := range []struct {
		name string
		body string
		want error
	}{
		{"closing of a shorter stream", "data: a\n\n" + shorter, ErrDigestMismatch},
		{"closing of another exchange", elsewhere, ErrBadSignature},
		{"closing twice", body + end, ErrMalformed},
		{"event after the closing", body + "data: b\n\n", ErrMalformed},
		{"never done", signed("data: a\n\n"), ErrUnfinished},
		{"done, then more", signed("data: [DONE]\n\n", "data: a\n\n"), ErrMalformed},
		{"done twice", signed("data: [DONE]\n\n", "data: [DONE]\n\n"), ErrMalformed},
		{"carriage return inside", signed("data: a\rdata: [DONE]\n\n"), ErrMalformed},
		{"forged closing in the middle", signed("data: [DONE]\n\n", ": Content-Digest: x\n"), ErrMalformed},
		{"long line", "data: " + strings.Repeat("a", 4096), ErrTooLong},
		{"endless", endless, ErrTooLong},
		{"nothing", "", ErrUnfinished},
	} {
		if _, err := drain(x, head, strings.NewReader(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	broken := errors.New("broken pipe")
	if _, err := drain(x, head, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("failing connection: %v", err)
	}
	whole := answered(t, x, "{}")
	if _, err := x.VerifyStream(http.StatusOK, whole, strings.NewReader(body), 4096, 1<<20); !errors.Is(err, ErrMalformed) {
		t.Errorf("head of a whole answer: %v", err)
	}
}

func TestStreamReader_EndStays(t *testing.T) {
	t.Parallel()
	x, _ := asked(t, "/v1/chat/completions", "{}")
	h, body := streamed(t, x, "data: [DONE]\n\n")
	r, err := x.VerifyStream(http.StatusOK, h, strings.NewReader(body), 4096, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("got %v", err)
		}
	}
}
