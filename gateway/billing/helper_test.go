package billing

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/gateway/sqlite"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/wallet"
)

// TestMain looks for goroutines that nobody ended; the timer is one that a library of the chain starts.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/desertbit/timer.timerRoutine"))
}

const chainID = "billing-1"

// market is what can be asked for.
type market []gateway.Subnet

func (m market) Models() []gateway.Subnet { return m }

// till is a chain that has nothing but channels. The real one is in the stories of cmd/tianwang.
type till struct {
	mu       sync.Mutex
	channels map[uint64]books.Channel
	fee      uint64
	settled  []voucher.Signed
}

func (c *till) Channels(context.Context) ([]books.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Values(c.channels)), nil
}

func (c *till) Channel(_ context.Context, id uint64) (books.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch, ok := c.channels[id]
	if !ok {
		return ch, ledger.ErrNoAccount
	}
	return ch, nil
}

func (c *till) Fee(context.Context, voucher.Signed) (uint64, error) { return c.fee, nil }

func (c *till) Settle(_ context.Context, v voucher.Signed) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := c.channels[v.Channel]
	if _, err := v.Since(ch.Settled); err != nil {
		return err
	}
	signer, _ := hex.DecodeString(ch.Signer)
	if err := v.Verify(signer); err != nil {
		return err
	}
	ch.Settled = v.Spent
	c.channels[v.Channel] = ch
	c.settled = append(c.settled, v)
	return nil
}

func (c *till) change(id uint64, f func(*books.Channel)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := c.channels[id]
	f(&ch)
	c.channels[id] = ch
}

// shop is a paid gateway with one customer.
type shop struct {
	t        *testing.T
	url      string
	books    *books.Books
	gate     *Gate
	settler  *Settler
	chain    *till
	payer    *wallet.Key
	operator *wallet.Key
	secret   string
	key      ledger.Key
	file     string // of the database
}

// keys makes the two keys of a wallet.
func keys(t *testing.T) (cold, hot *wallet.Key) {
	t.Helper()
	w, err := wallet.Dir(t.TempDir()).Wallet("default")
	if err != nil {
		t.Fatal(err)
	}
	phrase, err := wallet.NewPhrase()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Create(phrase, "correct horse"); err != nil {
		t.Fatal(err)
	}
	if cold, err = w.OpenColdkey("correct horse"); err != nil {
		t.Fatal(err)
	}
	if hot, err = w.OpenHotkey(wallet.DefaultHotkey, "correct horse"); err != nil {
		t.Fatal(err)
	}
	return cold, hot
}

// blends are composed models of two subnets, and of one.
type blends struct{}

func (blends) IDs() []string { return []string{"both", "twice"} }

func (blends) Netuids(id string) ([]uint32, error) {
	switch id {
	case "both":
		return []uint32{4, 3}, nil
	case "twice":
		return []uint32{3, 3}, nil
	}
	return nil, &gateway.Failure{Cause: gateway.ErrUnknownModel}
}

// price is that of the tests: most is 100 + 64·1024.
var price = ledger.Price{Request: 100, PerKiB: 1024, KiB: 64}

// open opens a shop in front of an API.
func open(t *testing.T, api http.HandlerFunc, change func(*Config)) *shop {
	t.Helper()
	s := &shop{t: t}
	s.payer, s.operator = keys(t)
	s.file = filepath.Join(t.TempDir(), "gateway.db")
	s.chain = &till{fee: 10, channels: map[uint64]books.Channel{7: {Account: ledger.Account{
		Channel: 7, Payer: s.payer.Address(), Signer: hex.EncodeToString(s.payer.PublicKey()), Deposit: 1_000_000, SubnetShare: 52428, Grace: 30,
	}}}}
	cfg := Config{
		Chain: chainID, Gateway: s.operator.Address(), Signer: hex.EncodeToString(s.operator.PublicKey()),
		Prices: ledger.Prices{Base: price}, Credit: 300_000,
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if s.books, err = sqlite.Open(t.Context(), s.file, books.Config{Process: "test", Now: cfg.Now}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s.settler = NewSettler(chainID, s.operator, s.books, s.chain, log)
	models := market{{Netuid: 3, Model: "words"}, {Netuid: 4, Model: "numbers"}}
	s.gate = New(cfg, s.books, s.settler, models, api, log)
	srv := httptest.NewServer(s.gate)
	s.url = srv.URL
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		if err := s.books.Audit(context.Background()); err != nil {
			t.Error(err)
		}
		s.books.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	s.makeKey(ledger.Terms{Name: "test"})
	return s
}

func (s *shop) makeKey(terms ledger.Terms) {
	s.t.Helper()
	body, _ := json.Marshal(terms)
	var made Created
	s.manage(http.MethodPost, PathKeys, string(body), &made)
	s.secret, s.key = made.Secret, made.Key
}

// manage sends a request as the payer, and wants success.
func (s *shop) manage(method, path, body string, v any) {
	s.t.Helper()
	status, _, answer := s.send(s.signed(method, path, body))
	if status != http.StatusOK {
		s.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if err := json.Unmarshal([]byte(answer), v); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) signed(method, path, body string) *http.Request {
	s.t.Helper()
	r := s.request(method, path, body)
	if err := Sign(r, []byte(body), chainID, s.operator.Address(), 7, s.payer, time.Now()); err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *shop) request(method, path, body string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// question is a request for a model with the key.
func (s *shop) question(model string) *http.Request {
	r := s.request(http.MethodPost, openai.PathChat, fmt.Sprintf(`{"model":%q}`, model))
	r.Header.Set("Authorization", "Bearer "+s.secret)
	return r
}

func (s *shop) send(r *http.Request) (int, http.Header, string) {
	s.t.Helper()
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body) // streams that break off end with an error
	return res.StatusCode, res.Header, string(b)
}

// want compares what was spent and is reserved.
func (s *shop) want(spent, reserved uint64) {
	s.t.Helper()
	a, err := s.books.Account(s.t.Context(), 7)
	if err != nil || a.Spent != spent || a.Reserved != reserved {
		s.t.Errorf("spent %d, reserved %d, %v; want %d and %d", a.Spent, a.Reserved, err, spent, reserved)
	}
}

// refused wants a refusal.
func (s *shop) refused(r *http.Request, status int, code string) string {
	s.t.Helper()
	got, _, body := s.send(r)
	var e openai.ErrorBody
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.Error == nil || e.Error.Code == nil || got != status || *e.Error.Code != code {
		s.t.Fatalf("%d %s, want %d %s", got, body, status, code)
	}
	return e.Error.Message
}

// says answers in one piece.
func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"choices":[{"message":{"role":"assistant","content":%q},"finish_reason":"stop"}]}`, text)
	}
}

// events answers as a stream, and calls f in the middle.
func events(f func(w http.ResponseWriter, r *http.Request), pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, ": waiting\n\n")
		for _, p := range pieces {
			fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%q}}]}\n\n", p)
		}
		_ = http.NewResponseController(w).Flush()
		f(w, r)
	}
}
