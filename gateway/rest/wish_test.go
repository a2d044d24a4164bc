package rest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// wishing is a question with a field of our own.
func wishing(market string) string {
	return `{"market":` + market + "," + strings.TrimPrefix(asking(false), "{")
}

// TestWish (G13): who is named answers, though another earns more; when nobody of those is there, others do, unless they
// may not.
func TestWish(t *testing.T) {
	t.Parallel()
	a, b, c := key(t, "a").Address(), key(t, "b").Address(), key(t, "c").Address()
	n := run(t, Config{}, dendrite.Config{}, honest(says("hola")), honest(says("hola")), dead)
	for _, w := range []struct {
		market string
		status int
		uid    string
		code   string
	}{
		{`{}`, 200, "0/1", ""}, // who earns more or who is quicker
		{`null`, 200, "0/1", ""},
		{`{"only":["` + b + `"]}`, 200, "1", ""},
		{`{"ignore":["` + a + `"]}`, 200, "1", ""},
		{`{"only":["` + b + `"],"allow_fallbacks":false}`, 200, "1", ""},
		{`{"only":["` + c + `"]}`, 200, "0/1", ""}, // it is dead, which is found out now
		{`{"only":["` + c + `"],"allow_fallbacks":false}`, 503, "", "no_miners"},
		{`{"only":["` + b + `"],"ignore":["` + b + `"],"allow_fallbacks":false}`, 503, "", "no_miners"},
		{`{"only":["tao1nobody"],"allow_fallbacks":false}`, 503, "", "no_miners"},
		{`{"allow_fallbacks":false}`, 400, "", "invalid_body"},
		{`{"nobody":["` + b + `"]}`, 400, "", "invalid_body"},
		{`{"only":"` + b + `"}`, 400, "", "invalid_body"},
		{`{"only":[` + strings.Repeat(`"x",`, 256) + `"x"]}`, 400, "", "invalid_body"},
	} {
		resp, body := n.chat(t, wishing(w.market))
		if resp.StatusCode != w.status || !slices.Contains(strings.Split(w.uid, "/"), resp.Header.Get(HeaderUID)) {
			t.Errorf("%s: %d by %q, want %d by %q: %s", w.market, resp.StatusCode, resp.Header.Get(HeaderUID), w.status, w.uid, body)
		}
		if w.code != "" && code(t, body) != w.code {
			t.Errorf("%s: %s", w.market, body)
		}
	}
	resp, body := n.post(t, PathTasks+"7", wishing(`{"only":["`+b+`"]}`))
	if resp.StatusCode != http.StatusOK || resp.Header.Get(HeaderUID) != "1" {
		t.Errorf("by subnet: %d %s", resp.StatusCode, body)
	}
}
