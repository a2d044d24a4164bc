package task

import (
	"encoding/json"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
)

func TestAsk_IsAnOrdinaryRequest(t *testing.T) {
	t.Parallel()
	r, err := Ask("some-task", "What is\nthis?")
	if err != nil || r.Path != openai.PathChat {
		t.Fatalf("path %q, %v", r.Path, err)
	}
	var q openai.ChatRequest
	if err := json.Unmarshal(r.Body, &q); err != nil || q.LastUser() != "What is\nthis?" || q.Model != "some-task" || q.Stream {
		t.Errorf("request %s, %v", r.Body, err)
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	good := `{"choices":[{"message":{"role":"assistant","content":"yes"}},{"message":{"content":"no"}}]}`
	if got, err := Reply(Answer{[]byte(good)}); err != nil || got != "yes" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", "{", `{}`, `{"choices":[]}`, `{"error":{"message":"x"}}`, `{"choices":[{"message":{"content":7}}]}`} {
		if got, err := Reply(Answer{[]byte(bad)}); err == nil {
			t.Errorf("Reply(%s) = %q", bad, got)
		}
	}
}

func TestWeight_IsConvex(t *testing.T) {
	t.Parallel()
	if Weight(0) != 0 || Weight(1) != 1 {
		t.Errorf("Weight(0) = %g, Weight(1) = %g", Weight(0), Weight(1))
	}
	for s := 0.1; s < 0.5; s += 0.1 {
		if Weight(2*s) < 2*Weight(s) {
			t.Errorf("two miners with %.1f earn more than one with %.1f", s, 2*s)
		}
	}
}
