package billing

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/voucher"
)

func done(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "data: [DONE]\n\n") }

const brokeOff = `data: {"choices":[{"delta":{},"finish_reason":"error"}],"error":{"message":"x","code":"miner_failed"}}` + "\n\ndata: [DONE]\n\n"

// TestGate_Ends has requests end in every way, and wants the bill of docs/spec/billing.md.
func TestGate_Ends(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		api  http.HandlerFunc
		cost uint64
	}{
		{"whole", says("12345"), 100 + 5},
		{"whole, nothing said", says(""), 100},
		{"whole, longer than is charged for", says(strings.Repeat("x", 70_000)), 100 + 64*1024},
		{"whole, embeddings", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data":[1, 2, 3]   }`) }, 100 + 16},
		{"whole, tool calls", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"choices":[{"message":{"content":null,"tool_calls":[{"function":{"name":"ab","arguments":"{}"}}]}}],"padding":"xxxxxxxxx"}`)
		}, 100 + 4},
		{"whole, strange values", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"choices":[{"text":5,"message":{"content":"abc"}},{"message":7}],"padding":"xxxxxxxxx"}`)
		}, 100 + 3},
		{"stream", events(done, "uno", " dos"), 100 + 7},
		{"stream, usage at the end", events(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "data: {\"choices\":[],\"usage\":{\"completion_tokens\":1000000}}\n\n")
			done(w, r)
		}, "uno"), 100 + 3},
		{"stream, the miner breaks off", events(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, brokeOff) }, "uno"), 0},
		{"stream, no end", events(func(http.ResponseWriter, *http.Request) {}, "uno"), 0},
		{"refused", func(w http.ResponseWriter, _ *http.Request) {
			openai.WriteError(w, http.StatusBadGateway, openai.ErrUpstream, "miner_failed", "x")
		}, 0},
		{"a panic", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
		{"a panic in a stream", events(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "uno"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, c.api, nil)
			res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(s.question("words"))
			if err == nil {
				body, _ := io.ReadAll(res.Body)
				res.Body.Close()
				said := res.Header.Get(HeaderCost)
				if strings.Contains(string(body), ": "+HeaderCost+": ") {
					_, said, _ = strings.Cut(string(body), ": "+HeaderCost+": ")
					said, _, _ = strings.Cut(said, "\n")
				}
				if want := strconv.FormatUint(c.cost, 10); c.cost > 0 && said != want {
					t.Errorf("the answer says %q, want %s: %s", said, want, body)
				}
			}
			s.want(c.cost, 0)
		})
	}
}

// TestGate_ClientLeaves charges what was delivered when the client leaves, and nothing when the gateway stops.
func TestGate_ClientLeaves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		pieces   []string
		stopping bool
		cost     uint64
	}{
		{"before the first word", nil, false, 100},
		{"in a stream", []string{"uno", "dos"}, false, 106},
		{"the gateway stops", []string{"uno"}, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			begun, ended := make(chan struct{}), make(chan struct{})
			s := open(t, func(w http.ResponseWriter, r *http.Request) {
				defer close(ended)
				if len(c.pieces) > 0 {
					events(func(http.ResponseWriter, *http.Request) {}, c.pieces...)(w, r)
				}
				close(begun)
				<-r.Context().Done()
			}, nil)
			ctx, cancel := context.WithCancel(t.Context())
			gone := make(chan struct{})
			go func() {
				defer close(gone)
				res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(s.question("words").WithContext(ctx))
				if err == nil {
					_, _ = io.Copy(io.Discard, res.Body)
					res.Body.Close()
				}
			}()
			<-begun
			s.want(0, price.Most())
			if c.stopping {
				s.gate.Stopping()
			}
			cancel()
			<-gone
			<-ended
			await(t, func() bool {
				a, err := s.books.Account(t.Context(), 7)
				return err == nil && a.Reserved == 0
			})
			s.want(c.cost, 0)
		})
	}
}

// await waits for what happens after an answer.
func await(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-t.Context().Done():
			t.Fatal("it never happened")
		case <-tick.C:
		}
	}
}

func TestGate_Refusals(t *testing.T) {
	t.Parallel()
	asked := 0
	s := open(t, func(w http.ResponseWriter, r *http.Request) { asked++; says("x")(w, r) }, func(c *Config) { c.MaxBody = 4096 })
	anonymous := s.question("words")
	anonymous.Header.Del("Authorization")
	s.refused(anonymous, 401, "missing_api_key")
	wrong := s.question("words")
	wrong.Header.Set("Authorization", "Bearer tw-00")
	s.refused(wrong, 401, "invalid_api_key")
	s.refused(s.question("nothing"), 404, "model_not_found")
	for _, path := range []string{"/v1/tasks/9", "/v1/tasks/x", "/v1/whatever"} { // nothing is served for nothing
		r := s.request(http.MethodPost, path, `{"model":"nothing"}`)
		r.Header = s.question("words").Header
		s.refused(r, 404, "model_not_found")
	}
	large := s.request(http.MethodPost, openai.PathChat, strings.Repeat("x", 5000))
	large.Header = s.question("words").Header
	s.refused(large, 413, "payload_too_large")
	bad := s.request(http.MethodPost, openai.PathChat, `{"model":"words","model":"numbers"}`)
	bad.Header = s.question("words").Header
	s.refused(bad, 400, "invalid_body")
	voucherless := s.question("words")
	voucherless.Header.Set(HeaderVoucher, "x")
	s.refused(voucherless, 400, "invalid_voucher")

	first := s.secret
	s.makeKey(ledger.Terms{Name: "narrow", Models: []string{"numbers"}, Endpoints: []string{openai.PathChat}, Rate: 1})
	s.refused(s.question("words"), 403, "model_not_allowed")
	r := s.request(http.MethodPost, openai.PathCompletions, `{"model":"numbers"}`)
	r.Header = s.question("words").Header
	s.refused(r, 403, "endpoint_not_allowed")
	if status, h, body := s.send(s.question("numbers")); status != 200 || h.Get("X-Ratelimit-Remaining-Requests") != "0" {
		t.Errorf("%d %v %s", status, h, body)
	}
	s.refused(s.question("numbers"), 429, "rate_limit_exceeded")
	s.makeKey(ledger.Terms{Name: "poor", Day: price.Most() - 1})
	s.refused(s.question("words"), 402, "key_limit")
	s.manage(http.MethodDelete, PathKeys+"/"+s.key.ID, "", new(ledger.Key))
	s.refused(s.question("words"), 401, "revoked_api_key")
	s.secret = first
	s.chain.change(7, func(c *books.Channel) { c.ClosesAt = 99 })
	if err := s.settler.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.refused(s.question("words"), 402, "channel_closing")
	if asked != 1 {
		t.Errorf("%d requests came through", asked)
	}
	s.want(101, 0)
}

// TestGate_Vouchers runs into the credit, pays, and runs into the deposit.
func TestGate_Vouchers(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), func(c *Config) { c.Credit = price.Most() + 101 })
	for range 2 {
		if status, _, body := s.send(s.question("words")); status != 200 {
			t.Fatal(status, body)
		}
	}
	said := s.refused(s.question("words"), 402, "voucher_required")
	if !strings.Contains(said, "tianwang escrow voucher 7 3:0.000000202") {
		t.Errorf("it does not say what to do: %s", said)
	}
	sign := func(amount uint64) string {
		v, err := voucher.Sign(voucher.Voucher{ChainID: chainID, Channel: 7, Spent: []voucher.Spend{{Netuid: 3, Amount: amount}}}, s.payer)
		if err != nil {
			t.Fatal(err)
		}
		return v.String()
	}
	with := s.question("words")
	with.Header.Set(HeaderVoucher, sign(202))
	if status, _, body := s.send(with); status != 200 {
		t.Fatal(status, body)
	}
	s.want(303, 0)
	s.refused(s.request(http.MethodPut, PathVoucher, sign(201)), 400, "invalid_voucher")
	s.refused(s.request(http.MethodPut, PathVoucher, sign(2_000_000)), 402, "insufficient_funds")
	s.refused(s.request(http.MethodPut, PathVoucher, sign(999_999)), 400, "invalid_voucher")
	forged, _ := voucher.Sign(voucher.Voucher{ChainID: chainID, Channel: 7, Spent: []voucher.Spend{{Netuid: 3, Amount: 303}}}, s.operator)
	s.refused(s.request(http.MethodPut, PathVoucher, forged.String()), 400, "invalid_voucher")
	if status, _, body := s.send(s.request(http.MethodPut, PathVoucher, sign(303)+"\n")); status != 200 {
		t.Error(status, body)
	}
	// More was deposited: a voucher for it makes the gateway look.
	s.chain.change(7, func(c *books.Channel) { c.Deposit = 1_000_100 })
	if a, _ := s.books.Account(t.Context(), 7); a.Open != 0 || a.Promised() != 303 {
		t.Errorf("%+v", a)
	}
	if err := s.settler.settleAll(t.Context(), Worth); err != nil || len(s.chain.settled) != 0 {
		t.Errorf("settled for less than it is worth: %v", err)
	}
	s.chain.change(7, func(c *books.Channel) { c.ClosesAt = 9 })
	if err := s.settler.round(t.Context(), s.gate, 0); err != nil || len(s.chain.settled) != 1 || voucher.Total(s.chain.settled[0].Spent) != 303 {
		t.Errorf("not settled before it closes: %v", err)
	}
	if err := s.settler.round(t.Context(), s.gate, 1); err != nil || len(s.chain.settled) != 1 {
		t.Errorf("settled twice: %v", err)
	}
}

// TestGate_HeldKey has the gateway sign for a payer who trusts it with the deposit.
func TestGate_HeldKey(t *testing.T) {
	t.Parallel()
	s := open(t, says("x"), func(c *Config) { c.Credit = 0 })
	s.refused(s.question("words"), 402, "voucher_required")
	s.chain.change(7, func(c *books.Channel) { c.Held, c.Signer = true, s.gate.cfg.Signer })
	if err := s.settler.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if status, _, body := s.send(s.question("words")); status != 200 {
			t.Fatal(status, body)
		}
	}
	if err := s.settler.Finish(t.Context(), s.gate); err != nil || len(s.chain.settled) != 1 || voucher.Total(s.chain.settled[0].Spent) != 303 {
		t.Errorf("%v %v", err, s.chain.settled)
	}
	if a, err := s.books.Account(t.Context(), 7); err != nil || a.Unsettled() != 0 {
		t.Errorf("%+v %v", a, err)
	}
}

// TestGate_Parallel asks far more at once than the deposit pays for.
func TestGate_Parallel(t *testing.T) {
	t.Parallel()
	const requests, affordable = 200, 15 // 1,000,000 of 65,636
	release := make(chan struct{})
	s := open(t, func(w http.ResponseWriter, r *http.Request) { <-release; says("x")(w, r) }, func(c *Config) { c.Credit = 1_000_000_000 })
	var mu sync.Mutex
	codes := map[int]int{}
	var all sync.WaitGroup
	for range requests {
		all.Go(func() {
			res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(s.question("words"))
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			codes[res.StatusCode]++
			if res.StatusCode == http.StatusPaymentRequired && codes[res.StatusCode] == requests-affordable {
				close(release)
			}
		})
	}
	all.Wait()
	if codes[200] != affordable || codes[402] != requests-affordable {
		t.Errorf("%v, want %d served", codes, affordable)
	}
	s.want(affordable*101, 0)
}
