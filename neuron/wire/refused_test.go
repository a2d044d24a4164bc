package wire

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

// refusal is a message of exchange 0 with some of it changed, and the code with which it must be refused.
type refusal struct {
	Name   string            `json:"name"`
	Kind   string            `json:"kind,omitempty"` // of an answer: response or stream
	Code   string            `json:"code"`
	Now    int64             `json:"now,omitempty"` // the receiver's clock, of a request
	Target string            `json:"target,omitempty"`
	Status int               `json:"status,omitempty"`
	Body   *string           `json:"body,omitempty"`
	Header map[string]string `json:"header,omitempty"` // "" removes a field
}

// cause returns the code with which a changed message is refused, "" when it is not.
func (c refusal) cause(good vector) string {
	m := map[string]message{"": good.Request, "response": good.Response, "stream": good.Stream}[c.Kind]
	h := maps.Clone(m.Header)
	maps.Copy(h, c.Header)
	maps.DeleteFunc(h, func(_, v string) bool { return v == "" })
	if c.Body != nil {
		m.Body = *c.Body
	}
	if c.Status != 0 {
		m.Status = c.Status
	}
	if c.Target != "" {
		m.Target = c.Target
	}
	err := c.judge(good, m, header(h))
	var of *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &of):
		return of.Code()
	}
	return err.Error()
}

func (c refusal) judge(good vector, m message, h http.Header) error {
	to := Addressee{good.Receiver, good.Chain, good.Netuid}
	r := httptest.NewRequest(good.Request.Method, "/", strings.NewReader(m.Body))
	r.RequestURI, r.Header = m.Target, h
	if c.Kind == "" {
		return check(r, to, time.Unix(c.Now, 0))
	}
	r.RequestURI, r.Header = good.Request.Target, header(good.Request.Header)
	x, err := VerifyRequest(r, to, time.Unix(good.Created, 0))
	if err != nil {
		return err
	}
	if c.Kind == "response" {
		return x.VerifyResponse(m.Status, h, []byte(m.Body))
	}
	sr, err := x.VerifyStream(m.Status, h, strings.NewReader(m.Body), 4096, 1<<20)
	for err == nil {
		_, err = sr.Next()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// refusals collects changed messages and finds their codes.
type refusals struct {
	t    *testing.T
	good vector
	kind string
	all  []refusal
}

// add adds one and wants its code to be that; "" takes whatever it is, as long as it is one.
func (l *refusals) add(code string, c refusal) {
	l.t.Helper()
	c.Kind = l.kind
	if c.Kind == "" && c.Now == 0 {
		c.Now = l.good.Created
	}
	if c.Code = c.cause(l.good); c.Code == "" || ErrorByCode(c.Code) == nil || (code != "" && c.Code != code) {
		l.t.Errorf("%s: refused with %q, want %q", c.Name, c.Code, code)
	}
	l.all = append(l.all, c)
}

// flip adds each field of a header with single bits changed.
func (l *refusals) flip(h map[string]string) {
	for name, value := range h {
		if value == "" {
			l.t.Fatalf("field %s is empty", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		l.add("", refusal{Name: name + " is missing", Header: map[string]string{name: ""}})
		for _, i := range []int{0, len(h[name]) / 3, len(h[name]) * 2 / 3, len(h[name]) - 1} {
			b := []byte(h[name])
			if b[i] ^= 1; b[i] < 0x20 || b[i] > 0x7e {
				continue
			}
			l.add("", refusal{Name: fmt.Sprintf("%s, byte %d", name, i), Header: map[string]string{name: string(b)}})
		}
	}
}

func makeRefusals(t *testing.T, v vectors) []refusal {
	t.Helper()
	good, other := v.Exchanges[0], "{}"
	l := &refusals{t: t, good: good}
	set := func(name, value string) map[string]string { return map[string]string{name: value} }
	in := good.Request.Header["Signature-Input"]
	now := good.Created
	l.add("unsigned", refusal{Name: "no signature", Header: set("Signature", "")})
	l.add("malformed", refusal{Name: "no digest", Header: set("Content-Digest", "")})
	l.add("malformed", refusal{Name: "component left out", Header: set("Signature-Input", strings.Replace(in, ` "@query"`, "", 1))})
	l.add("malformed", refusal{Name: "components in another order", Header: set("Signature-Input", strings.Replace(in, `"@method" "@path"`, `"@path" "@method"`, 1))})
	l.add("malformed", refusal{Name: "space in the input", Header: set("Signature-Input", strings.Replace(in, ";created", "; created", 1))})
	l.add("malformed", refusal{Name: "second signature", Header: set("Signature", good.Request.Header["Signature"]+", b=:AA==:")})
	l.add("malformed", refusal{Name: "parameter twice", Header: set("Signature-Input", in+";created=1")})
	l.add("malformed", refusal{Name: "unknown parameter", Header: set("Signature-Input", in+`;nonce="1"`)})
	l.add("digest_mismatch", refusal{Name: "other body", Body: &other})
	l.add("bad_signature", refusal{Name: "other path", Target: "/v1/completions"})
	l.add("bad_signature", refusal{Name: "other case", Target: "/v1/chat/Completions"})
	l.add("bad_signature", refusal{Name: "query added", Target: good.Request.Target + "?a=1"})
	l.add("malformed", refusal{Name: "whole URL", Target: "http://192.0.2.1" + good.Request.Target})
	l.add("wrong_receiver", refusal{Name: "other receiver", Header: set(HeaderReceiver, v.Keys[0].Address)})
	l.add("wrong_chain", refusal{Name: "other chain", Header: set(HeaderChain, "other-1")})
	l.add("wrong_netuid", refusal{Name: "other subnet", Header: set(HeaderNetuid, "1")})
	l.add("malformed", refusal{Name: "netuid with a zero in front", Header: set(HeaderNetuid, "00")})
	l.add("malformed", refusal{Name: "netuid of 33 bits", Header: set(HeaderNetuid, "4294967296")})
	l.add("unknown_sender", refusal{Name: "other sender", Header: set(HeaderSender, v.Keys[1].Address)})
	l.add("malformed", refusal{Name: "id in upper case", Header: set(HeaderRequestID, strings.ToUpper(good.ID))})
	l.add("malformed", refusal{Name: "long sender", Header: set(HeaderSender, strings.Repeat("x", maxValue+1))})
	l.add("expired", refusal{Name: "31 s late", Now: now + 31})
	l.add("from_future", refusal{Name: "31 s early", Now: now - 31})
	l.signedAnew()
	l.flip(good.Request.Header)
	return l.all
}

// signedAnew adds requests that alice did sign, in a form that is not allowed.
func (l *refusals) signedAnew() {
	t, good := l.t, l.good
	r := httptest.NewRequest(good.Request.Method, good.Request.Target, nil)
	r.Header = header(good.Request.Header)
	x, err := VerifyRequest(r, Addressee{good.Receiver, good.Chain, good.Netuid}, time.Unix(good.Created, 0))
	if err != nil {
		t.Fatal(err)
	}
	alice, keyid := key(t, "alice"), hex.EncodeToString(key(t, "alice").PublicKey())
	sign := func(name, code string, now int64, p params, edit func(string) string) {
		input := edit(requestForm.params(p))
		sig, err := alice.Sign(base(requestForm.ids, x.requestValues(), input))
		if err != nil {
			t.Fatal(err)
		}
		l.add(code, refusal{Name: name, Now: now, Header: map[string]string{
			"Signature-Input": "tianwang=" + input, "Signature": "tianwang=:" + base64.StdEncoding.EncodeToString(sig) + ":",
		}})
	}
	same := func(s string) string { return s }
	c := good.Created
	sign("life of no second", "malformed", c, params{c, c, keyid}, same)
	sign("life of 61 s", "malformed", c, params{c, c + 61, keyid}, same)
	sign("its own end has passed", "expired", c+6, params{c, c + 5, keyid}, same)
	sign("before 1970", "malformed", c, params{-1, 10, keyid}, same)
	sign("tag of a response", "malformed", c, params{c, c + 30, keyid}, func(s string) string {
		return strings.Replace(s, "tianwang-request\"", "tianwang-response\"", 1)
	})
	sign("another algorithm", "malformed", c, params{c, c + 30, keyid}, func(s string) string {
		return strings.Replace(s, "secp256k1", "p256", 1)
	})
	sign("no algorithm", "malformed", c, params{c, c + 30, keyid}, func(s string) string {
		return strings.Replace(s, `;alg="`+Algorithm+`"`, "", 1)
	})
	sign("key in upper case", "malformed", c, params{c, c + 30, strings.ToUpper(keyid)}, same)
	sign("key of another", "unknown_sender", c, params{c, c + 30, hex.EncodeToString(key(t, "bob").PublicKey())}, same)
	sign("created with a zero in front", "malformed", c, params{c, c + 30, keyid}, func(s string) string {
		return strings.Replace(s, "created=", "created=0", 1)
	})
	raw, err := base64.StdEncoding.DecodeString(strings.Trim(strings.TrimPrefix(good.Request.Header["Signature"], "tianwang="), ":"))
	if err != nil {
		t.Fatal(err)
	}
	var s secp256k1.ModNScalar
	s.SetByteSlice(raw[32:])
	high := s.Negate().Bytes()
	for _, bad := range []struct {
		name, code string
		sig        []byte
	}{
		{"high s", "bad_signature", append(append([]byte{}, raw[:32]...), high[:]...)},
		{"r and s are zero", "bad_signature", make([]byte, signatureSize)},
		{"63 bytes", "malformed", raw[:63]},
		{"65 bytes", "malformed", append(append([]byte{}, raw...), 0)},
		{"r and s exchanged", "bad_signature", append(append([]byte{}, raw[32:]...), raw[:32]...)},
	} {
		l.add(bad.code, refusal{Name: bad.name, Header: map[string]string{
			"Signature": "tianwang=:" + base64.StdEncoding.EncodeToString(bad.sig) + ":",
		}})
	}
}

func makeRefusedAnswers(t *testing.T, v vectors) []refusal {
	t.Helper()
	good, next, empty := v.Exchanges[0], v.Exchanges[1], ""
	l := &refusals{t: t, good: good, kind: "response"}
	body := good.Response.Body + " "
	l.add("digest_mismatch", refusal{Name: "other body", Body: &body})
	l.add("digest_mismatch", refusal{Name: "no body", Body: &empty})
	l.add("bad_signature", refusal{Name: "other status", Status: http.StatusCreated})
	l.add("bad_signature", refusal{Name: "answer to another request", Header: next.Response.Header, Body: &next.Response.Body})
	theirs := maps.Clone(next.Response.Header)
	theirs[HeaderRequestID] = good.ID
	l.add("bad_signature", refusal{Name: "answer to another request under this id", Header: theirs, Body: &next.Response.Body})
	l.add("malformed", refusal{Name: "head of a stream", Header: good.Stream.Header})
	l.add("malformed", refusal{Name: "signature of the request", Header: map[string]string{
		"Signature-Input": good.Request.Header["Signature-Input"], "Signature": good.Request.Header["Signature"],
	}})
	l.flip(good.Response.Header)
	l.kind = "stream"
	l.streams(next)
	l.flip(good.Stream.Header)
	return l.all
}

// streams adds streams whose body was tampered with.
func (l *refusals) streams(next vector) {
	whole := l.good.Stream.Body
	mark, closing := strings.Index(whole, "data: [DONE]"), strings.Index(whole, ": Content-Digest")
	events, done, end := whole[:mark], whole[mark:closing], whole[closing:]
	lines := strings.SplitAfter(end, "\n")
	_, theirs, _ := strings.Cut(next.Stream.Body, ": Content-Digest")
	for _, c := range []struct{ name, code, body string }{
		{"nothing", "unfinished", ""},
		{"cut before [DONE]", "unfinished", events},
		{"cut before its closing signature", "unfinished", events + done},
		{"cut in its closing signature", "unfinished", events + done + lines[0] + lines[1]},
		{"no empty line at the end", "unfinished", strings.TrimSuffix(whole, "\n")},
		{"no [DONE]", "unfinished", events + end},
		{"data after [DONE]", "malformed", events + done + events + end},
		{"one byte after the end", "malformed", whole + "\n"},
		{"an event twice", "digest_mismatch", events + events + done + end},
		{"no event", "digest_mismatch", done + end},
		{"another event", "digest_mismatch", strings.Replace(events, "[", "{", 1) + done + end},
		{"a comment added", "digest_mismatch", ": wait\n\n" + events + done + end},
		{"carriage return in a line", "malformed", "data: 1\rdata: 2\n\n" + done + end},
		{"lines of the closing signature exchanged", "malformed", events + done + lines[0] + lines[2] + lines[1] + lines[3]},
		{"closed twice", "malformed", whole + end},
		{"closing signature of another stream", "bad_signature", events + done + ": Content-Digest" + theirs},
	} {
		l.add(c.code, refusal{Name: c.name, Body: &c.body})
	}
	l.add("bad_signature", refusal{Name: "other status", Status: http.StatusAccepted})
	l.add("malformed", refusal{Name: "head of a response", Header: l.good.Response.Header})
	l.add("bad_signature", refusal{Name: "head of another stream", Header: next.Stream.Header})
	b := []byte(whole)
	for i := 3; i < len(b); i += len(b) / 16 {
		bad := append([]byte{}, b...)
		if bad[i] ^= 1; bad[i] == '\n' || bad[i] == '\r' || b[i] == '\n' {
			continue
		}
		text := string(bad)
		l.add("", refusal{Name: fmt.Sprintf("byte %d", i), Body: &text})
	}
}
