//go:build e2e

package web

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/billing"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/gateway/sqlite"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/wallet"
)

// shop is a fixture whose gateway is paid: the gate and its accounts are real, the chain has nothing but channels.
type shop struct {
	*fixture
	till
	payer   *wallet.Key
	settler *billing.Settler
}

// till is the chain of a shop.
type till struct {
	mu       sync.Mutex
	channels map[uint64]books.Channel
}

func (c *till) Channels(context.Context) ([]books.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Values(c.channels)), nil
}

func (c *till) Channel(_ context.Context, id uint64) (books.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch, ok := c.channels[id]; ok {
		return ch, nil
	}
	return books.Channel{}, ledger.ErrNoAccount
}

func (c *till) Fee(context.Context, voucher.Signed) (uint64, error) { return 1, nil }
func (c *till) Settle(context.Context, voucher.Signed) error        { return nil }

// Models implements billing.Market.
func (f *fixture) Models() []gateway.Subnet {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []gateway.Subnet
	for _, s := range f.subnets {
		all = append(all, gateway.Subnet{Netuid: s.Netuid, Model: s.Name})
	}
	return all
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{fixture: newFixture(t, market()), till: till{channels: map[uint64]books.Channel{}}}
	w, err := wallet.Dir(t.TempDir()).Wallet("default")
	if err != nil {
		t.Fatal(err)
	}
	phrase, err := wallet.NewPhrase()
	if err == nil {
		_, _, err = w.Create(phrase, "correct horse")
	}
	if err == nil {
		s.payer, err = w.OpenColdkey("correct horse")
	}
	if err != nil {
		t.Fatal(err)
	}
	operator, err := w.OpenHotkey(wallet.DefaultHotkey, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	b, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "gateway.db"), books.Config{Process: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	log := slog.New(slog.DiscardHandler)
	price := ledger.Price{Request: 100_000, PerKiB: 1024, KiB: 64}
	cfg := billing.Config{
		Chain: "tianwang-local-1", Gateway: operator.Address(), Signer: hex.EncodeToString(operator.PublicKey()), Prices: ledger.Prices{Base: price},
	}
	s.pricing = cfg.Pricing("", []uint32{1})
	s.settler = billing.NewSettler(cfg.Chain, operator, b, &s.till, log)
	api := s.Config.Handler
	gate := billing.New(cfg, b, s.settler, s.fixture, api, log)
	mux := http.NewServeMux()
	mux.Handle("/", api)
	mux.Handle("/v1/", gate)
	mux.HandleFunc("POST /test/sign", s.sign)
	mux.HandleFunc("POST /test/send", s.send)
	s.Config.Handler = mux
	return s
}

// extension is a wallet in the browser, whose key is here.
func (s *shop) extension() string {
	account, _ := json.Marshal(map[string]string{
		"address": s.payer.Address(), "publicKey": base64.StdEncoding.EncodeToString(s.payer.PublicKey()), "name": "me",
	})
	return fmt.Sprintf(`window.tianwang = { version: 1, connect: async () => (%s),
		signText: async (address, text) => (await fetch("/test/sign", {method: "POST", body: text})).json(),
		send: async (address, messages) => (await fetch("/test/send", {method: "POST", body: JSON.stringify(messages)})).json() };`, account)
}

func (s *shop) sign(w http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	signature, err := s.payer.SignMessage(text)
	if err != nil || !strings.Contains(string(text), r.Host) {
		problem(w, http.StatusBadRequest, "failed", "this text is for somebody else")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string][]byte{"signature": signature, "publicKey": s.payer.PublicKey()})
}

// send does to the channels what messages say.
func (s *shop) send(w http.ResponseWriter, r *http.Request) {
	var all []struct {
		Type    string `json:"@type"`
		Payer   string
		Channel string
		Deposit string
		Amount  string
		Signer  []byte
	}
	if err := json.NewDecoder(r.Body).Decode(&all); err != nil || len(all) != 1 {
		problem(w, http.StatusBadRequest, "failed", fmt.Sprint(err))
		return
	}
	number := func(text string) uint64 { n, _ := strconv.ParseUint(text, 10, 64); return n }
	m, id := all[0], uint64(7)
	s.till.mu.Lock()
	c := s.channels[id]
	switch m.Type {
	case "/tianwang.escrow.v1.MsgOpen":
		c = books.Channel{Account: ledger.Account{
			Channel: id, Payer: m.Payer, Signer: hex.EncodeToString(m.Signer), Held: len(m.Signer) > 0, Deposit: number(m.Deposit), SubnetShare: 52428,
		}}
	case "/tianwang.escrow.v1.MsgTopUp":
		c.Deposit += number(m.Amount)
	case "/tianwang.escrow.v1.MsgClose":
		c.ClosesAt = 41_300
	}
	s.channels[id] = c
	s.till.mu.Unlock()
	kind := strings.TrimPrefix(m.Type, "/tianwang.escrow.v1.")
	event, field := map[string]string{"MsgOpen": "Opened", "MsgTopUp": "ToppedUp"}[kind], map[string]string{"MsgOpen": "deposit", "MsgTopUp": "amount"}[kind]
	s.change(func() {
		s.extra = append(s.extra, explorer.WholeTx{
			Tx: explorer.Tx{Hash: fmt.Sprintf("%064X", 0xE5C0+len(s.extra)), Height: 41_240, Time: at(41_240), Signer: m.Payer, Kinds: kind, OK: true, Fee: 12_000},
			Events: fmt.Appendf(nil, `[{"kind":"tianwang.escrow.v1.Event%s","attributes":[["channel","\"%d\""],["%s","\"%d\""]]}]`,
				event, id, field, number(m.Deposit+m.Amount)),
		})
	})
	if err := s.settler.Look(r.Context(), id); err != nil {
		problem(w, http.StatusBadRequest, "failed", err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"hash":"%064X","height":41240,"code":0,"log":""}`, 7)
}
