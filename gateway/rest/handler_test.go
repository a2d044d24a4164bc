package rest

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

func TestHandler_PassesBodiesAsTheyAre(t *testing.T) {
	t.Parallel()
	const asked = ` {"model" : "translate-en-es", "messages":[], "tools":[{"type":"x"}], "market":{"only":["tao1x"]}, "n": 1.0e0 } `
	const said = ` {"choices" : [ {"x":1.50} ], "unknown":null ,"model":"translate-en-es", "usage":{"total_tokens":7}}`
	n := run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		if b, _ := io.ReadAll(r.Body); string(b) != asked {
			t.Errorf("miner got %s", b)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, said)
	}))
	resp, body := n.chat(t, asked)
	if resp.StatusCode != http.StatusOK || body != said || resp.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
}

func TestHandler_BadRequests(t *testing.T) {
	t.Parallel()
	n := run(t, Config{MaxBody: 1024}, dendrite.Config{}, honest(func(http.ResponseWriter, *http.Request) { t.Error("a miner was asked") }))
	for _, c := range []struct {
		body   string
		status int
		code   string
	}{
		{"", 400, "invalid_body"},
		{"{", 400, "invalid_body"},
		{"[]", 400, "invalid_body"},
		{`{"model":"translate-en-es"} x`, 400, "invalid_body"},
		{`{"model":1}`, 400, "invalid_body"},
		{`{"model":"translate-en-es","stream":"yes"}`, 400, "invalid_body"},
		{`{"model":"translate-en-es","model":"x"}`, 400, "invalid_body"},
		{"{\"model\":\"\xff\"}", 400, "invalid_body"},
		{`{"x":` + strings.Repeat("[", 900) + `}`, 400, "invalid_body"},
		{"{}", 400, "missing_model"},
		{`{"model":"nothing"}`, 404, "model_not_found"},
		{`{"model":"` + strings.Repeat("x", 1024) + `"}`, 413, "payload_too_large"},
	} {
		for _, path := range []string{openai.PathChat, openai.PathCompletions} {
			if resp, body := n.post(t, path, c.body); resp.StatusCode != c.status || code(t, body) != c.code {
				t.Errorf("%s %.40q: %d %s", path, c.body, resp.StatusCode, body)
			}
		}
	}
}

func TestHandler_Routes(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(says("x")))
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", openai.PathChat, 405, "method_not_allowed"},
		{"DELETE", openai.PathModels, 405, "method_not_allowed"},
		{"GET", "/v1/nothing", 404, "unknown_url"},
		{"GET", "/", 404, "unknown_url"},
		{"GET", "/v1/models/nothing", 404, "model_not_found"},
		{"GET", "/v1/models/" + modelID, 200, ""},
		{"GET", "/healthz", 200, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, n.url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, body := send(t, r)
		if resp.StatusCode != c.status || (c.code != "" && code(t, body) != c.code) {
			t.Errorf("%s %s: %d %s", c.method, c.path, resp.StatusCode, body)
		}
	}
}

func TestHandler_ModelList(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(says("x")), dead)
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+openai.PathModels, nil)
	_, body := send(t, r)
	var list struct {
		Object string  `json:"object"`
		Data   []model `json:"data"`
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	if list.Object != "list" || len(list.Data) != 2 || list.Data[0].Miners != 2 || list.Data[0].Netuid != netuid ||
		list.Data[0].Title == "" || list.Data[1].Miners != 0 {
		t.Errorf("%s", body)
	}
	if list.Data[0].Stats != nil {
		t.Errorf("it was never asked, and its answers began within %d ms", list.Data[0].Stats.FirstP50)
	}
	if resp, body := n.chat(t, asking(false)); resp.StatusCode != 200 {
		t.Fatal(body)
	}
	_, body = send(t, r)
	if err := json.Unmarshal([]byte(body), &list); err != nil || list.Data[0].Stats == nil || list.Data[0].Stats.Answers != 1 || list.Data[0].Stats.FirstP50 < 1 ||
		list.Data[0].Stats.Asked != 1 || list.Data[0].Stats.Answered != 1 {
		t.Errorf("%s %v", body, err)
	}
}

// TestHandler_Heartbeat has a miner that begins to speak only after the gateway has sent comments.
func TestHandler_Heartbeat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		model http.HandlerFunc
		want  string
	}{
		{"answers", says("hola"), `"content":"hola"`},
		{"fails", func(http.ResponseWriter, *http.Request) { panic("x") }, `"code":"miner_failed"`},
	} {
		speak := make(chan struct{})
		n := run(t, Config{Heartbeat: time.Millisecond}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
			<-speak
			c.model(w, r)
		}))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.url+openai.PathChat, strings.NewReader(asking(true)))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(resp.Body)
		for range 3 {
			if comment, _ := lines.ReadString('\n'); comment != ": waiting\n" {
				t.Fatalf("%s: %q", c.name, comment)
			}
			_, _ = lines.ReadString('\n')
		}
		close(speak)
		rest, err := io.ReadAll(lines)
		resp.Body.Close()
		body := string(rest)
		if err != nil || resp.StatusCode != 200 || !strings.Contains(body, c.want) || !strings.HasSuffix(body, "data: [DONE]\n\n") {
			t.Errorf("%s: %d %s %v", c.name, resp.StatusCode, body, err)
		}
		if c.name == "answers" && !strings.Contains(body, ": Tianwang-Miner: "+key(t, "a").Address()+"\n") {
			t.Errorf("nobody is named: %s", body)
		}
	}
}

// TestHandler_ClientLeaves (G11) checks that a miner stops within a second when the user does, before the first byte, after it,
// and after ten pieces.
func TestHandler_ClientLeaves(t *testing.T) {
	t.Parallel()
	for _, pieces := range []int{0, 1, 10} {
		asked, stopped := make(chan struct{}), make(chan struct{})
		n := run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
			defer close(stopped)
			if pieces > 0 {
				w.Header().Set("Content-Type", "text/event-stream")
			}
			for range pieces {
				_ = openai.WriteEvent(w, piece("uno"))
				_ = http.NewResponseController(w).Flush()
			}
			close(asked)
			<-r.Context().Done()
		}))
		n.leave(t, pieces, asked)
		<-stopped
		if !n.book.Until(key(t, "a").Address()).IsZero() {
			t.Errorf("%d pieces: the miner is blamed for a user who left", pieces)
		}
	}
}

// leave asks, and goes away once a miner was asked and so many pieces of its answer were heard.
func (n *network) leave(tb testing.TB, pieces int, asked <-chan struct{}) {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url+openai.PathChat, strings.NewReader(asking(true)))
	if err != nil {
		tb.Fatal(err)
	}
	if pieces == 0 { // there is no answer that could be read
		go func() { <-asked; cancel() }()
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if (err == nil) != (pieces > 0) {
		tb.Fatalf("%d pieces: %v", pieces, err)
	}
	if err != nil {
		return
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for heard := 0; heard < pieces && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "data: ") {
			heard++
		}
	}
	<-asked
}

func TestHandler_Overloaded(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	n := run(t, Config{Concurrency: 1}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-release
		says("x")(w, r)
	}))
	done := make(chan int)
	go func() {
		resp, _ := n.chat(t, asking(false))
		done <- resp.StatusCode
	}()
	<-entered
	if resp, body := n.chat(t, asking(false)); resp.StatusCode != 503 || code(t, body) != "overloaded" || resp.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	close(release)
	if status := <-done; status != http.StatusOK {
		t.Errorf("status %d", status)
	}
}

// TestServer_SlowClient has users that send half a header, or half a body.
func TestServer_SlowClient(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(says("x")))
	for _, sent := range []string{
		"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nA: ",
		"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(n.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, sent); err != nil {
			t.Fatal(err)
		}
		if err := c.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Errorf("%q: %v", sent, err)
		}
		c.Close()
	}
}
