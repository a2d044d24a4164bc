package validator

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/observe"
	"github.com/tianwang-net/tianwang/task/builtin"
)

// TestSay_NothingAboveZero_IsSeen: scores that are all zero are an alert on the metrics page and on the page of health, not in
// the log alone.
func TestSay_NothingAboveZero_IsSeen(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	v := judging(t, &said, 0, 0)
	v.cfg.Observer = observe.New("validator", 1, "judge", time.Now)
	v.cfg.Observer.Height(9)
	page := func(path string) (int, string) {
		w := httptest.NewRecorder()
		v.cfg.Observer.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
	g := &neuron.Metagraph{Neurons: []epochv1.NeuronState{{Uid: 0, Hotkey: "hot"}, {Uid: 1, Hotkey: "hot"}}}
	g.Subnet.Subnet = wants(t, builtin.Names()[0], 0)
	g.Clock.Epoch, g.Clock.Hyperparams.MaxWeightLimit, g.Clock.Hyperparams.CommitReveal = 4, 65_535, true
	if code, body := page("/healthz"); code != http.StatusOK {
		t.Errorf("before: %d %s", code, body)
	}
	if err := v.say(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	if code, body := page("/healthz"); code != http.StatusServiceUnavailable || !strings.Contains(body, `"scores_above_zero":{"holds":false,"advice":"no miner`) {
		t.Errorf("health: %d %s", code, body)
	}
	if _, body := page("/metrics"); !strings.Contains(body, `tianwang_neuron_condition{condition="scores_above_zero"} 0`) {
		t.Error("the metric does not say it")
	}
	if strings.Contains(said.String(), "committed") {
		t.Errorf("something was sent: %s", said.String())
	}
}
