package billing

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// listed is a list of receipts.
type listed struct {
	Data []books.Receipt `json:"data"`
	Next string          `json:"next"`
}

// miner answers as an API that says who did, and names what it answers.
func miner(rep gateway.Report, api http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if id, ok := dendrite.IDOf(r.Context()); ok {
			w.Header().Set("X-Request-Id", id.String())
		}
		gateway.Tell(r.Context(), rep)
		api(w, r)
	}
}

// TestReceipts has a miner break off and another exaggerate: the receipts name them, under the names of the answers.
func TestReceipts(t *testing.T) {
	t.Parallel()
	answers := []http.HandlerFunc{
		miner(gateway.Report{Miner: "tao1good", Attempts: 2}, events(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}\n\n")
			done(w, r)
		}, "uno", " dos")),
		miner(gateway.Report{Miner: "tao1dies", Attempts: 1, Code: "miner_failed"}, events(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, brokeOff)
		}, "uno")),
		miner(gateway.Report{Miner: "tao1liar", Attempts: 1}, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"choices":[{"message":{"content":"uno"}}],"usage":{"prompt_tokens":-5,"completion_tokens":1000000}}`)
		}),
	}
	asked := 0
	s := open(t, func(w http.ResponseWriter, r *http.Request) { answers[asked%len(answers)](w, r); asked++ }, nil)
	var names []string
	for range answers {
		_, h, _ := s.send(s.question("words"))
		names = append(names, h.Get("X-Request-Id"))
	}
	for i, want := range []books.Receipt{
		{State: "whole", Miner: "tao1good", Attempts: 2, Out: 7, TokensIn: 5, TokensOut: 2, Cost: 107},
		{State: "failed", Miner: "tao1dies", Attempts: 1, Code: "miner_failed", Out: 3},
		{State: "whole", Miner: "tao1liar", Attempts: 1, Out: 3, TokensOut: 1000000, Overstated: true, Cost: 103},
	} {
		var got books.Receipt
		s.manage(http.MethodGet, PathRequests+"/"+names[i], "", &got)
		want.ID, want.Begun, want.Key, want.Name, want.Model, want.Netuid, want.In = names[i], got.Begun, s.key.ID, "test", "words", 3, 17
		want.First, want.Took = got.First, got.Took
		if got != want || got.Begun == 0 {
			t.Errorf("receipt %d: %+v, want %+v", i, got, want)
		}
	}

	var page listed
	s.manage(http.MethodGet, PathRequests+"?limit=2", "", &page)
	if len(page.Data) != 2 || page.Next == "" {
		t.Fatalf("%+v", page)
	}
	seen := map[string]bool{page.Data[0].ID: true, page.Data[1].ID: true}
	s.manage(http.MethodGet, PathRequests+"?limit=2&before="+page.Next, "", &page)
	if len(page.Data) != 1 || page.Next != "" || seen[page.Data[0].ID] {
		t.Errorf("%+v after %v", page, seen)
	}
	s.manage(http.MethodGet, PathRequests+"?failed=true", "", &page)
	if len(page.Data) != 1 || page.Data[0].Miner != "tao1dies" {
		t.Errorf("%+v", page)
	}
	for _, query := range []string{"limit=0", "limit=501", "limit=x", "before=x"} {
		s.refused(s.signed(http.MethodGet, PathRequests+"?"+query, ""), 400, "invalid_value")
	}

	// A key sees its own, and nobody sees anything without one.
	s.refused(s.request(http.MethodGet, PathRequests, ""), 401, "invalid_signature")
	first := s.secret
	s.makeKey(ledger.Terms{Name: "second"})
	own := s.request(http.MethodGet, PathRequests+"/"+names[0], "")
	own.Header.Set("Authorization", "Bearer "+s.secret)
	s.refused(own, 404, "request_not_found")
	own = s.request(http.MethodGet, PathRequests+"/"+names[0], "")
	own.Header.Set("Authorization", "Bearer "+first)
	if status, _, body := s.send(own); status != 200 {
		t.Error(status, body)
	}
}
