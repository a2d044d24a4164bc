package billing

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
)

// TestAccount_Signatures wants requests that the payer signed, once, for this host, now.
func TestAccount_Signatures(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), nil)
	s.refused(s.request(http.MethodGet, PathKeys, ""), 401, "invalid_signature")
	r := s.signed(http.MethodGet, PathKeys, "")
	if status, _, body := s.send(r); status != 200 || strings.Contains(body, s.secret) || !strings.Contains(body, s.key.Hint) {
		t.Error(status, body)
	}
	s.refused(r, 401, "invalid_signature") // again
	for name, change := range map[string]func(*http.Request){
		"another method":  func(r *http.Request) { r.Method = http.MethodDelete; r.URL.Path += "/" + s.key.ID },
		"another path":    func(r *http.Request) { r.URL.Path = PathAccount },
		"another query":   func(r *http.Request) { r.URL.RawQuery = "x=1" },
		"another host":    func(r *http.Request) { r.Host = "elsewhere" },
		"another nonce":   func(r *http.Request) { r.Header.Set(HeaderNonce, strings.Repeat("0", 32)) },
		"another time":    func(r *http.Request) { r.Header.Set(HeaderTime, r.Header.Get(HeaderTime)+"0") },
		"no nonce":        func(r *http.Request) { r.Header.Del(HeaderNonce) },
		"no channel":      func(r *http.Request) { r.Header.Set(HeaderChannel, "0") },
		"short signature": func(r *http.Request) { r.Header.Set(HeaderSignature, "AAAA") },
	} {
		r := s.signed(http.MethodGet, PathKeys, "")
		change(r)
		t.Log(name)
		s.refused(r, 401, "invalid_signature")
	}
	other := s.request(http.MethodGet, PathKeys, "")
	if err := Sign(other, nil, chainID, s.operator.Address(), 7, s.operator, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.refused(other, 401, "invalid_signature")
	old := s.request(http.MethodGet, PathKeys, "")
	if err := Sign(old, nil, chainID, s.operator.Address(), 7, s.payer, time.Now().Add(-2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	s.refused(old, 401, "invalid_signature")
	nowhere := s.request(http.MethodGet, PathKeys, "")
	if err := Sign(nowhere, nil, chainID, s.operator.Address(), 8, s.payer, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.refused(nowhere, 404, "unknown_channel")
	s.refused(s.signed(http.MethodPost, PathKeys, `{"name":"x","dya":"1"}`), 400, "invalid_body")
	s.refused(s.signed(http.MethodPost, PathKeys, `{"name":""}`), 400, "invalid_value")
	s.refused(s.signed(http.MethodPatch, PathKeys, ""), 404, "unknown_url")
}

func TestAccount_Usage(t *testing.T) {
	t.Parallel()
	s := open(t, says("12345"), nil)
	s.makeKey(ledger.Terms{Name: "=1+1"})
	if status, _, body := s.send(s.question("words")); status != 200 {
		t.Fatal(status, body)
	}
	status, h, body := s.send(s.signed(http.MethodGet, PathUsage+"?format=csv", ""))
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if status != 200 || err != nil || len(rows) != 2 || rows[1][2] != "'=1+1" || rows[1][9] != "105" || !strings.HasPrefix(h.Get("Content-Type"), "text/csv") {
		t.Errorf("%d %q %v", status, body, err)
	}
	for query, want := range map[string]int{"model=" + rows[1][3]: 2, "model=another": 1, "failed=true": 1, "failed=false": 2} {
		_, _, body := s.send(s.signed(http.MethodGet, PathUsage+"?format=csv&"+query, ""))
		if lines := strings.Count(body, "\n"); lines != want {
			t.Errorf("%s: %d lines, not %d: %s", query, lines, want, body)
		}
	}
	own := s.request(http.MethodGet, PathUsage+"?key=another", "")
	own.Header.Set("Authorization", "Bearer "+s.secret)
	if status, _, body := s.send(own); status != 200 || !strings.Contains(body, s.key.ID) { // a key sees its own only
		t.Error(status, body)
	}
	s.refused(s.signed(http.MethodGet, PathUsage+"?from=yesterday", ""), 400, "invalid_value")
	mine := s.request(http.MethodGet, PathKey, "")
	mine.Header.Set("Authorization", "Bearer "+s.secret)
	if status, _, body := s.send(mine); status != 200 || !strings.Contains(body, `"left":"999895"`) {
		t.Error(status, body)
	}
	var a ledger.Account
	s.manage(http.MethodGet, PathAccount, "", &a)
	if a.Spent != 105 || a.Payer != s.payer.Address() {
		t.Errorf("%+v", a)
	}
	var made Created
	first := s.secret
	s.manage(http.MethodPost, PathKeys+"/"+s.key.ID+"/rotate?overlap=60", "", &made)
	for _, secret := range []string{first, made.Secret} {
		s.secret = secret
		if status, _, body := s.send(s.question("words")); status != 200 {
			t.Error(status, body)
		}
	}
	s.refused(s.signed(http.MethodPost, PathKeys+"/"+s.key.ID+"/rotate?overlap=-1", ""), 400, "invalid_value")
	s.refused(s.signed(http.MethodDelete, PathKeys+"/nothing", ""), 401, "invalid_api_key")
}

// TestSettler_Gone forgets a channel that is not on the chain any more.
func TestSettler_Gone(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), nil)
	s.chain.mu.Lock()
	s.chain.channels = map[uint64]books.Channel{}
	s.chain.mu.Unlock()
	if err := s.settler.round(t.Context(), s.gate, 0); err != nil {
		t.Fatal(err)
	}
	s.refused(s.question("words"), 402, "channel_closing")
}
