package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// built is a small front end.
func built() site {
	return newSite(fstest.MapFS{
		".gitkeep":            {},
		"index.html":          {Data: []byte("<!doctype html><title>page</title>")},
		"boot.js":             {Data: []byte("boot()")},
		"favicon.svg":         {Data: []byte("<svg/>")},
		"assets/app-1a2b.js":  {Data: []byte(strings.Repeat("run();", 1000))},
		"assets/app-3c4d.css": {Data: []byte("a{}")},
	}, appPolicy)
}

func get(t *testing.T, h http.Handler, method, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSite_FilesAndPaths(t *testing.T) {
	t.Parallel()
	const html, js = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
	for _, c := range []struct {
		target       string
		status       int
		kind, cached string
	}{
		{"/", 200, html, "no-store"},
		{"/index.html", 200, html, "no-store"},
		{"/subnets/1?sort=-stake", 200, html, "no-store"},
		{"/a/../subnets/1/", 200, html, "no-store"},
		{"/developers/models/qwen2.5:7b", 200, html, "no-store"},
		{"/developers/models/a%2Fb.js", 200, html, "no-store"},
		{"/developers/models.js", 404, "application/json", "no-store"},
		{"/developers/models/..%2f..%2fapi/x", 404, "application/json", "no-store"},
		{"/boot.js", 200, js, "no-cache"},
		{"/favicon.svg", 200, "image/svg+xml", "no-cache"},
		{"/assets/app-1a2b.js", 200, js, "public, max-age=31536000, immutable"},
		{"/assets/app-3c4d.css", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		{"/assets/app-gone.js", 404, "application/json", "no-store"},
		{"/assets", 404, "application/json", "no-store"},
		{"/robots.txt", 404, "application/json", "no-store"},
		{"/.gitkeep", 404, "application/json", "no-store"},
		{"/api/v1/nope", 404, "application/json", "no-store"},
		{"/subnets/../v1/models", 404, "application/json", "no-store"},
		{"/healthz", 404, "application/json", "no-store"},
		{"/%2e%2e/%2e%2e/web.go", 404, "application/json", "no-store"},
	} {
		r := get(t, built(), http.MethodGet, c.target)
		h := r.Header
		if r.StatusCode != c.status || h.Get("Content-Type") != c.kind || h.Get("Cache-Control") != c.cached {
			t.Errorf("%s: %d, %q, %q", c.target, r.StatusCode, h.Get("Content-Type"), h.Get("Cache-Control"))
		}
	}
}

func TestSite_Security(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/", "/assets/app-1a2b.js", "/nope.js", "/api/v1/nope"} {
		h := get(t, built(), http.MethodGet, target).Header
		for name, want := range security {
			if h.Get(name) != want {
				t.Errorf("%s: %s: %q, want %q", target, name, h.Get(name), want)
			}
		}
	}
	for name, h := range map[string]http.Handler{"app": App(), "wallet": Wallet()} {
		policy := get(t, h, http.MethodGet, "/").Header.Get("Content-Security-Policy")
		for _, never := range []string{"unsafe", "*", "http:", "data:"} {
			if strings.Contains(policy, never) {
				t.Errorf("the policy of the %s contains %q", name, never)
			}
		}
		for _, always := range []string{"default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(policy, always) {
				t.Errorf("the policy of the %s lacks %s", name, always)
			}
		}
	}
}

// TestSite_Opener: only the one page that answers other origins may be reached by the window that opened it.
func TestSite_Opener(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		site   http.Handler
		target string
		want   string
	}{
		{App(), "/", "same-origin-allow-popups"},
		{App(), "/request", "same-origin-allow-popups"},
		{Wallet(), "/", "same-origin"},
		{Wallet(), "/send", "same-origin"},
		{Wallet(), "/request", "unsafe-none"},
		{Wallet(), "/x/../request", "unsafe-none"},
		{Wallet(), "/request/x", "same-origin"},
	} {
		if got := get(t, c.site, http.MethodGet, c.target).Header.Get("Cross-Origin-Opener-Policy"); got != c.want {
			t.Errorf("%s: %q, want %q", c.target, got, c.want)
		}
	}
}

func TestSite_Methods(t *testing.T) {
	t.Parallel()
	if r := get(t, built(), http.MethodPost, "/"); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("post: %d, %q", r.StatusCode, r.Header.Get("Allow"))
	}
	if r := get(t, built(), http.MethodHead, "/"); r.StatusCode != 200 || body(t, r) != "" {
		t.Errorf("head: %d", r.StatusCode)
	}
}

func TestSite_Compression(t *testing.T) {
	t.Parallel()
	const target = "/assets/app-1a2b.js"
	want := strings.Repeat("run();", 1000)
	plain := get(t, built(), http.MethodGet, target, "Accept-Encoding", "br, gzip;q=0")
	if got := body(t, plain); got != want || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("plain: %d bytes, encoding %q", len(got), plain.Header.Get("Content-Encoding"))
	}
	zipped := get(t, built(), http.MethodGet, target, "Accept-Encoding", "br, GZIP;q=0.5")
	if e := zipped.Header.Get("Content-Encoding"); e != "gzip" {
		t.Fatalf("encoding %q", e)
	}
	if zipped.Header.Get("Vary") != "Accept-Encoding" || zipped.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Error("caches cannot tell the zipped file from the plain one")
	}
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != want {
		t.Errorf("unzipped: %d bytes, %v", len(got), err)
	}
	if e := get(t, built(), http.MethodGet, "/boot.js", "Accept-Encoding", "gzip").Header.Get("Content-Encoding"); e != "" {
		t.Errorf("a file that does not shrink is sent as %q", e)
	}
}

func TestSite_NotModified(t *testing.T) {
	t.Parallel()
	tag := get(t, built(), http.MethodGet, "/boot.js").Header.Get("ETag")
	if tag == "" {
		t.Fatal("no tag")
	}
	if r := get(t, built(), http.MethodGet, "/boot.js", "If-None-Match", tag); r.StatusCode != http.StatusNotModified {
		t.Errorf("status %d", r.StatusCode)
	}
	if tag := get(t, built(), http.MethodGet, "/").Header.Get("ETag"); tag != "" {
		t.Errorf("the page has tag %s, though nobody may keep it", tag)
	}
}

func TestSite_NotBuilt(t *testing.T) {
	t.Parallel()
	empty := newSite(fstest.MapFS{".gitkeep": {}}, appPolicy)
	r := get(t, empty, http.MethodGet, "/subnets/1")
	if text := body(t, r); r.StatusCode != 503 || !strings.Contains(text, "make web") {
		t.Errorf("%d: %s", r.StatusCode, text)
	}
	if r := get(t, empty, http.MethodGet, "/api/v1/nope"); r.StatusCode != 404 {
		t.Errorf("an API path: %d", r.StatusCode)
	}
}

// TestApp serves what is really embedded, built or not.
func TestApp(t *testing.T) {
	t.Parallel()
	r := get(t, App(), http.MethodGet, "/")
	text := body(t, r)
	if !strings.Contains(text, "天网 Tianwang") || r.Header.Get("Content-Security-Policy") != policy+appPolicy.policy {
		t.Errorf("%d: %s", r.StatusCode, text)
	}
}
