package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParsePercent(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]uint32{"0": 0, "18": 11796, "12.5": 8191, "100": 65535, "0.001": 0, "99.999999999": 65534} {
		if got, err := parsePercent(s); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "-1", "100.1", "1e1", "1/2", "18%", ".5", "5.", "0x1", "١"} {
		if got, err := parsePercent(s); err == nil {
			t.Errorf("%q is read as %d", s, got)
		}
	}
}

func TestNearestShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part, sum uint64
		want      share
	}{{0, 1, 0}, {1, 1, 65535}, {1 << 60, 1 << 62, 16384}, {3 << 60, 1 << 62, 49151}, {0, 0, 0}} {
		if got := nearestShare(c.part, c.sum); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.part, c.sum, got, c.want)
		}
	}
}

// TestNodes follows the order in which a node is looked for.
func TestNodes(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	env := map[string]string{"HOME": home}
	p := &program{lookup: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	want := func(step string, nodes ...string) {
		t.Helper()
		if got, err := p.nodes(); err != nil || !slices.Equal(got, nodes) {
			t.Errorf("%s: %v, %v, want %v", step, got, err, nodes)
		}
	}
	want("nothing is said", defaultNode)
	local := filepath.Join(home, ".tianwang", "local")
	if err := os.MkdirAll(local, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(local, "network.json"), []byte(`{"rpc":"http://127.0.0.1:7"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	want("a local network", "http://127.0.0.1:7")
	env["TIANWANG_NODE"] = "http://a:1, https://b"
	want("the environment", "http://a:1", "https://b")
	p.flags.nodes = []string{"http://c:3"}
	want("the flag", "http://c:3")
	for _, bad := range []string{"tcp://a:1", "a:1", "http://", ""} {
		p.flags.nodes = []string{bad}
		if got, err := p.nodes(); classify(err, true).Code != codeUsage {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
}

// TestConnect_NotANode names a web server that is no node, and one that never answers.
func TestConnect_NotANode(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(func() { close(release); slow.Close() })
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	t.Cleanup(web.Close)
	for url, words := range map[string]string{web.URL: "this is not the RPC of a node", slow.URL: "no answer within 100ms"} {
		p := &program{lookup: noEnv}
		p.flags.nodes, p.flags.timeout = []string{url}, 100*time.Millisecond
		ctx, cancel := p.within(context.Background())
		_, err := p.connect(ctx)
		cancel()
		f := classify(err, true)
		if f.Code != codeNoNode || !strings.Contains(f.Message, words) || f.Hint == "" {
			t.Errorf("%s: %+v", words, f)
		}
	}
}

// noEnv is an empty environment.
func noEnv(string) (string, bool) { return "", false }

func TestPassword_OnlyTheFirstLine(t *testing.T) {
	t.Parallel()
	p := &program{stdin: strings.NewReader("one\r\ntwo words\nthree"), lookup: noEnv}
	if got, err := p.password(context.Background(), "key"); err != nil || got != "one" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := p.phrase(context.Background()); err != nil || strings.Join(strings.Fields(got), " ") != "two words three" {
		t.Errorf("%q, %v", got, err)
	}
	var f *failure
	if _, err := p.password(context.Background(), "key"); !errors.As(err, &f) || f.Code != codePassword {
		t.Errorf("at the end: %v", err)
	}
}
