//go:build e2e

package web

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

const patience = 20 * time.Second // for what a page should do at once, on a busy machine

var browser context.Context // one Chromium for all tests, each with a profile of its own

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if _, err := fs.Stat(dist, "app/dist/index.html"); err != nil {
			fmt.Fprintln(os.Stderr, "the front end is not built: run make web")
			return 1
		}
		var (
			stop func()
			err  error
		)
		if browser, stop, err = browsertest.Start(); err != nil {
			fmt.Fprintln(os.Stderr, "no browser:", err)
			return 1
		}
		defer stop()
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
	*browsertest.Tab
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the tab in it
}

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
	b := &tab{Tab: &browsertest.Tab{T: t, Ctx: ctx, Patience: patience}, t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen(f.URL)); err != nil {
		t.Fatal(err)
	}
	b.Watch()
	b.Be(browsertest.Reader{Lang: r.lang, Scheme: r.scheme, Width: r.width, Height: r.height})
	b.do(
		set(network.Enable, network.EnableParams{}),
		chromedp.Navigate(f.URL+path),
	)
	t.Cleanup(b.check)
	return b
}

// listen notes requests to elsewhere.
func (b *tab) listen(origin string) func(any) {
	return func(event any) {
		e, ok := event.(*network.EventRequestWillBeSent)
		// What the browser draws itself, such as the button of a date, is data; that of pages is stopped by the policy.
		if ok && !strings.HasPrefix(e.Request.URL, origin+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			b.Fault("request to %s", e.Request.URL)
		}
	}
}

// check ends a test, or what is done of it: nothing may have happened that must not.
func (b *tab) check() {
	b.t.Helper()
	for _, fault := range b.Faults() {
		b.t.Error(fault)
	}
	if eval[bool](b, "window.pwned === 1") {
		b.t.Error("a text was run as a script")
	}
}

// set is a command of the protocol as a step.
func set[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return browsertest.Set(c, params)
}

// eval returns the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	return browsertest.Eval[T](b.Tab, expression)
}

// Short names of what all tests of these pages do.
const known = browsertest.Known

var press = browsertest.Press

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) { b.t.Helper(); b.Do(steps...) }
func (b *tab) wait(expression string)                     { b.t.Helper(); b.Wait(expression) }
func (b *tab) see(selector, text string)                  { b.t.Helper(); b.See(selector, text) }
func (b *tab) click(selector, text string)                { b.t.Helper(); b.Click(selector, text) }
func (b *tab) shot(name string)                           { b.t.Helper(); b.Shot(name) }

// write puts a text where a reader writes, in the place of what was there, and presses Enter.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.Write(selector, text)
	b.do(press("Enter", 13, "\r"))
}
