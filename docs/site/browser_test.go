//go:build e2e

package site

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// axe looks for what keeps people out.
var axe = filepath.Join("..", "..", "web", "app", "node_modules", "axe-core", "axe.min.js")

// patience is for what a page should do at once, on a busy machine.
const patience = 2 * time.Minute

// reader is somebody with a browser.
type reader struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the tab in it
	url string
}

// set is a command of the protocol as a step.
func set[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// newReader opens a browser with a window.
func newReader(t *testing.T, scheme string, width, height int64) *reader {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/docs/", Handler())
	mux.HandleFunc("/favicon.svg", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	alloc, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	tab, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	if err := chromedp.Do(tab); err != nil { // a browser ends with the context that started it
		t.Fatal(err)
	}
	r := &reader{t, tab, server.URL}
	r.do(
		set(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}),
		set(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
		set(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.faults = [];
addEventListener("securitypolicyviolation", e => faults.push("policy: " + e.effectiveDirective + " " + e.blockedURI));
addEventListener("error", e => faults.push("error: " + (e.message ?? e.target.src)), true);
addEventListener("unhandledrejection", e => faults.push("rejection: " + e.reason));`}),
	)
	return r
}

func (r *reader) do(steps ...chromedp.Action[chromedp.Void]) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		r.t.Fatal(err)
	}
}

func eval[T any](r *reader, expression string) T {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		r.t.Fatalf("%.60s: %v", expression, err)
	}
	return v
}

// wait waits until an expression is true.
func (r *reader) wait(expression string) {
	r.t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for range 1000 {
		if eval[bool](r, expression) {
			return
		}
		<-again.C
	}
	r.t.Fatalf("never true: %s", expression)
}

// open goes to a page and wants it to break no rule.
func (r *reader) open(path string) {
	r.t.Helper()
	r.do(chromedp.Navigate(r.url + path))
	for _, fault := range eval[[]string](r, "window.faults") {
		r.t.Errorf("%s: %s", path, fault)
	}
}

// look has axe look at the page, wants it to be no wider than the window, and keeps a picture; go test -artifacts keeps them.
func (r *reader) look(path, name string) {
	r.t.Helper()
	r.open(path)
	eval[bool](r, "[...document.images].forEach(i => { i.loading = 'eager'; }) === undefined")
	r.wait("[...document.images].every(i => i.complete)")
	if broken := eval[[]string](r, "[...document.images].filter(i => i.naturalWidth === 0).map(i => i.src)"); len(broken) > 0 {
		r.t.Errorf("%s: pictures do not come: %v", path, broken)
	}
	script, err := os.ReadFile(axe)
	if err != nil {
		r.t.Fatalf("%v: run make web", err)
	}
	eval[bool](r, string(script)+"; true")
	for _, fault := range eval[[]string](r, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(" ")))`) {
		r.t.Errorf("%s, %s: %s", path, name, fault)
	}
	if eval[bool](r, "document.documentElement.scrollWidth > innerWidth") {
		r.t.Errorf("%s, %s: wider than the window: %s", path, name, eval[string](r, `[...document.querySelectorAll("body *")].filter(e =>
			e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, pre")).map(e => e.tagName + "." + e.className + " " + e.textContent.slice(0, 40)).slice(0, 5).join("; ")`))
	}
	png, err := chromedp.Run(r.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(r.t.ArtifactDir(), strings.ReplaceAll(strings.Trim(path, "/"), "/", "-")+"-"+name+".png"), png, 0o600)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestBrowser_Pages looks at pages of every kind, on a desk and on a telephone, in both themes and languages.
func TestBrowser_Pages(t *testing.T) {
	for _, c := range []struct {
		scheme        string
		width, height int64
		slugs         []string
	}{
		{"light", 1440, 900, []string{"", "use", "operate", "incentives", "x/stake", "nothing"}},
		{"dark", 1440, 900, []string{"", "develop"}},
		{"light", 360, 780, []string{"", "develop", "x/stake"}},
	} {
		t.Run(fmt.Sprintf("%s-%d", c.scheme, c.width), func(t *testing.T) {
			r := newReader(t, c.scheme, c.width, c.height)
			for _, slug := range c.slugs {
				for _, lang := range []Lang{English, Chinese} {
					r.look(address(slug, lang), fmt.Sprintf("%s-%d", c.scheme, c.width))
				}
			}
		})
	}
}

// TestBrowser_Script does what a reader does: search, copy, change the theme and the language.
func TestBrowser_Script(t *testing.T) {
	r := newReader(t, "light", 1440, 900)
	r.open("/docs/stake")
	r.do(set(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Code: "Slash", Text: "/"}))
	r.wait(`document.activeElement.id === "search"`)
	r.do(set(input.InsertText, input.InsertTextParams{Text: "stolen"}))
	r.wait(`document.querySelector("#hits a")?.pathname === "/docs/stake"`)
	r.wait(`document.querySelector(".search [role=status]").textContent.includes("1 ")`)
	r.do(set(input.InsertText, input.InsertTextParams{Text: " xyzzy"}))
	r.wait(`document.querySelector("#hits").textContent === "Nothing found"`)

	eval[bool](r, `navigator.clipboard.writeText = async text => { window.copied = text; }; true`)
	r.do(chromedp.Click(chromedp.CSS(".copied button")))
	r.wait(`window.copied?.startsWith("tianwang wallet create") && !window.copied.includes("Copy")`)
	r.wait(`document.querySelector(".copied button").textContent === "Copied"`)

	eval[bool](r, `theme.value = "dark", theme.dispatchEvent(new Event("change"))`)
	r.wait(`document.documentElement.dataset.theme === "dark" && localStorage.getItem("tianwang.theme") === "dark"`)
	r.do(chromedp.Click(chromedp.CSS("#other")))
	r.wait(`location.pathname === "/docs/zh/stake" && document.querySelector("#theme")?.value === "dark"`)
	r.wait(`localStorage.getItem("tianwang.lang") === "zh-CN" && document.documentElement.dataset.theme === "dark"`)
	for _, fault := range eval[[]string](r, "window.faults") {
		t.Error(fault)
	}
}
