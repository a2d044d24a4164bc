package ensemble_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/translate"
	"github.com/tianwang-net/tianwang/task/translate/smt"
	"github.com/tianwang-net/tianwang/voucher"
)

// TestMixture_TwoSpecialistsAnswerOneRequest lets a model of Spanish and one of Go write together. A copier, one that claims
// certainty and one that is not there are asked too, and have no part.
func TestMixture_TwoSpecialistsAnswerOneRequest(t *testing.T) {
	t.Parallel()
	golang := bytesModel(t, "golang", lm.Go)
	n := run(t, []ensemble.Model{{ID: "mix:lm-bytes", Kind: ensemble.Mixture, Of: []string{"lm-bytes"}, Title: "mixed"}},
		subnet(t, 1, "lm-bytes",
			seat{"copier", golang, 30}, // of more incentive than its original, but later
			seat{"spanish", bytesModel(t, "spanish", lm.Spanish), 20},
			seat{"golang", golang, 10},
			seat{"sure", trained(t, lm.Sure("sure")), 5},
			seat{"mute", http.NotFoundHandler(), 5}))
	c, resp := n.chat(t, "mix:lm-bytes", "// Y dijo Dios á Moisés: Di á los hijos de Israel que vengan.\nfunc (r *Reader) ReadByte() (byte, error) {\n\tif r.err != nil {\n\t\treturn 0, ")
	by := map[uint32]ensemble.Contributor{}
	for _, one := range c.Tianwang.Contributors {
		by[one.UID] = one
	}
	if by[0].Share != 0 || by[3].Share != 0 || by[4].Share != 0 {
		t.Errorf("somebody was paid who did no work: %+v", c.Tianwang.Contributors)
	}
	if by[1].Share < 50_000 || by[2].Share < 50_000 {
		t.Errorf("a specialist was not paid: %+v", c.Tianwang.Contributors)
	}
	if by[2].Requests < 16 || by[0].Hotkey != key(t, "copier").Address() {
		t.Errorf("contributors: %+v", c.Tianwang.Contributors)
	}
	want := fmt.Sprintf("1/%d=%d", by[2].UID, by[2].Share)
	if got := resp.Header.Get(ensemble.HeaderContributors); !strings.Contains(got, want) || strings.Contains(got, "1/0=") {
		t.Errorf("header %q, want %q in it", got, want)
	}
	if c.Model != "mix:lm-bytes" || c.Tianwang.Composition != ensemble.Mixture || c.text() == "" {
		t.Errorf("answer: %+v", c)
	}
	again, _ := n.chat(t, "mix:lm-bytes", "// Y dijo Dios á Moisés: Di á los hijos de Israel que vengan.\nfunc (r *Reader) ReadByte() (byte, error) {\n\tif r.err != nil {\n\t\treturn 0, ")
	if again.text() != c.text() {
		t.Errorf("the same request got %q and %q", c.text(), again.text())
	}
}

// TestMixture_WritesWholeCharacters wants Spanish letters with accents to come through JSON, which has no half ones.
func TestMixture_WritesWholeCharacters(t *testing.T) {
	t.Parallel()
	n := run(t, []ensemble.Model{{ID: "mix", Kind: ensemble.Mixture, Of: []string{"lm-bytes"}}},
		subnet(t, 1, "lm-bytes", seat{"spanish", bytesModel(t, "spanish", lm.Spanish), 1}))
	c, _ := n.chat(t, "mix", "Y respondi")
	if !strings.HasPrefix(c.text(), "ó") {
		t.Errorf("got %q", c.text())
	}
}

// TestRoute_EachSentenceToItsSpecialist sends a message of two kinds of sentences through two subnets.
func TestRoute_EachSentenceToItsSpecialist(t *testing.T) {
	t.Parallel()
	messages := func() []smt.Pair { return translate.Messages()[:800] }
	verses := func() []smt.Pair { return translate.TrainingPairs(800) }
	n := run(t, []ensemble.Model{{ID: "route", Kind: ensemble.Route, Of: []string{"verses", "messages"}}},
		subnet(t, 3, "verses", seat{"verses", trained(t, translate.Specialist("verses", verses)), 1}),
		subnet(t, 4, "messages", seat{"messages", trained(t, translate.Specialist("messages", messages)), 2},
			seat{"copier", trained(t, translate.Specialist("messages", messages)), 3}))
	c, _ := n.chat(t, "route", "And the king said to the people of the land. could not open file for reading.")
	parts := map[string]uint64{}
	for _, one := range c.Tianwang.Contributors {
		parts[one.Hotkey] = one.Share
	}
	if parts[key(t, "verses").Address()] == 0 || parts[key(t, "messages").Address()] == 0 || parts[key(t, "copier").Address()] != 0 {
		t.Errorf("contributors %+v", c.Tianwang.Contributors)
	}
	if !strings.Contains(c.text(), "archivo") || !strings.Contains(strings.ToLower(c.text()), "rey") {
		t.Errorf("answer %q", c.text())
	}
}

// says is a model that answers with a function of the last message.
func says(answer func(string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q openai.ChatRequest
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != openai.PathChat {
			openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "bad", "not a chat")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(openai.ChatResponse{
			Object: openai.ObjectChat, Model: q.Model,
			Choices: []openai.ChatChoice{{Message: openai.Message{Role: openai.RoleAssistant, Content: openai.Content(answer(q.LastUser()))}}},
		})
	})
}

// TestPipeline_TranslateAnswerTranslateBack puts a Spanish question through three subnets, and the middle stage is a vote.
func TestPipeline_TranslateAnswerTranslateBack(t *testing.T) {
	t.Parallel()
	pairs := translate.TrainingPairs(600)
	back := func() []smt.Pair {
		out := make([]smt.Pair, len(pairs))
		for i, p := range pairs {
			out[i] = smt.Pair{English: p.Spanish, Spanish: p.English}
		}
		return out
	}
	constant := func(s string) http.Handler { return says(func(string) string { return s }) }
	echo := says(func(q string) string { return "the people said: " + q })
	n := run(t, []ensemble.Model{
		{ID: "best-of", Kind: ensemble.Vote, Of: []string{"answers"}, Gain: 1},
		{ID: "in-spanish", Kind: ensemble.Pipeline, Of: []string{"es-en", "best-of", "en-es"}},
	}, subnet(t, 1, "es-en", seat{"a", trained(t, translate.Specialist("a", back)), 1}),
		subnet(t, 2, "answers", seat{"b", constant("seven"), 1}, seat{"copier", echo, 9}, seat{"c", echo, 3},
			seat{"d", says(func(q string) string { return "The people said " + q }), 4}),
		subnet(t, 5, "en-es", seat{"e", trained(t, translate.Specialist("e", func() []smt.Pair { return pairs })), 1}))
	c, _ := n.chat(t, "in-spanish", "y dijo el rey al pueblo")
	shares := map[string]uint64{}
	for _, one := range c.Tianwang.Contributors {
		shares[one.Hotkey] = one.Share
	}
	want := map[string]uint64{"a": 333_334, "b": 0, "copier": 0, "c": 333_333, "d": 0, "e": 333_333}
	for name, share := range want {
		if got := shares[key(t, name).Address()]; got != share {
			t.Errorf("%s has share %d, want %d", name, got, share)
		}
	}
	if got := strings.ToLower(c.text()); !strings.Contains(got, "pueblo") || !strings.Contains(got, "rey") {
		t.Errorf("answer %q", got)
	}
}

func TestStream_WholeAnswerInOneEvent(t *testing.T) {
	t.Parallel()
	n := run(t, []ensemble.Model{{ID: "vote", Kind: ensemble.Vote, Of: []string{"answers"}, Gain: 1, Title: "a vote"}},
		subnet(t, 2, "answers", seat{"b", says(func(string) string { return "seven" }), 1}))
	resp, body := n.post(t, openai.PathChat, openai.ChatRequest{
		Model: "vote", Stream: true, Messages: []openai.Message{{Role: openai.RoleUser, Content: "how many?"}},
	})
	if resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get(ensemble.HeaderContributors) != "2/0=1000000" {
		t.Errorf("header %v", resp.Header)
	}
	if !strings.Contains(body, `"delta":{"content":"seven","role":"assistant"}`) || !strings.HasSuffix(body, "data: [DONE]\n\n") {
		t.Errorf("stream %q", body)
	}
	r, err := http.Get(n.url + openai.PathModels)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var list struct {
		Data []struct {
			ID          string
			Miners      int
			Composition *struct{ Kind ensemble.Kind }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&list); err != nil || len(list.Data) != 2 || list.Data[1].ID != "vote" ||
		list.Data[1].Miners != 1 || list.Data[1].Composition.Kind != ensemble.Vote {
		t.Errorf("models %+v, %v", list.Data, err)
	}
	http.DefaultClient.CloseIdleConnections()
}

// TestAnswer_Refuses wants one error with one cause for each thing that can be wrong.
func TestAnswer_Refuses(t *testing.T) {
	t.Parallel()
	n := run(t, []ensemble.Model{
		{ID: "mix", Kind: ensemble.Mixture, Of: []string{"deaf"}},
		{ID: "route", Kind: ensemble.Route, Of: []string{"deaf"}},
		{ID: "vote", Kind: ensemble.Vote, Of: []string{"deaf"}, Gain: 1},
		{ID: "pipe", Kind: ensemble.Pipeline, Of: []string{"deaf", "empty"}},
		{ID: "mix-empty", Kind: ensemble.Mixture, Of: []string{"empty"}},
		{ID: "mix-closed", Kind: ensemble.Mixture, Of: []string{"closed"}},
	}, subnet(t, 1, "deaf", seat{"x", http.NotFoundHandler(), 1}), subnet(t, 2, "empty"))
	ask := map[string]any{"messages": []openai.Message{{Role: openai.RoleUser, Content: "a question"}}}
	for _, c := range []struct {
		model, path string
		body        map[string]any
		status      int
		code        string
	}{
		{"mix", openai.PathChat, ask, 502, "miner_failed"},
		{"route", openai.PathChat, ask, 502, "miner_failed"},
		{"vote", openai.PathChat, ask, 502, "miner_failed"},
		{"pipe", openai.PathChat, ask, 400, "model_does_not_support"}, // so its first miner says
		{"mix-empty", openai.PathChat, ask, 503, "no_miners"},
		{"mix-closed", openai.PathChat, ask, 404, "model_not_found"},
		{"mix", openai.PathCompletions, map[string]any{"prompt": []string{"a", "b"}}, 400, "invalid_body"},
		{"mix", openai.PathChat, map[string]any{"messages": []any{}}, 400, "invalid_body"},
		{"route", openai.PathCompletions, map[string]any{"prompt": "a"}, 400, "invalid_body"},
		{"vote", openai.PathChat, map[string]any{"messages": "none"}, 400, "invalid_body"},
	} {
		c.body["model"] = c.model
		resp, body := n.post(t, c.path, c.body)
		var e openai.ErrorBody
		if err := json.Unmarshal([]byte(body), &e); err != nil || e.Error == nil || resp.StatusCode != c.status || *e.Error.Code != c.code {
			t.Errorf("%s at %s: %d %s, want %d %s", c.model, c.path, resp.StatusCode, body, c.status, c.code)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	good, err := ensemble.Parse([]byte("[[model]]\nid = \"mix:a\"\nkind = \"mixture\"\nof = [\"a\"]\n[[model]]\nid = \"p\"\nkind = \"pipeline\"\nof = [\"mix:a\", \"b\"]\n"))
	if err != nil || len(good) != 2 || good[1].Of[0] != "mix:a" {
		t.Errorf("%+v, %v", good, err)
	}
	for text, why := range map[string]string{
		"[[model]]\nid = \"a\"\nkind = \"vote\"\nof = [\"b\"]":                                                             "gain",
		"[[model]]\nid = \"a b\"\nkind = \"mixture\"\nof = [\"b\"]":                                                        "id",
		"[[model]]\nid = \"a\"\nkind = \"magic\"\nof = [\"b\"]":                                                            "kind",
		"[[model]]\nid = \"a\"\nkind = \"mixture\"":                                                                        "of",
		"[[model]]\nid = \"a\"\nkind = \"mixture\"\nof = [\"a\"]":                                                          "itself",
		"[[model]]\nid = \"a\"\nkind = \"pipeline\"\nof = [\"b\"]":                                                         "two stages",
		"[[model]]\nid = \"a\"\nkind = \"mixture\"\nof = [\"b\"]\nminers = 33":                                             "miners",
		"[[model]]\nname = \"a\"":                                                                                          "missing",
		"[[model]]\nid = \"a\"\nkind = \"mixture\"\nof = [\"b\"]\n[[model]]\nid = \"a\"\nkind = \"mixture\"\nof = [\"b\"]": "twice",
		"[[model]]\nid = \"a\"\nkind = \"mixture\"\nof = [\"b\"]\n[[model]]\nid = \"c\"\nkind = \"mixture\"\nof = [\"a\"]": "composed itself",
	} {
		if _, err := ensemble.Parse([]byte(text)); !errors.Is(err, ensemble.ErrConfig) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q in it", text, err, why)
		}
	}
}

func TestDivide_ToTheRao(t *testing.T) {
	t.Parallel()
	a := ensemble.Answer{Contributors: []ensemble.Contributor{{Netuid: 7, Share: 333_333}, {Netuid: 2, Share: 333_334}, {Netuid: 7, Share: 333_333}, {Netuid: 9}}}
	got := a.Divide(1_000_000_007)
	want := []voucher.Spend{{Netuid: 2, Amount: 333_334_002}, {Netuid: 7, Amount: 666_666_005}}
	if !slices.Equal(got, want) || voucher.Total(got) != 1_000_000_007 || voucher.CheckSpends(got, 1) != nil {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := a.Divide(1); len(got) != 1 || got[0].Netuid != 7 {
		t.Errorf("one rao goes to %v", got)
	}
}
