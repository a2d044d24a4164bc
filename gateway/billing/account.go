package billing

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/internal/serve"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/voucher"
)

// Paths of accounts.
const (
	PathAccount  = "/v1/account"
	PathTerms    = PathAccount + "/terms"
	PathVoucher  = PathAccount + "/voucher"
	PathKey      = PathAccount + "/key"
	PathKeys     = PathAccount + "/keys"
	PathUsage    = PathAccount + "/usage"
	PathRequests = PathAccount + "/requests"
)

// Terms are what a gateway tells everybody who wants to open a channel.
type Terms struct {
	Chain   string `json:"chain"`
	Gateway string `json:"gateway"` // address to open a channel for
	Signer  string `json:"signer"`  // public key to name as the channel's signer, for keys without vouchers
	Credit  uint64 `json:"credit,string"`
	Base    any    `json:"base_pricing"` // of subnets that /v1/models does not list
}

// Created is a key that was made or rotated, with its secret. The secret is not shown again.
type Created struct {
	Secret string     `json:"secret"`
	Key    ledger.Key `json:"key"`
}

func (g *Gate) routes() {
	g.mux.HandleFunc("GET "+PathTerms, func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, Terms{g.cfg.Chain, g.cfg.Gateway, g.cfg.Signer, g.cfg.Credit, g.cfg.Pricing("", []uint32{0})})
	})
	g.mux.HandleFunc("GET "+PathAccount, g.owned(func(r *http.Request, a ledger.Account, _ []byte) (any, error) { return a, nil }))
	g.mux.HandleFunc("PUT "+PathVoucher, g.pay)
	g.mux.HandleFunc("GET "+PathKey, g.ownKey)
	g.mux.HandleFunc("GET "+PathKeys, g.owned(func(r *http.Request, a ledger.Account, _ []byte) (any, error) {
		keys, err := g.books.Keys(r.Context(), a.Channel)
		return map[string]any{"object": openai.ObjectList, "data": append([]ledger.Key{}, keys...)}, err
	}))
	g.mux.HandleFunc("POST "+PathKeys, g.owned(func(r *http.Request, a ledger.Account, body []byte) (any, error) {
		terms, err := readTerms(ledger.Terms{}, body)
		if err != nil {
			return nil, err
		}
		key, secret, err := g.books.CreateKey(r.Context(), a.Channel, terms)
		return Created{string(secret), key}, err
	}))
	g.mux.HandleFunc("PATCH "+PathKeys+"/{id}", g.owned(func(r *http.Request, a ledger.Account, body []byte) (any, error) {
		return g.books.EditKey(r.Context(), a.Channel, r.PathValue("id"), func(terms ledger.Terms) (ledger.Terms, error) { return readTerms(terms, body) })
	}))
	g.mux.HandleFunc("DELETE "+PathKeys+"/{id}", g.owned(func(r *http.Request, a ledger.Account, _ []byte) (any, error) {
		return g.books.RevokeKey(r.Context(), a.Channel, r.PathValue("id"))
	}))
	g.mux.HandleFunc("POST "+PathKeys+"/{id}/rotate", g.owned(func(r *http.Request, a ledger.Account, _ []byte) (any, error) {
		overlap, err := strconv.ParseUint("0"+r.URL.Query().Get("overlap"), 10, 31)
		if err != nil {
			return nil, errParameter.with("overlap: seconds are needed")
		}
		key, secret, err := g.books.RotateKey(r.Context(), a.Channel, r.PathValue("id"), time.Duration(overlap)*time.Second) // #nosec G115 -- 31 bits
		return Created{string(secret), key}, err
	}))
	g.mux.HandleFunc("GET "+PathUsage, g.usage)
	g.mux.HandleFunc("GET "+PathRequests, g.receipts)
	g.mux.HandleFunc("GET "+PathRequests+"/{id}", g.receipt)
	g.mux.HandleFunc("GET "+PathChallenge, g.challenge)
	g.mux.HandleFunc("POST "+PathSession, g.signIn)
	g.mux.HandleFunc("GET "+PathSession, g.session)
	g.mux.HandleFunc("DELETE "+PathSession, g.signOut)
	g.mux.HandleFunc(PathAccount+"/", func(w http.ResponseWriter, _ *http.Request) {
		g.refuse(w, &cause{status: http.StatusNotFound, kind: openai.ErrNotFound, code: "unknown_url", text: "no such endpoint, or not with this method"})
	})
	g.mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost { // whatever it asks for, it is not for nothing
			g.sell(w, r)
			return
		}
		g.next.ServeHTTP(w, r)
	})
	g.mux.Handle("/", g.next)
}

// readTerms changes what a body names of the terms of a key, and leaves the rest.
func readTerms(terms ledger.Terms, body []byte) (ledger.Terms, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields() // a limit that is misspelt must not be no limit
	if err := d.Decode(&terms); err != nil {
		return terms, errBody.with(err.Error())
	}
	return terms, nil
}

// owned serves a request that the payer of the channel has signed.
func (g *Gate) owned(answer func(*http.Request, ledger.Account, []byte) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, body, err := g.admit(w, r)
		var v any
		if err == nil {
			v, err = answer(r, a, body)
		}
		if err != nil {
			g.refuse(w, err)
			return
		}
		writeJSON(w, v)
	}
}

// admit verifies a signed request, or one of a browser that is signed in, and returns the account that it is about.
func (g *Gate) admit(w http.ResponseWriter, r *http.Request) (a ledger.Account, body []byte, err error) {
	if visits(r) {
		if a, err = g.bySession(r); err != nil {
			return a, nil, err
		}
		if body, err = serve.Body(w, r, g.cfg.MaxBody); err != nil {
			err = unreadable(err)
		}
		return a, body, err
	}
	now := g.cfg.Now()
	s, err := readSigned(r, now)
	if err != nil {
		return a, nil, err
	}
	if body, err = serve.Body(w, r, g.cfg.MaxBody); err != nil {
		return a, nil, unreadable(err)
	}
	if a, err = g.account(r.Context(), s.channel); err != nil {
		return a, nil, err
	}
	if err := s.verify(g.cfg, a.Payer, r, body); err != nil {
		return a, nil, err
	}
	return a, body, g.books.Once(r.Context(), s.nonce, s.time.Add(2*signedFor))
}

// account returns an account, and looks for it on the chain when it is new.
func (g *Gate) account(ctx context.Context, channel uint64) (ledger.Account, error) {
	a, err := g.books.Account(ctx, channel)
	if !errors.Is(err, ledger.ErrNoAccount) {
		return a, err
	}
	if err := g.settler.Look(ctx, channel); err != nil {
		return a, err
	}
	return g.books.Account(ctx, channel)
}

// pay takes a voucher, which needs no other signature than its own.
func (g *Gate) pay(w http.ResponseWriter, r *http.Request) {
	body, err := serve.Body(w, r, g.cfg.MaxBody)
	if err != nil {
		g.refuse(w, unreadable(err))
		return
	}
	v, err := voucher.Parse(strings.TrimSpace(string(body)))
	if err == nil {
		err = g.takeVoucher(r.Context(), v.String(), v.Channel)
	}
	if err != nil {
		g.refuse(w, err)
		return
	}
	writeJSON(w, map[string]any{"channel": strconv.FormatUint(v.Channel, 10), "promised": strconv.FormatUint(voucher.Total(v.Spent), 10)})
}

// takeVoucher verifies a voucher and gives it to the books; "" is none.
func (g *Gate) takeVoucher(ctx context.Context, text string, channel uint64) error {
	if text == "" {
		return nil
	}
	v, err := voucher.Parse(text)
	if err != nil {
		return err
	}
	if v.ChainID != g.cfg.Chain || v.Channel != channel {
		return fmt.Errorf("%w: channel %d of %s, %d of %s is needed", ledger.ErrVoucherChain, v.Channel, v.ChainID, channel, g.cfg.Chain)
	}
	a, err := g.account(ctx, channel)
	if err != nil {
		return err
	}
	signer, err := hex.DecodeString(a.Signer)
	if err == nil {
		err = v.Verify(signer)
	}
	if err == nil && voucher.Total(v.Spent) > a.Deposit { // perhaps it was added to
		err = g.settler.Look(ctx, channel)
	}
	if err != nil {
		return err
	}
	return g.books.Promise(ctx, v, g.ahead())
}

// ownKey tells who has a key what it may, and what its account has left.
func (g *Gate) ownKey(w http.ResponseWriter, r *http.Request) {
	key, err := g.books.Key(r.Context(), secretOf(r))
	if err != nil {
		g.refuse(w, noKey(r, err))
		return
	}
	a, err := g.books.Account(r.Context(), key.Channel)
	if err != nil {
		g.refuse(w, err)
		return
	}
	writeJSON(w, map[string]any{"key": key, "left": strconv.FormatUint(a.Left(), 10), "due": a.Due()})
}

// whose finds what a request may read of: the channel of its payer and the key that it names, if any, or the key that it came with.
func (g *Gate) whose(w http.ResponseWriter, r *http.Request) (channel uint64, key string, err error) {
	if secret := secretOf(r); secret != "" {
		k, err := g.books.Key(r.Context(), secret)
		return k.Channel, k.ID, err
	}
	a, _, err := g.admit(w, r)
	return a.Channel, r.URL.Query().Get("key"), err
}

// usage serves the usage of an account to its owner, and that of a key to who has it: of a model alone, or only where
// requests failed, if that is asked for.
func (g *Gate) usage(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	channel, id, err := g.whose(w, r)
	if err != nil {
		g.refuse(w, err)
		return
	}
	for _, day := range []string{q.Get("from"), q.Get("to")} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			g.refuse(w, errParameter.with(fmt.Sprintf("day %q: one like 2026-01-31 is needed", day)))
			return
		}
	}
	rows, err := g.books.Usage(r.Context(), channel, id, q.Get("from"), q.Get("to"))
	model, failed := q.Get("model"), q.Get("failed") == "true"
	rows = slices.DeleteFunc(rows, func(u books.Usage) bool { return (model != "" && u.Model != model) || (failed && u.Failed == 0) })
	switch {
	case err != nil:
		g.refuse(w, err)
	case q.Get("format") == "csv":
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		_ = WriteCSV(w, rows) // a client that left needs no answer
	default:
		pace, err := g.books.Pace(r.Context(), channel, id, q.Get("from"), q.Get("to"))
		if err != nil {
			g.refuse(w, err)
			return
		}
		writeJSON(w, map[string]any{"object": openai.ObjectList, "data": append([]books.Usage{}, rows...), "first_ms": pace})
	}
}

// WriteCSV writes usage as a table, with a head. A name that a spreadsheet would take for a formula begins with an apostrophe.
func WriteCSV(w io.Writer, rows []books.Usage) error {
	c := csv.NewWriter(w)
	_ = c.Write([]string{"day", "key", "name", "model", "netuid", "requests", "failed", "bytes_in", "bytes_out", "cost_rao"}) // Flush tells
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	for _, u := range rows {
		_ = c.Write([]string{
			u.Day, u.Key, cell(u.Name), cell(u.Model), n(uint64(u.Netuid)), n(u.Requests), n(u.Failed), n(u.In), n(u.Out), n(u.Cost),
		})
	}
	c.Flush()
	return c.Error()
}

func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // a client that left needs no answer
}
