package site

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/tianwang-net/tianwang/web"
)

func get(t *testing.T, target string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
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

// parsed is what links of a page matter.
type parsed struct {
	ids   map[string]bool
	links []string
}

func parse(t *testing.T, page []byte) parsed {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	p := parsed{ids: map[string]bool{}}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				if p.ids[a.Val] {
					t.Errorf("id %q occurs twice", a.Val)
				}
				p.ids[a.Val] = true
			case "href", "src", "data-search":
				p.links = append(p.links, a.Val)
			case "style":
				t.Errorf("<%s> has a style of its own", n.Data)
			}
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s", n.Data, a.Key)
			}
		}
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") && n.FirstChild != nil {
			t.Errorf("<%s> has content", n.Data)
		}
	}
	return p
}

// TestLinks follows every link of every page, in both languages.
func TestLinks(t *testing.T) {
	t.Parallel()
	files, _, err := build()
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]parsed{} // by path
	for name, content := range files {
		if rest, ok := strings.CutSuffix(name, ".html"); ok {
			if path.Base(rest) == "index" {
				rest = path.Dir(rest) + "/"
			}
			pages["/"+rest] = parse(t, content)
		}
	}
	followed := 0
	for _, at := range slices.Sorted(maps.Keys(pages)) {
		for _, link := range pages[at].links {
			followed++
			if why := follow(at, link, pages, files); why != "" {
				t.Errorf("%s links to %s: %s", at, link, why)
			}
		}
	}
	if len(pages) < 100 || followed < 5000 {
		t.Errorf("%d pages with %d links", len(pages), followed)
	}
}

// follow says why a link leads nowhere, or nothing.
func follow(at, link string, pages map[string]parsed, files map[string][]byte) string {
	u, err := url.Parse(link)
	if err != nil {
		return err.Error()
	}
	if rest, ok := strings.CutPrefix(link, repository); ok {
		_, file, _ := strings.Cut(rest, "/main/")
		file, _, _ = strings.Cut(file, "#")
		info, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(file)))
		switch {
		case err != nil:
			return err.Error()
		case info.IsDir() != strings.HasPrefix(rest, "tree/"):
			return "a folder is not a file"
		}
		return ""
	}
	if u.Scheme != "" || link == "/" || link == "/favicon.svg" { // the app is not ours
		return ""
	}
	to := at
	if u.Path != "" {
		to = u.Path
	}
	page, ok := pages[to]
	switch {
	case ok && u.Fragment != "" && !page.ids[u.Fragment]:
		return "there is no such heading"
	case !ok && files[strings.TrimPrefix(to, "/")] == nil:
		return "there is no such page or file"
	}
	return ""
}

// TestNavigation wants every page to be in the navigation once, in words of both languages.
func TestNavigation(t *testing.T) {
	t.Parallel()
	l, err := read()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{"": 1, "tasks": 1} // the first page, and what it leads to
	for _, g := range groups {
		for _, e := range append([]entry{{name: g.name}}, g.entries...) {
			if e.name.en == "" || e.name.zh == "" {
				t.Errorf("%q has no name in one language", e.slug)
			}
			if e.slug != "" {
				seen[e.slug]++
			}
		}
	}
	for slug := range l.slugs() {
		if n := seen[slug]; n != 1 && !strings.HasPrefix(slug, "adr/") {
			t.Errorf("%q is %d times in the navigation", slug, n)
		}
		delete(seen, slug)
	}
	for slug := range seen {
		t.Errorf("%q is in the navigation and does not exist", slug)
	}
	for key, w := range frame {
		if w.zh == "" || !slices.ContainsFunc([]rune(w.zh), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%q has no text in Chinese", key)
		}
	}
}

// TestLanguages wants the pages of the roles to be in Chinese under /docs/zh/, and the others to say that they are not.
func TestLanguages(t *testing.T) {
	t.Parallel()
	for slug, want := range map[string]string{
		"": "指南", "use": "使用", "stake": "质押", "mine": "做矿工", "validate": "做验证者", "own-a-subnet": "拥有子网", "operate": "运维", "develop": "开发",
	} {
		text := body(t, get(t, "/docs/zh/"+slug))
		if !strings.Contains(text, `<html lang="zh-CN"`) || !strings.Contains(text, `<article lang="zh-CN">`) || !strings.Contains(text, ">"+want) {
			t.Errorf("/docs/zh/%s is not in Chinese", slug)
		}
		if !strings.Contains(text, `hreflang="en" href="/docs/`+slug+`"`) {
			t.Errorf("/docs/zh/%s does not lead to its English", slug)
		}
	}
	text := body(t, get(t, "/docs/zh/x/stake"))
	if !strings.Contains(text, `<html lang="zh-CN"`) || !strings.Contains(text, `<article lang="en">`) || !strings.Contains(text, "本页暂时只有英文") {
		t.Error("/docs/zh/x/stake does not say that it is in English")
	}
	if strings.Contains(body(t, get(t, "/docs/stake")), "本页") {
		t.Error("an English page speaks Chinese")
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		target, kind, to string
		status           int
	}{
		{"/docs/", "text/html; charset=utf-8", "", 200},
		{"/docs", "", "/docs/", 301},
		{"/docs/stake", "text/html; charset=utf-8", "", 200},
		{"/docs/stake/", "", "/docs/stake", 301},
		{"/docs/zh", "", "/docs/zh/", 301},
		{"/docs/zh/stake", "text/html; charset=utf-8", "", 200},
		{"/docs/x/stake", "text/html; charset=utf-8", "", 200},
		{"/docs/adr/0001-base", "text/html; charset=utf-8", "", 200},
		{"/docs/docs.css", "text/css; charset=utf-8", "", 200},
		{"/docs/docs.js", "text/javascript; charset=utf-8", "", 200},
		{"/docs/search.json", "application/json", "", 200},
		{"/docs/img/compose-alpha.svg", "image/svg+xml", "", 200},
		{"/docs/stake.html", "text/html; charset=utf-8", "", 404},
		{"/docs/nothing", "text/html; charset=utf-8", "", 404},
		{"/docs/../docs/nothing.md", "text/html; charset=utf-8", "", 404},
	} {
		r := get(t, c.target)
		if r.StatusCode != c.status || c.kind != "" && r.Header.Get("Content-Type") != c.kind || r.Header.Get("Location") != c.to {
			t.Errorf("%s: %d, %q, %q", c.target, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Location"))
		}
		w := httptest.NewRecorder()
		web.App().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		for _, name := range []string{
			"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy",
			"Cross-Origin-Resource-Policy",
		} {
			if got, want := r.Header.Get(name), w.Header().Get(name); got != want || want == "" {
				t.Errorf("%s: %s is %q, that of the app is %q", c.target, name, got, want)
			}
		}
		if got := r.Header.Get("Cross-Origin-Opener-Policy"); got != "same-origin" {
			t.Errorf("%s: opened by anybody: %q", c.target, got)
		}
	}
	if text := body(t, get(t, "/docs/zh/nothing")); !strings.Contains(text, "没有这个页面") || !strings.Contains(text, `href="/docs/zh/stake"`) {
		t.Error("the page that is not there does not speak Chinese")
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/docs/stake", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestRender holds the renderer to what it promises, on a page of its own.
func TestRender(t *testing.T) {
	t.Parallel()
	const page = "# A `page`\n\n<script>alert(1)</script>\n\n[one](../guide/b.md#here) [two](c.svg) [three](../../go.mod) [four](javascript:alert(1))\n\n" +
		"## Said twice\n\n### 说明：一\n\n## Said twice\n\n| | |\n| --- | --- |\n| `a` | ~~b~~ |\n\n![picture](../../docs/img/p.webp)\n\n```sh\n<b>\n```\n"
	l := &library{
		pages:    map[string]string{"docs/guide/b.md": "b"},
		pictures: map[string]string{"docs/guide/c.svg": "c.svg", "docs/img/p.webp": "p.webp"},
		files:    map[string][]byte{"docs/guide/a.md": []byte(page)},
	}
	d, err := l.render("docs/guide/a.md", Chinese)
	if err != nil {
		t.Fatal(err)
	}
	want := []heading{{2, "said-twice", "Said twice"}, {3, "说明一", "说明：一"}, {2, "said-twice-1", "Said twice"}}
	if d.title != "A page" || !slices.Equal(d.headings, want) {
		t.Errorf("title %q, headings %v", d.title, d.headings)
	}
	for _, s := range []string{
		`href="/docs/zh/b#here"`, `href="/docs/img/c.svg"`, `href="` + repository + `blob/main/go.mod"`, `src="/docs/img/p.webp"`,
		`loading="lazy"`, "&lt;b&gt;", "<del>b</del>", `tabindex="0" aria-label="表格"><table>`,
	} {
		if !strings.Contains(d.html, s) {
			t.Errorf("%s is not in\n%s", s, d.html)
		}
	}
	if strings.Contains(d.html, "<script") || strings.Contains(d.html, "javascript:") {
		t.Errorf("markup came through:\n%s", d.html)
	}
}

// TestPages_AreWhole wants no page to lose markup that only looks like it, such as <name>.
func TestPages_AreWhole(t *testing.T) {
	t.Parallel()
	files, _, err := build()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if strings.Contains(string(content), "raw HTML omitted") {
			t.Errorf("%s has markup; put it into backticks", name)
		}
	}
}

// TestPictures wants every picture to be on some page or README, and small enough for every program to carry it.
func TestPictures(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(filepath.Join("..", "img", "*.webp"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no pictures: %v", err)
	}
	var all strings.Builder
	for _, pattern := range []string{"../../README*.md", "../guide/*.md", "../guide/zh/*.md"} {
		pages, _ := filepath.Glob(filepath.FromSlash(pattern))
		for _, p := range pages {
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
	}
	for _, f := range found {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if name := path.Base(filepath.ToSlash(f)); info.Size() > 150_000 || !strings.Contains(all.String(), "/img/"+name) {
			t.Errorf("%s has %d bytes, and must be on some page", name, info.Size())
		}
	}
	for _, m := range regexp.MustCompile(`/img/([\w-]+\.webp)`).FindAllStringSubmatch(all.String(), -1) {
		if _, err := os.Stat(filepath.Join("..", "img", m[1])); err != nil {
			t.Error(err)
		}
	}
}
