package ensemble_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task/lm"
)

// chunk is an event of a composed stream.
type chunk struct {
	openai.ChatChunk
	Tianwang *struct {
		Contributors []ensemble.Contributor `json:"contributors"`
	} `json:"tianwang"`
	Error *openai.Error `json:"error"`
}

// streamed asks for a stream and returns its events, and the comment that names contributors.
func (n *network) streamed(tb testing.TB, model, message string, counted bool) (all []chunk, named string) {
	tb.Helper()
	limit := 40
	resp, body := n.post(tb, openai.PathChat, openai.ChatRequest{
		Model: model, MaxTokens: &limit, Stream: true, StreamOptions: &openai.StreamOptions{IncludeUsage: counted},
		Messages: []openai.Message{{Role: openai.RoleUser, Content: openai.Content(message)}},
	})
	if resp.StatusCode != http.StatusOK || !strings.HasSuffix(body, "data: [DONE]\n\n") {
		tb.Fatalf("status %d, %s", resp.StatusCode, body)
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(body, "data: [DONE]\n\n"), "\n\n") {
		if text, ok := strings.CutPrefix(part, ": "+ensemble.HeaderContributors+": "); ok {
			named = text
		}
		data, ok := strings.CutPrefix(part, "data: ")
		if !ok {
			continue
		}
		var c chunk
		if err := json.Unmarshal([]byte(data), &c); err != nil {
			tb.Fatal(err)
		}
		all = append(all, c)
	}
	return all, named
}

// text joins what events say; only the last may say who contributed.
func textOf(tb testing.TB, all []chunk, model string) string {
	tb.Helper()
	var text strings.Builder
	for i, c := range all {
		if c.Model != model || c.Object != openai.ObjectChatChunk || c.ID != all[0].ID || c.Created == 0 {
			tb.Errorf("event %d: %+v", i, c)
		}
		if last := i == len(all)-1; (c.Tianwang != nil) != last {
			tb.Errorf("event %d of %d names contributors: %+v", i, len(all), c.Tianwang)
		}
		for _, one := range c.Choices {
			text.WriteString(one.Delta.Content)
		}
	}
	return text.String()
}

// TestStream_MixtureWordByWord wants the words as they come, and the same answer as in one piece.
func TestStream_MixtureWordByWord(t *testing.T) {
	t.Parallel()
	n := run(t, []ensemble.Model{{ID: "mix", Kind: ensemble.Mixture, Of: []string{"lm-bytes"}}},
		subnet(t, 1, "lm-bytes", seat{"a", bytesModel(t, "a", lm.Spanish), 1}, seat{"b", bytesModel(t, "b", lm.Go), 2}))
	const message = "// Y dijo Dios á Moisés: Di á los hijos de Israel que vengan, y que "
	whole, _ := n.chat(t, "mix", message)
	all, named := n.streamed(t, "mix", message, false)
	if got := textOf(t, all, "mix"); got != whole.text() {
		t.Errorf("streamed %q, in one piece %q", got, whole.text())
	}
	if len(all) < 4 || named == "" {
		t.Errorf("%d events, %q", len(all), named)
	}
	sum := uint64(0)
	for _, c := range all[len(all)-1].Tianwang.Contributors {
		sum += c.Share
	}
	if sum != 1_000_000 {
		t.Errorf("shares add up to %d", sum)
	}
	counted, _ := n.streamed(t, "mix", message, true)
	if last := counted[len(counted)-1]; len(last.Choices) != 0 || last.Usage == nil || last.Tianwang == nil {
		t.Errorf("%+v", last)
	}
}

// TestStream_PipelineEnd streams the last stage, whose miner lies about who contributed.
func TestStream_PipelineEnd(t *testing.T) {
	t.Parallel()
	liar := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, word := range []string{"uno ", "dos ", "tres"} {
			fmt.Fprintf(w, "data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%q},\"finish_reason\":null}],"+
				"\"tianwang\":{\"contributors\":[{\"netuid\":2,\"share\":1000000}]}}\n\n", word)
		}
		fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	})
	n := run(t, []ensemble.Model{
		{ID: "pipe", Kind: ensemble.Pipeline, Of: []string{"answers", "counts"}},
		{ID: "again", Kind: ensemble.Pipeline, Of: []string{"answers", "pipe"}},
	}, subnet(t, 1, "answers", seat{"a", says(func(q string) string { return "count " + q }), 1}), subnet(t, 2, "counts", seat{"b", liar, 1}))
	for model, want := range map[string]string{"pipe": "1/0=500000, 2/0=500000", "again": "1/0=750000, 2/0=250000"} {
		for _, counted := range []bool{false, true} {
			all, named := n.streamed(t, model, "three", counted)
			if got := textOf(t, all, model); got != "uno dos tres" || len(all) < 4 || named != want {
				t.Errorf("%s: %q in %d events, by %q", model, got, len(all), named)
			}
			if last := all[len(all)-1]; counted != (last.Usage != nil) {
				t.Errorf("%s: %+v", model, last)
			}
		}
	}
}

// TestStream_BreaksOff wants an error event where a stage fails in the middle, and a status where it fails before.
func TestStream_BreaksOff(t *testing.T) {
	t.Parallel()
	half := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"uno\"}}]}\n\n")
	})
	n := run(t, []ensemble.Model{
		{ID: "pipe", Kind: ensemble.Pipeline, Of: []string{"answers", "counts"}},
		{ID: "none", Kind: ensemble.Pipeline, Of: []string{"answers", "deaf"}},
	}, subnet(t, 1, "answers", seat{"a", says(func(q string) string { return q }), 1}), subnet(t, 2, "counts", seat{"b", half, 1}),
		subnet(t, 3, "deaf", seat{"c", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "broken", http.StatusInternalServerError) }), 1}))
	all, named := n.streamed(t, "pipe", "three", false)
	if last := all[len(all)-1]; last.Error == nil || named != "" {
		t.Errorf("%+v %q", all, named)
	}
	resp, body := n.post(t, openai.PathChat, openai.ChatRequest{
		Model: "none", Stream: true, Messages: []openai.Message{{Role: openai.RoleUser, Content: "x"}},
	})
	if resp.StatusCode != http.StatusBadGateway {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}
