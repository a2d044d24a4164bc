package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// naming is a question with several models; first "" leaves the field "model" out.
func naming(stream bool, first string, others ...string) string {
	list, _ := json.Marshal(others)
	body := fmt.Sprintf(`{"models":%s,%s`, list, strings.TrimPrefix(asking(stream), "{"))
	if first == "" {
		return strings.Replace(body, fmt.Sprintf(`"model":%q,`, modelID), "", 1)
	}
	return strings.Replace(body, fmt.Sprintf(`"model":%q`, modelID), fmt.Sprintf(`"model":%q`, first), 1)
}

// streets is a market with one good model, and some that do not answer.
func streets(t *testing.T) *network {
	t.Helper()
	good, down := honest(says("hola"))(t, "a"), dead(t, "b")
	picky := honest(func(w http.ResponseWriter, _ *http.Request) {
		openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "context_length_exceeded", "too long")
	})(t, "c")
	return subnet{}.open(t, Config{}, dendrite.Config{}, stall{
		{Netuid: netuid, Model: modelID, Task: modelID, Miners: []gateway.Miner{good}},
		{Netuid: 8, Model: "x/empty", Task: "empty"},
		{Netuid: netuid, Model: "x/down", Task: "down", Miners: []gateway.Miner{down}},
		{Netuid: netuid, Model: "x/picky", Task: "picky", Miners: []gateway.Miner{picky}},
	})
}

// TestAlternatives (G14): of several models that a request names, the first that can answer does, under its own name; what is
// wrong with the request itself is wrong with all of them.
func TestAlternatives(t *testing.T) {
	t.Parallel()
	n := streets(t)
	for _, c := range []struct {
		name   string
		first  string
		others []string
		status int
		code   string // of an error
	}{
		{"the first answers", modelID, []string{"x/empty"}, 200, ""},
		{"nobody serves the first", "x/empty", []string{modelID}, 200, ""},
		{"the miner of the first is gone", "x/down", []string{modelID}, 200, ""},
		{"there is no first", "", []string{modelID, "x/empty"}, 200, ""},
		{"the first is no model", "x/none", []string{"x/empty", "x/empty", "x/none", modelID}, 200, ""},
		{"the last can do no more", "x/empty", []string{"x/none"}, 404, "model_not_found"},
		{"without others", "x/empty", nil, 503, "no_miners"},
		{"the same once more", "x/empty", []string{"x/empty", ""}, 503, "no_miners"},
		{"the model refuses the request", "x/picky", []string{modelID}, 400, "context_length_exceeded"},
		{"more than eight", "x/1", []string{"x/2", "x/3", "x/4", "x/5", "x/6", "x/7", "x/8", modelID}, 404, "model_not_found"},
		{"no model at all", "", nil, 400, "missing_model"},
	} {
		for _, stream := range []bool{false, true} {
			resp, body := n.chat(t, naming(stream, c.first, c.others...))
			if resp.StatusCode != c.status {
				t.Errorf("%s, stream %t: %d %s, want %d", c.name, stream, resp.StatusCode, body, c.status)
				continue
			}
			if c.code != "" {
				if got := code(t, body); got != c.code {
					t.Errorf("%s, stream %t: %s, want %s", c.name, stream, got, c.code)
				}
				continue
			}
			if !strings.Contains(body, fmt.Sprintf(`"model":%q`, modelID)) || !strings.Contains(body, "hola") || strings.Contains(body, `"error"`) {
				t.Errorf("%s, stream %t: %s", c.name, stream, body)
			}
			if resp.Header.Get(HeaderUID) == "" || resp.Header.Get("Retry-After") != "" {
				t.Errorf("%s, stream %t: %v", c.name, stream, resp.Header)
			}
		}
	}
}

// TestAlternatives_NotRead: what is no list of models is between the user and the miner, as long as nothing is missing.
func TestAlternatives_NotRead(t *testing.T) {
	t.Parallel()
	n := streets(t)
	for models, status := range map[string]int{`7`: 503, `"` + modelID + `"`: 503, `[7]`: 503, `null`: 503, `[]`: 503} {
		resp, body := n.chat(t, strings.Replace(naming(false, "x/empty"), `"models":null`, `"models":`+models, 1))
		if resp.StatusCode != status {
			t.Errorf("%s: %d %s", models, resp.StatusCode, body)
		}
	}
	if resp, body := n.post(t, PathTasks+"8", naming(false, "x", modelID)); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("by subnet: %d %s", resp.StatusCode, body)
	}
}
