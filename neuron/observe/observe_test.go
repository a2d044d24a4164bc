package observe

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tianwang-net/tianwang/client"
)

// TestMain wants no goroutine to be left. The timer belongs to a library of the chain that the client uses.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/desertbit/timer.timerRoutine"))
}

// ask asks an observer as Prometheus, or an operator, does.
func ask(t *testing.T, o *Observer, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	o.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestHealth(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	o := New("validator", 3, "tao1judge", func() time.Time { return now })
	status := func(want int, why string) (h health) {
		t.Helper()
		got, body := ask(t, o, "/healthz")
		if err := json.Unmarshal([]byte(body), &h); err != nil || got != want {
			t.Errorf("%s: status %d, want %d: %s (%v)", why, got, want, body, err)
		}
		return h
	}
	status(503, "nothing is known yet")
	o.Height(41)
	o.Condition(Registered, true, "")
	if h := status(200, "all is well"); h.Height != 41 || h.Netuid != 3 || h.Hotkey != "tao1judge" || h.Status != "ok" {
		t.Errorf("%+v", h)
	}
	o.Condition(Permitted, false, "wait")
	status(200, "a permit can be waited for")
	o.Condition(Scored, false, "look at the judge")
	if h := status(503, "all scores are zero"); h.Conditions[Scored].Advice != "look at the judge" || h.Status != "unwell" {
		t.Errorf("%+v", h)
	}
	o.Condition(Scored, true, "look at the judge")
	if h := status(200, "there are scores again"); h.Conditions[Scored].Advice != "" {
		t.Errorf("%+v", h)
	}
	now = now.Add(silence + time.Second)
	status(503, "the chain is silent")
	o.Height(42)
	status(200, "the chain is there again")
}

func TestHealth_SaysWhatBecameOfTransactions(t *testing.T) {
	t.Parallel()
	o := New("miner", 3, "tao1miner", time.Now)
	o.Height(40)
	o.Transaction("serve_axon", client.OutcomeOf(nil, &client.UnknownError{Hash: "AB", Cause: errors.New("no answer")}))
	o.Transaction("register", client.OutcomeOf(&client.Result{Hash: "CD", Height: 39}, nil))
	o.Transaction("weights_set", client.OutcomeOf(nil, &client.Refused{Reason: "weights are admitted at block 50"}))
	_, body := ask(t, o, "/healthz")
	var h health
	if err := json.Unmarshal([]byte(body), &h); err != nil {
		t.Fatal(err)
	}
	if got := h.Transactions["serve_axon"]; got.State != client.Sent || got.Hash != "AB" || got.Cause != "no answer" {
		t.Errorf("sent: %+v", got)
	}
	if got := h.Transactions["register"]; got.State != client.Included || got.Height != 39 || got.Cause != "" {
		t.Errorf("included: %+v", got)
	}
	if got := h.Transactions["weights_set"]; got.State != client.Failed || got.Next != 50 || got.Cause == "" {
		t.Errorf("failed: %+v", got)
	}
}

// TestMetrics_AreDocumented wants the guide to name every metric of a neuron, and dashboard and alerts to ask for none
// that there is not.
func TestMetrics_AreDocumented(t *testing.T) {
	t.Parallel()
	o := New("validator", 3, "tao1judge", time.Now)
	o.Height(1)
	o.Condition(Registered, true, "")
	o.Transaction("register", client.Outcome{State: client.Included})
	o.Request("ok", time.Second)
	o.Round(5, 3)
	_, told := ask(t, o, "/metrics")
	for _, want := range []string{
		"tianwang_neuron_height 1", `tianwang_neuron_condition{condition="registered"} 1`, `tianwang_neuron_requests_total{code="ok"} 1`,
		`tianwang_neuron_questions_total{result="answered"} 3`, `tianwang_neuron_questions_total{result="not"} 2`,
		`tianwang_neuron_transactions_total{message="register",state="included"} 1`, "tianwang_neuron_answer_seconds_count 1",
	} {
		if !strings.Contains(told, want+"\n") {
			t.Errorf("not told: %s", want)
		}
	}
	root := filepath.Join("..", "..")
	guide, err := os.ReadFile(filepath.Join(root, "docs", "guide", "observe.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (tianwang_neuron_\w+)`).FindAllStringSubmatch(told, -1) {
		if !strings.Contains(string(guide), "`"+m[1]+"`") {
			t.Errorf("the guide does not name `%s`", m[1])
		}
	}
	for _, file := range []string{filepath.Join("prometheus", "alerts.yml"), filepath.Join("grafana", "neurons.json")} {
		text, err := os.ReadFile(filepath.Join(root, "deploy", file))
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile(`tianwang_neuron_\w+`).FindAllString(string(text), -1)
		if len(names) == 0 {
			t.Errorf("%s asks for no metric of a neuron", file)
		}
		for _, name := range names {
			if !strings.Contains(told, name) {
				t.Errorf("%s asks for %s, which no neuron tells", file, name)
			}
		}
	}
}

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for address, good := range map[string]bool{
		"127.0.0.1:9101": true, "127.0.0.9:0": true, "[::1]:9101": true,
		"0.0.0.0:9101": false, ":9101": false, "192.168.1.2:9101": false, "localhost:9101": false, "127.0.0.1": false, "": false,
	} {
		if err := CheckAddress(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestServe answers over a socket, and ends with its context.
func TestServe(t *testing.T) {
	t.Parallel()
	o := New("miner", 3, "tao1miner", time.Now)
	o.Height(1)
	said := &addressed{found: make(chan string, 1)}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- o.Serve(ctx, "127.0.0.1:0", slog.New(slog.NewTextHandler(said, nil))) }()
	web := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := web.Get(<-said.found + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), `"status":"ok"`) {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := o.Serve(t.Context(), "0.0.0.0:0", slog.New(slog.DiscardHandler)); err == nil {
		t.Error("the whole world may read it")
	}
}

// addressed finds the address in a log.
type addressed struct{ found chan string }

// Write implements io.Writer.
func (a *addressed) Write(line []byte) (int, error) {
	if m := regexp.MustCompile(`http://[0-9.:]+`).Find(line); m != nil {
		a.found <- string(m)
	}
	return len(line), nil
}

// TestNobodyWatches has a neuron without observer.
func TestNobodyWatches(t *testing.T) {
	t.Parallel()
	var o *Observer
	o.Height(1)
	o.Condition(Registered, true, "")
	o.Transaction("register", client.Outcome{})
	o.Request("ok", 0)
	o.Round(1, 1)
}
