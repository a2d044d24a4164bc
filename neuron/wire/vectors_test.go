package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json")

// vectors is the form of testdata/vectors.json, which docs/spec/wire.md describes for implementers.
type vectors struct {
	Keys      []vectorKey `json:"keys"`
	Exchanges []vector    `json:"exchanges"`
	Refused   []refusal   `json:"refused"`
	Answers   []refusal   `json:"refused_answers"`
}

type vectorKey struct {
	Private string `json:"private"`
	Public  string `json:"public"`
	Address string `json:"address"`
}

// vector is one exchange: the request, an answer in one piece, and the same answer as a stream.
type vector struct {
	Name     string  `json:"name"`
	Chain    string  `json:"chain"`
	Netuid   uint32  `json:"netuid"`
	Sender   string  `json:"sender"`
	Receiver string  `json:"receiver"`
	ID       string  `json:"id"`
	Created  int64   `json:"created"`
	Request  message `json:"request"`
	Response message `json:"response"`
	Stream   message `json:"stream"` // its body contains the closing signature
}

// message is one signed message; Base is what its signature is over.
type message struct {
	Method string            `json:"method,omitempty"`
	Target string            `json:"target,omitempty"`
	Status int               `json:"status,omitempty"`
	Header map[string]string `json:"header"`
	Body   string            `json:"body"`
	Base   string            `json:"base"`
	Closed string            `json:"closing_base,omitempty"` // base of a stream's closing signature
}

// TestVectors makes every vector anew, compares it with the file, and verifies what the file says.
func TestVectors(t *testing.T) {
	path := filepath.Join("testdata", "vectors.json")
	made := makeVectors(t)
	if *update {
		b, err := json.MarshalIndent(made, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var stored vectors
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, stored); diff != "" {
		t.Errorf("vectors differ (-made +stored):\n%s", diff)
	}
	for _, v := range stored.Exchanges {
		v.verify(t)
	}
	for _, c := range append(stored.Refused, stored.Answers...) {
		if got := c.cause(stored.Exchanges[0]); got != c.Code {
			t.Errorf("%s: got %s, want %s", c.Name, got, c.Code)
		}
	}
}

func makeVectors(t *testing.T) vectors {
	t.Helper()
	var out vectors
	for _, name := range []string{"alice", "bob"} {
		private := sha256.Sum256([]byte(name))
		k := key(t, name)
		out.Keys = append(out.Keys, vectorKey{hex.EncodeToString(private[:]), hex.EncodeToString(k.PublicKey()), k.Address()})
	}
	for i, c := range []struct{ name, target, contentType, body, answer string }{
		{"chat", "/v1/chat/completions", "application/json", `{"model":"translate-en-es","messages":[{"role":"user","content":"hello"}]}`, `{"choices":[]}`},
		{"empty body", "/v1/models", "application/json", "", `{"object":"list","data":[]}`},
		{"query", "/v1/completions?a=1&b=%20&a=2", "application/json", "{}", "{}"},
		{"empty query", "/v1/completions?", "application/json", "{}", "{}"},
		{"escaped path", "/v1/%E5%A4%A9%2F/x", "application/json", "{}", "{}"},
		{"not ASCII", "/v1/chat/completions", "application/json; charset=utf-8", "{\"prompt\":\"天网恢恢\"}", "{\"text\":\"疏而不漏\"}"},
		{"long", "/v1/completions", "application/json", `{"prompt":"` + strings.Repeat("0123456789", 200) + `"}`, `"` + strings.Repeat("data: ", 300) + `"`},
		{"characters of a URL", "/v1/a;b=c/~d/(e)?q=%22%3a&r='*'&s=a+b", "application/json", "[]", "[]"},
		{"JSON of four bytes", "/v1/chat/completions", "application/json", "null", `"🕸"`},
		{"line ends", "/v1/chat/completions", "application/json", "{\r\n\t\"a\": 1\n}\n", "\n"},
	} {
		id := sha256.Sum256([]byte(c.name))
		out.Exchanges = append(out.Exchanges, makeVector(t, vector{
			Name: c.name, Chain: chain, Netuid: uint32(i * i * 1000), ID: hex.EncodeToString(id[:16]),
			Sender: out.Keys[0].Address, Receiver: out.Keys[1].Address, Created: noon.Unix() + int64(i),
			Request: message{
				Method: http.MethodPost, Target: c.target, Body: c.body, Header: map[string]string{"Content-Type": c.contentType},
			},
			Response: message{Status: http.StatusOK, Body: c.answer},
		}))
	}
	out.Refused, out.Answers = makeRefusals(t, out), makeRefusedAnswers(t, out)
	return out
}

func makeVector(t *testing.T, v vector) vector {
	t.Helper()
	now := time.Unix(v.Created, 0)
	id, err := parseID(v.ID)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(v.Request.Method, v.Request.Target, nil)
	r.Header.Set("Content-Type", v.Request.Header["Content-Type"])
	e := Envelope{Receiver: v.Receiver, Chain: v.Chain, Netuid: v.Netuid, ID: id}
	x, err := SignRequest(r, []byte(v.Request.Body), e, key(t, "alice"), now)
	if err != nil {
		t.Fatal(err)
	}
	v.Request.Header = flat(r.Header)
	v.Request.Base = string(base(requestForm.ids, x.requestValues(), input(r.Header)))

	h := http.Header{"Content-Type": {"application/json"}}
	if err := x.SignResponse(v.Response.Status, h, []byte(v.Response.Body), key(t, "bob"), now); err != nil {
		t.Fatal(err)
	}
	v.Response.Header = flat(h)
	a := answer{v.Response.Status, "application/json", h.Get("Content-Digest")}
	v.Response.Base = string(base(responseForm.ids, x.values(a), input(h)))

	h = http.Header{"Content-Type": {"text/event-stream"}}
	var body strings.Builder
	sw, err := x.SignStream(&body, http.StatusOK, h, key(t, "bob"), now)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(sw, "data: "+strings.ReplaceAll(v.Response.Body, "\n", " ")+"\n\ndata: [DONE]\n\n")
	if err := sw.Close(now); err != nil {
		t.Fatal(err)
	}
	a = answer{http.StatusOK, "text/event-stream", ""}
	v.Stream = message{Status: http.StatusOK, Header: flat(h), Body: body.String(), Base: string(base(streamForm.ids, x.values(a), input(h)))}
	closing := closingFieldsOf(body.String())
	a.digest = closing.Get("Content-Digest")
	v.Stream.Closed = string(base(responseForm.ids, x.values(a), input(closing)))
	return v
}

// input returns the signature parameters of a message.
func input(h http.Header) string { return strings.TrimPrefix(h.Get("Signature-Input"), "tianwang=") }

func closingFieldsOf(body string) http.Header {
	h := http.Header{}
	for line := range strings.Lines(body) {
		if name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), ": "), ": "); ok && strings.HasPrefix(line, ":") {
			h.Set(name, value)
		}
	}
	return h
}

func (v vector) verify(t *testing.T) {
	t.Helper()
	to := Addressee{v.Receiver, v.Chain, v.Netuid}
	r := httptest.NewRequest(v.Request.Method, v.Request.Target, nil)
	r.Header = header(v.Request.Header)
	x, err := VerifyRequest(r, to, time.Unix(v.Created, 0))
	if err != nil {
		t.Errorf("%s: request: %v", v.Name, err)
		return
	}
	if err := x.VerifyBody([]byte(v.Request.Body)); err != nil {
		t.Errorf("%s: request: %v", v.Name, err)
	}
	if err := x.VerifyResponse(v.Response.Status, header(v.Response.Header), []byte(v.Response.Body)); err != nil {
		t.Errorf("%s: response: %v", v.Name, err)
	}
	if _, err := drain(x, header(v.Stream.Header), strings.NewReader(v.Stream.Body)); !errors.Is(err, io.EOF) {
		t.Errorf("%s: stream: %v", v.Name, err)
	}
}

func flat(h http.Header) map[string]string {
	out := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		out[name] = h.Get(name)
	}
	return out
}

func header(m map[string]string) http.Header {
	h := http.Header{}
	for name, value := range m {
		h.Set(name, value)
	}
	return h
}
