//go:build e2e

package web

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const patience = 20 * time.Second // for what a page should do at once, on a busy machine

var browser context.Context // one Chromium for all tests, each with a profile of its own

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if _, err := fs.Stat(dist, "app/dist/index.html"); err != nil {
			fmt.Fprintln(os.Stderr, "the front end is not built: run make web")
			return 1
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
		alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
		defer cancel()
		var stop context.CancelFunc
		browser, stop = chromedp.NewContext(alloc)
		defer stop()
		if err := chromedp.Do(browser); err != nil {
			fmt.Fprintln(os.Stderr, "no browser:", err)
			return 1
		}
		return m.Run()
	}())
}

// reader is somebody with a window.
type reader struct {
	lang   string // of the browser
	scheme string // "light" or "dark"
	width  int64
	height int64
}

var anybody = reader{"en-GB", "light", 1440, 900}

// tab is a page that is watched: it ends a test badly when the page does what no page of ours may.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the tab in it

	mu     sync.Mutex
	faults []string
}

// watch collects what a page's own code can see of attacks.
const watch = `window.faults = [];
addEventListener("securitypolicyviolation", e => faults.push("policy: " + e.effectiveDirective + " " + e.blockedURI + " " + e.sample));
addEventListener("error", e => faults.push("error: " + e.message));
addEventListener("unhandledrejection", e => faults.push("rejection: " + e.reason));`

// open opens a path of the fixture in a fresh profile.
func open(t *testing.T, f *fixture, r reader, path string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return openIn(ctx, t, f, r, path)
}

// openIn opens a path in a window that is there.
func openIn(ctx context.Context, t *testing.T, f *fixture, r reader, path string) *tab {
	t.Helper()
	b := &tab{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen(f.URL)); err != nil {
		t.Fatal(err)
	}
	go b.console(chromedp.Console(ctx))
	b.do(
		set(network.Enable, network.EnableParams{}),
		set(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "test", AcceptLanguage: r.lang}),
		set(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: r.width, Height: r.height, DeviceScaleFactor: 1}),
		set(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: r.scheme}},
		}),
		set(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch}),
		chromedp.Navigate(f.URL+path),
	)
	t.Cleanup(b.check)
	return b
}

// set is a command of the protocol as a step.
func set[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// listen notes requests to elsewhere, and dialogs.
func (b *tab) listen(origin string) func(any) {
	return func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			// What the browser draws itself, such as the button of a date, is data; that of pages is stopped by the policy.
			if !strings.HasPrefix(e.Request.URL, origin+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
				b.fault("request to %s", e.Request.URL)
			}
		case *page.EventJavascriptDialogOpening:
			b.fault("dialog: %s", e.Message)
		}
	}
}

// console notes what the browser complains of; answers that are errors are part of some tests.
func (b *tab) console(messages iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range messages {
		if err != nil {
			return // the tab is closed
		}
		if m.Type != chromedp.ConsoleLog && m.Type != chromedp.ConsoleDebug && m.Type != chromedp.ConsoleInfo && m.Source != "network" {
			b.fault("console: %s", m)
		}
	}
}

func (b *tab) fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// check ends a test: nothing may have happened that must not.
func (b *tab) check() {
	b.t.Helper()
	inside := eval[[]string](b, "window.faults")
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range append(b.faults, inside...) {
		b.t.Error(fault)
	}
	if eval[bool](b, "window.pwned === 1") {
		b.t.Error("a text was run as a script")
	}
}

// do takes steps, and has patience for each of them.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		err := chromedp.Do(ctx, step)
		cancel()
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// eval returns the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait waits until an expression is true. The browser's own way to wait makes a function of text, which the policy forbids.
func (b *tab) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if err == nil && ok {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.t.Fatalf("never true: %s (%v)\n%s", expression, err, eval[string](b, "document.body.innerText.slice(0, 1500)"))
		}
	}
}

// find is an expression for the first element of a selector that has a text in it.
func find(selector, text string) string {
	return fmt.Sprintf("[...document.querySelectorAll(%q)].find(e => e.textContent.includes(%q))", selector, text)
}

// see waits until an element has a text in it.
func (b *tab) see(selector, text string) {
	b.t.Helper()
	b.wait(find(selector, text) + " !== undefined")
}

// click clicks an element that has a text in it, once it can be clicked.
func (b *tab) click(selector, text string) {
	b.t.Helper()
	b.wait(find(selector, text) + "?.matches(':not(:disabled)')")
	b.do(chromedp.Click(chromedp.JSPath(find(selector, text)), chromedp.NodeVisible))
}

// write puts a text where a reader writes, in the place of what was there, and presses Enter.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)))
	eval[bool](b, "document.activeElement.select() === undefined")
	b.do(set(input.InsertText, input.InsertTextParams{Text: text}), press("Enter", 13, "\r"))
}

// press presses a key as a keyboard does: what it writes comes with the key, so that a page can prevent it.
func press(name string, code int64, text string) chromedp.Action[chromedp.Void] {
	return set(input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: name, Code: name, WindowsVirtualKeyCode: code, Text: text,
	})
}

// shot writes a picture of the whole page; go test -artifacts keeps it.
func (b *tab) shot(name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.t.ArtifactDir(), name+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
