package billing

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/openai"
)

// TestGate_Alternatives: of several models that a request names, the one that answers is paid, and its subnet alone.
func TestGate_Alternatives(t *testing.T) {
	t.Parallel()
	s := open(t, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), `"model":"words"`) {
			openai.WriteError(w, http.StatusBadGateway, openai.ErrUpstream, "miner_failed", "x")
			return
		}
		says("12345")(w, r)
	}, nil)
	srv := httptest.NewServer(rest.NewServer(s.gate, slog.New(slog.DiscardHandler)).Handler)
	defer srv.Close()
	s.url = srv.URL
	for i, body := range []string{`{"model":"words","models":["numbers"]}`, `{"models":["nothing","words","numbers"]}`} {
		r := s.request(http.MethodPost, openai.PathChat, body)
		r.Header.Set("Authorization", "Bearer "+s.secret)
		if status, header, answer := s.send(r); status != http.StatusOK || header.Get(HeaderCost) != "105" || !strings.Contains(answer, "12345") {
			t.Fatalf("%d %v %s", status, header, answer)
		}
		s.want(105*uint64(i+1), 0)
	}
	a, err := s.books.Account(t.Context(), 7)
	if err != nil || len(a.Purses) == 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	for _, p := range a.Purses {
		if want := map[uint32]uint64{4: 210}[p.Netuid]; p.Spent != want {
			t.Errorf("subnet %d: %d rao, want %d", p.Netuid, p.Spent, want)
		}
	}
}
