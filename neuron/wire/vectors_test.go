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

// refusal is the request of exchange 0 with some of it changed, and the code with which it must be refused.
type refusal struct {
	Name   string            `json:"name"`
	Code   string            `json:"code"`
	Now    int64             `json:"now"` // the receiver's clock
	Target string            `json:"target,omitempty"`
	Body   *string           `json:"body,omitempty"`
	Header map[string]string `json:"header,omitempty"` // "" removes a field
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
	for _, c := range stored.Refused {
		c.verify(t, stored.Exchanges[0])
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
	out.Refused = makeRefusals(out)
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

func makeRefusals(v vectors) []refusal {
	good, now, other := v.Exchanges[0], v.Exchanges[0].Created, "{}"
	in := good.Request.Header["Signature-Input"]
	return []refusal{
		{Name: "no signature", Code: "unsigned", Now: now, Header: map[string]string{"Signature": ""}},
		{Name: "no digest", Code: "malformed", Now: now, Header: map[string]string{"Content-Digest": ""}},
		{
			Name: "component left out", Code: "malformed", Now: now,
			Header: map[string]string{"Signature-Input": strings.Replace(in, ` "@query"`, "", 1)},
		},
		{Name: "other body", Code: "digest_mismatch", Now: now, Body: &other},
		{Name: "other path", Code: "bad_signature", Now: now, Target: "/v1/completions"},
		{Name: "query added", Code: "bad_signature", Now: now, Target: good.Request.Target + "?a=1"},
		{Name: "other receiver", Code: "wrong_receiver", Now: now, Header: map[string]string{HeaderReceiver: v.Keys[0].Address}},
		{Name: "other chain", Code: "wrong_chain", Now: now, Header: map[string]string{HeaderChain: "other-1"}},
		{Name: "other subnet", Code: "wrong_netuid", Now: now, Header: map[string]string{HeaderNetuid: "1"}},
		{Name: "other sender", Code: "unknown_sender", Now: now, Header: map[string]string{HeaderSender: v.Keys[1].Address}},
		{Name: "31 s late", Code: "expired", Now: now + 31},
		{Name: "31 s early", Code: "from_future", Now: now - 31},
	}
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

func (c refusal) verify(t *testing.T, good vector) {
	t.Helper()
	target, body := good.Request.Target, good.Request.Body
	if c.Target != "" {
		target = c.Target
	}
	if c.Body != nil {
		body = *c.Body
	}
	h := maps.Clone(good.Request.Header)
	maps.Copy(h, c.Header)
	maps.DeleteFunc(h, func(_, v string) bool { return v == "" })
	r := httptest.NewRequest(good.Request.Method, target, strings.NewReader(body))
	r.Header = header(h)
	err := check(r, Addressee{good.Receiver, good.Chain, good.Netuid}, time.Unix(c.Now, 0))
	if want := ErrorByCode(c.Code); !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %s", c.Name, err, c.Code)
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
