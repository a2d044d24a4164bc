package billing

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/wallet"
)

// challenge asks for a text to sign.
func (s *shop) challenge(address string) (c Challenge) {
	s.t.Helper()
	status, _, body := s.send(s.request(http.MethodGet, PathChallenge+"?address="+address, ""))
	if err := json.Unmarshal([]byte(body), &c); err != nil || status != http.StatusOK {
		s.t.Fatal(status, body)
	}
	return c
}

// answer signs a challenge.
func (s *shop) answer(c Challenge, by *wallet.Key) *http.Request {
	s.t.Helper()
	signature, err := by.SignMessage([]byte(c.Text))
	if err != nil {
		s.t.Fatal(err)
	}
	body, _ := json.Marshal(SignIn{by.Address(), c.Nonce, c.Expires, base64.StdEncoding.EncodeToString(signature)})
	return s.request(http.MethodPost, PathSession, string(body))
}

// signIn signs in and returns the cookie.
func (s *shop) signIn(by *wallet.Key) *http.Cookie {
	s.t.Helper()
	status, h, body := s.send(s.answer(s.challenge(by.Address()), by))
	if status != http.StatusOK {
		s.t.Fatal(status, body)
	}
	c, err := http.ParseSetCookie(h.Get("Set-Cookie"))
	if err != nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/v1/" || c.MaxAge <= 0 {
		s.t.Fatalf("cookie %q", h.Get("Set-Cookie"))
	}
	return c
}

// from is a request of a page of the gateway's own host, about channel 7.
func (s *shop) from(c *http.Cookie, method, path, body string) *http.Request {
	s.t.Helper()
	r := s.request(method, path, body)
	r.AddCookie(c)
	r.Header.Set("Origin", s.url)
	r.Header.Set(HeaderChannel, "7")
	return r
}

// do sends a request of a page, and wants success.
func (s *shop) do(c *http.Cookie, method, path, body string, v any) {
	s.t.Helper()
	status, _, answer := s.send(s.from(c, method, path, body))
	if status != http.StatusOK {
		s.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if err := json.Unmarshal([]byte(answer), v); v != nil && err != nil {
		s.t.Fatal(err)
	}
}

// TestSession_SignIn (G01) signs in once, here and now.
func TestSession_SignIn(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var mu sync.Mutex
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	s := open(t, says("x"), func(c *Config) { c.Now = clock })
	c := s.challenge(s.payer.Address())
	for _, part := range []string{strings.TrimPrefix(s.url, "http://"), s.payer.Address(), chainID, s.operator.Address(), c.Nonce, "expires: "} {
		if !strings.Contains(c.Text, part) {
			t.Errorf("%q is not in the text:\n%s", part, c.Text)
		}
	}
	elsewhere := s.answer(c, s.payer)
	elsewhere.Host = "evil.example"
	s.refused(elsewhere, 401, "invalid_signature")
	other := c
	other.Text = strings.Replace(c.Text, chainID, "another-1", 1)
	s.refused(s.answer(other, s.payer), 401, "invalid_signature")
	longer := c
	longer.Expires += 3600
	s.refused(s.answer(longer, s.payer), 401, "invalid_signature")
	r := s.answer(c, s.payer)
	r.Header.Set("Origin", "https://evil.example")
	s.refused(r, 403, "wrong_origin")
	if status, _, body := s.send(s.answer(c, s.payer)); status != 200 || !strings.Contains(body, `"channel":"7"`) {
		t.Fatal(status, body)
	}
	s.refused(s.answer(c, s.payer), 401, "invalid_signature") // the nonce is used up
	late := s.challenge(s.payer.Address())
	mu.Lock()
	now = now.Add(challengeFor + time.Second)
	mu.Unlock()
	s.refused(s.answer(late, s.payer), 401, "invalid_signature")
	s.refused(s.request(http.MethodGet, PathSession, ""), 401, "no_session")
	s.refused(s.request(http.MethodGet, PathChallenge, ""), 400, "invalid_value")
}

// TestSession_Rights acts as the owner, from this host's pages only, and for own channels only.
func TestSession_Rights(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), nil)
	c := s.signIn(s.payer)
	var a ledger.Account
	if s.do(c, http.MethodGet, PathAccount, "", &a); a.Payer != s.payer.Address() {
		t.Errorf("%+v", a)
	}
	cross := s.from(c, http.MethodPost, PathKeys, `{"name":"ci"}`)
	cross.Header.Set("Origin", "https://evil.example")
	s.refused(cross, 403, "wrong_origin")
	sibling := s.from(c, http.MethodDelete, PathKeys+"/"+s.key.ID, "")
	sibling.Header.Set("Sec-Fetch-Site", "same-site")
	s.refused(sibling, 403, "wrong_origin")
	plain := s.from(c, http.MethodGet, PathKeys, "")
	plain.Header.Del(HeaderChannel)
	s.refused(plain, 400, "invalid_value")
	s.refused(s.from(&http.Cookie{Name: cookieName, Value: "tw-" + strings.Repeat("0", 64)}, http.MethodGet, PathKeys, ""), 401, "no_session")
	stranger := s.signIn(s.operator) // pays nothing here, and may look at nothing
	s.refused(s.from(stranger, http.MethodGet, PathKeys, ""), 403, "not_owner")
	var who Session
	if s.do(stranger, http.MethodGet, PathSession, "", &who); len(who.Channels) != 0 || who.Until > time.Now().Add(visitFor).Unix()+1 {
		t.Errorf("%+v", who)
	}
	var all struct{ Data []ledger.Key }
	if s.do(c, http.MethodGet, PathKeys, "", &all); len(all.Data) != 1 {
		t.Errorf("%+v", all)
	}
	s.do(c, http.MethodDelete, PathSession, "", nil)
	s.refused(s.from(c, http.MethodGet, PathKeys, ""), 401, "no_session")
}

// TestSession_KeyShownOnce (G02, G16) makes a key, rotates it, and looks for its secret everywhere.
func TestSession_KeyShownOnce(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), nil)
	c := s.signIn(s.payer)
	var made, rotated Created
	s.do(c, http.MethodPost, PathKeys, `{"name":"ci","total":"500000"}`, &made)
	s.do(c, http.MethodPost, PathKeys+"/"+made.Key.ID+"/rotate?overlap=60", "", &rotated)
	for _, secret := range []string{made.Secret, rotated.Secret} {
		s.secret = secret
		if status, _, body := s.send(s.question("words")); status != 200 {
			t.Error(status, body)
		}
	}
	s.do(c, http.MethodPost, PathKeys+"/"+made.Key.ID+"/rotate", "", &rotated)
	s.secret = made.Secret
	s.refused(s.question("words"), 401, "invalid_api_key")
	_, _, list := s.send(s.from(c, http.MethodGet, PathKeys, ""))
	if !strings.Contains(list, rotated.Key.Hint) || strings.Contains(list, rotated.Secret) {
		t.Errorf("the list says %s", list)
	}
	for _, file := range []string{s.file, s.file + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{made.Secret, rotated.Secret, c.Value} {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s has a secret in plain text", file)
			}
		}
	}
}

// TestSession_Limits (G05, G06, G08) edits what a key may, while it is in use.
func TestSession_Limits(t *testing.T) {
	t.Parallel()
	begun, minutes := time.Now(), atomic.Int64{} // a clock that stands, so that no minute begins in the middle of a rate
	s := open(t, says("x"), func(c *Config) {
		c.Prices.Base, c.Now = ledger.Price{Request: 101}, func() time.Time { return begun.Add(time.Duration(minutes.Load()) * time.Minute) }
	})
	c := s.signIn(s.payer)
	path := PathKeys + "/" + s.key.ID
	var k ledger.Key
	if s.do(c, http.MethodPatch, path, `{"day":"1000","models":["words"]}`, &k); k.Day != 1000 || k.Name != "test" {
		t.Errorf("%+v", k)
	}
	s.refused(s.question("numbers"), 403, "model_not_allowed")
	s.refused(s.from(c, http.MethodPatch, path, `{"dya":"1"}`), 400, "invalid_body")
	s.refused(s.from(c, http.MethodPatch, path, `{"name":""}`), 400, "invalid_value")
	s.refused(s.from(c, http.MethodPatch, PathKeys+"/nothing", `{}`), 401, "invalid_api_key")
	codes := map[int]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(s.question("words"))
			if err != nil {
				t.Error(err)
				return
			}
			res.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			codes[res.StatusCode]++
		})
	}
	all.Wait()
	if codes[200] != 9 || codes[402] != 41 {
		t.Errorf("%v", codes)
	}
	s.want(9*101, 0)
	s.refused(s.question("words"), 402, "key_limit")
	s.do(c, http.MethodPatch, path, `{"day":"0","rate":5,"models":[]}`, nil)
	minutes.Add(1) // what was asked before does not count in this one
	for left := 4; left >= 0; left-- {
		status, h, body := s.send(s.question("numbers"))
		if got := h.Get("X-Ratelimit-Remaining-Requests"); status != 200 || got != strconv.Itoa(left) {
			t.Errorf("%d, %q are left, want %d: %s", status, got, left, body)
		}
	}
	s.refused(s.question("numbers"), 429, "rate_limit_exceeded")
}

// TestSession_TopUp (G07) runs out of money, and goes on when there is more.
func TestSession_TopUp(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), func(c *Config) { c.Credit = 10_000_000 })
	s.chain.change(7, func(ch *books.Channel) { ch.Deposit = price.Most() })
	if err := s.settler.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := s.signIn(s.payer)
	spent := s.books
	if err := spent.Sync(t.Context(), books.Channel{Account: ledger.Account{Channel: 8, Payer: s.payer.Address(), Deposit: 5}}); err != nil {
		t.Fatal(err)
	}
	poor := s.from(c, http.MethodPost, "/v1/chat/completions", `{"model":"words"}`)
	poor.Header.Set(HeaderChannel, "8")
	if said := s.refused(poor, 402, "insufficient_funds"); !strings.Contains(said, "topup 8") {
		t.Error(said)
	}
	s.chain.change(8, func(ch *books.Channel) {
		ch.Account = ledger.Account{Channel: 8, Payer: s.payer.Address(), Signer: "02", Deposit: 1_000_000, SubnetShare: 52428}
	})
	if err := s.settler.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := s.from(c, http.MethodPost, "/v1/chat/completions", `{"model":"words"}`)
	again.Header.Set(HeaderChannel, "8")
	if status, _, body := s.send(again); status != 200 {
		t.Error(status, body)
	}
}

// TestSession_Chat (G15, G17) asks from the browser without a key, and finds it in the usage.
func TestSession_Chat(t *testing.T) {
	t.Parallel()
	s := open(t, says("12345"), nil)
	c := s.signIn(s.payer)
	s.do(c, http.MethodDelete, PathKeys+"/"+s.key.ID, "", nil)
	s.refused(s.question("words"), 401, "revoked_api_key")
	chat := func() *http.Request { return s.from(c, http.MethodPost, "/v1/chat/completions", `{"model":"words"}`) }
	for range 3 {
		if status, _, body := s.send(chat()); status != 200 {
			t.Fatal(status, body)
		}
	}
	var rows struct {
		Data  []books.Usage
		First books.Pace `json:"first_ms"`
	}
	if s.do(c, http.MethodGet, PathUsage, "", &rows); rows.First.Answers != 3 || rows.First.Median <= 0 {
		t.Errorf("%+v", rows.First)
	}
	if len(rows.Data) != 1 || rows.Data[0].Name != "browser" || rows.Data[0].Requests != 3 || rows.Data[0].Cost != 315 {
		t.Errorf("%+v", rows)
	}
	s.want(315, 0)
	if status, _, csv := s.send(s.from(c, http.MethodGet, PathUsage+"?format=csv", "")); status != 200 || !strings.HasSuffix(csv, ",315\n") {
		t.Error(status, csv)
	}
	s.do(c, http.MethodPatch, PathKeys+"/key-browser-7", `{"total":"315"}`, nil)
	s.refused(chat(), 402, "key_limit")
	s.do(c, http.MethodDelete, PathKeys+"/key-browser-7", "", nil)
	s.refused(chat(), 401, "revoked_api_key")
	cross := chat()
	cross.Header.Set("Origin", "https://evil.example")
	s.refused(cross, 403, "wrong_origin")
}
