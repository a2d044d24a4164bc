package neuron_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// What those who speak with each other in these tests agree on.
const (
	chain  = "tianwang-test-1"
	netuid = 3
)

func secret(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

func key(t *testing.T, name string) *wire.Key {
	t.Helper()
	private := sha256.Sum256([]byte(name))
	k, err := wire.NewKey(private[:])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// program returns a command of another language's program, or skips the test where that language is absent.
func program(t *testing.T, language, script string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(language)
	if err != nil {
		t.Skipf("%s is not on this machine", language)
	}
	file, err := filepath.Abs(filepath.Join("..", "clients", filepath.FromSlash(script)))
	if err != nil {
		t.Fatal(err)
	}
	if language == "node" {
		if _, err := os.Stat(filepath.Join("..", "clients", "node", "node_modules")); err != nil {
			t.Skip("what clients/node depends on is not installed: make js")
		}
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{file}, args...)...) // #nosec G204 -- ours
	cmd.WaitDelay = 5 * time.Second
	cmd.Stderr = t.Output()
	return cmd
}

// start starts a server and returns the first line that it says. It ends with the test.
func start(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server says nothing: %v", err)
	}
	return strings.TrimSpace(line)
}

func asking(t *testing.T, name string) *dendrite.Dendrite {
	t.Helper()
	d := dendrite.New(dendrite.Config{Chain: chain, AllowPrivate: true}, key(t, name))
	t.Cleanup(d.Close)
	return d
}

// saying is a question whose last message is text.
func saying(text string, stream bool) task.Request {
	body, _ := json.Marshal(map[string]any{"model": "m", "stream": stream, "messages": []map[string]string{{"role": "user", "content": text}}})
	return task.Request{Path: openai.PathChat, Body: body}
}

// events reads a stream to its end.
func events(t *testing.T, d *dendrite.Dendrite, to dendrite.Target, text string) (all string, err error) {
	t.Helper()
	s, err := d.Stream(t.Context(), to, saying(text, true))
	if err != nil {
		return "", err
	}
	defer s.Close()
	for {
		data, err := s.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all += string(data)
	}
}

// TestForeign_NodeServes has the dendrite ask an axon that is written in another language.
func TestForeign_NodeServes(t *testing.T) {
	t.Parallel()
	cmd := program(t, "node", "node/bin/serve.js")
	cmd.Env = append(os.Environ(), "KEY="+secret("bob"), "CHAIN="+chain, "NETUID="+strconv.Itoa(netuid), "CALLERS="+key(t, "alice").Address())
	var said struct{ URL, Hotkey string }
	if err := json.Unmarshal([]byte(start(t, cmd)), &said); err != nil {
		t.Fatal(err)
	}
	bob := dendrite.Target{Hotkey: key(t, "bob").Address(), Netuid: netuid, URL: said.URL}
	if said.Hotkey != bob.Hotkey {
		t.Fatalf("the other side takes its address for %s, want %s", said.Hotkey, bob.Hotkey)
	}
	alice := asking(t, "alice")
	answer, err := alice.Do(t.Context(), bob, saying("天网恢恢 over all", false))
	if err != nil || !strings.Contains(string(answer.Body), "天网恢恢 OVER ALL") {
		t.Errorf("%v, %v", answer, err)
	}
	if all, err := events(t, alice, bob, "one two"); err != nil || !strings.Contains(all, "ONE") || !strings.Contains(all, "TWO") {
		t.Errorf("stream %q, %v", all, err)
	}
	if all, err := events(t, alice, bob, "one fail"); err == nil || !strings.Contains(all, "ONE") {
		t.Errorf("a stream that broke off: %q, %v", all, err)
	}
	var refused *dendrite.Refusal
	if _, err := asking(t, "mallory").Do(t.Context(), bob, saying("hello", false)); !errors.As(err, &refused) || refused.Code != "not_admitted" || !refused.Signed {
		t.Errorf("a stranger: %v", err)
	}
	id := wire.NewID()
	ctx := dendrite.WithID(t.Context(), id)
	if _, err := alice.Do(ctx, bob, saying("once", false)); err != nil {
		t.Error(err)
	}
	if _, err := alice.Do(ctx, bob, saying("once", false)); !errors.Is(err, wire.ErrReplayed) {
		t.Errorf("twice under one id: %v", err)
	}
	other := bob
	other.Netuid++
	if _, err := alice.Do(t.Context(), other, saying("hello", false)); !errors.Is(err, wire.ErrWrongNetuid) {
		t.Errorf("another subnet: %v", err)
	}
}

// listed admits alice.
type listed struct{ hotkey string }

func (l listed) Caller(_ context.Context, _ uint32, hotkey string) (axon.Caller, error) {
	return axon.Caller{Registered: hotkey == l.hotkey}, nil
}

// axonOf runs bob's axon in front of a model, encrypted if the test server is told so.
func axonOf(t *testing.T, model http.Handler) *httptest.Server {
	t.Helper()
	guard, err := wire.OpenGuard("", 0, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	a := axon.New(axon.Config{Chain: chain, Netuid: netuid}, key(t, "bob"), listed{key(t, "alice").Address()}, guard, model, log)
	srv := httptest.NewUnstartedServer(a)
	t.Cleanup(srv.Close)
	return srv
}

// upper answers with the last words of a question in upper case.
var upper = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Stream   bool
		Messages []struct{ Content string }
	}
	_ = json.NewDecoder(r.Body).Decode(&q)
	text := strings.ToUpper(q.Messages[len(q.Messages)-1].Content)
	if !q.Stream {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(text)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for word := range strings.SplitSeq(text, " ") {
		if word == "FAIL" {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "data: \""+word+"\"\n\n")
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
})

// TestForeign_NodeAsks has a client that is written in another language ask an axon.
func TestForeign_NodeAsks(t *testing.T) {
	t.Parallel()
	plain, encrypted := axonOf(t, upper), axonOf(t, upper)
	plain.Start()
	encrypted.StartTLS()
	forger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `"BELIEVE ME"`)
	}))
	t.Cleanup(forger.Close)
	pin := "TLS_KEY=" + hex.EncodeToString(endpoint.KeyOf(encrypted.Certificate().RawSubjectPublicKeyInfo))
	for _, c := range []struct {
		name, from, text, want string
		env                    []string
	}{
		{"whole", "alice", "天网 to you", `"天网 TO YOU"`, nil},
		{"stream", "alice", "one two", "\"ONE\"\n\"TWO\"", []string{"STREAM=1"}},
		{"broken stream", "alice", "one fail", `"error":"unfinished"`, []string{"STREAM=1"}},
		{"stranger", "mallory", "hello", `"signed":true`, nil},
		{"another subnet", "alice", "hello", `"error":"wrong_netuid"`, []string{"NETUID=4"}},
		{"another miner", "alice", "hello", `"error":"wrong_receiver"`, []string{"HOTKEY=" + key(t, "carol").Address()}},
		{"unsigned answer", "alice", "hello", `"error":"unsigned"`, []string{"URL=" + forger.URL}},
		{"encrypted", "alice", "hello", `"HELLO"`, []string{"URL=" + encrypted.URL, pin}},
		{"another certificate", "alice", "hello", `"error":"unreachable"`, []string{"URL=" + encrypted.URL, "TLS_KEY=" + secret("x")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, "node", "node/bin/ask.js", c.text)
			cmd.Env = append(append(os.Environ(), "KEY="+secret(c.from), "CHAIN="+chain, "NETUID="+strconv.Itoa(netuid),
				"HOTKEY="+key(t, "bob").Address(), "URL="+plain.URL), c.env...)
			out, err := cmd.Output()
			if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if !strings.Contains(string(out), c.want) {
				t.Errorf("got %s, want %s", out, c.want)
			}
		})
	}
}

// TestForeign_NodeVectors has the other implementation make and verify every vector.
func TestForeign_NodeVectors(t *testing.T) {
	t.Parallel()
	cmd := program(t, "node", "node/test/vectors.test.js")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), "\nok "); n < 150 {
		t.Errorf("only %d vectors were tried", n)
	}
}

// TestForeign_PythonModel puts a model server of the standard library of another language behind an axon.
func TestForeign_PythonModel(t *testing.T) {
	t.Parallel()
	port := start(t, program(t, "python3", "python/model.py", "0"))
	model, err := axon.Upstream{URL: "http://127.0.0.1:" + port, Model: "backwards"}.Handler(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := axonOf(t, model)
	srv.Start()
	alice, bob := asking(t, "alice"), dendrite.Target{Hotkey: key(t, "bob").Address(), Netuid: netuid, URL: srv.URL}
	answer, err := alice.Do(t.Context(), bob, saying("abc 123", false))
	if err != nil || !strings.Contains(string(answer.Body), `"cba 321"`) {
		t.Errorf("%v, %v", answer, err)
	}
	if all, err := events(t, alice, bob, "abc 123"); err != nil || !strings.Contains(all, "cba") || !strings.Contains(all, "321") {
		t.Errorf("stream %q, %v", all, err)
	}
}
