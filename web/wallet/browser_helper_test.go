//go:build e2e

// Package wallet_test drives the wallet in Chromium, on a real network and on one that does what a test wants.
package wallet_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

const (
	patience = 60 * time.Second // for what a page does, on a busy machine: Argon2id in a worker is the slowest
	axe      = "../app/node_modules/axe-core/axe.min.js"
)

// sent is what left the browser.
type sent struct {
	mu  sync.Mutex
	all []string // addresses and bodies
}

func (s *sent) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, text)
}

func (s *sent) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.all, "\n")
}

// tab is a window that a test looks into.
type tab struct {
	*browsertest.Tab
	sent *sent
}

// anybody is who looks where no other reader is named.
var anybody = browsertest.Reader{Lang: "en-GB", Scheme: "light", Height: 900}

// wide is anybody with a window of a width.
func wide(width int64) browsertest.Reader {
	r := anybody
	r.Width = width
	return r
}

// launch starts a browser.
func launch(t *testing.T, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	browser, stop, err := browsertest.Start(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return browser
}

// open opens an address; "" stays where a window is.
func open(parent context.Context, t *testing.T, url string, r browsertest.Reader, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	b := &tab{&browsertest.Tab{T: t, Ctx: ctx, Patience: patience}, &sent{}}
	b.watch(r)
	if url != "" {
		b.Do(chromedp.Navigate(url))
	}
	return b
}

// watch notes what leaves the window, and whose window it is.
func (b *tab) watch(r browsertest.Reader) {
	b.T.Helper()
	err := chromedp.Listen(b.Ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			b.sent.note(e.Request.URL)
			for _, part := range e.Request.PostDataEntries {
				b.sent.note(string(part.Bytes))
			}
		}
	})
	if err != nil {
		b.T.Fatal(err)
	}
	b.Watch()
	b.Be(r)
	b.Do(
		browsertest.Set(network.Enable, network.EnableParams{}),
		browsertest.Set(page.Enable, page.EnableParams{}),
	)
}

// eval returns the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.T.Helper()
	return browsertest.Eval[T](b.Tab, expression)
}

// fill puts a text into the field of a name, in the place of what was there.
func (b *tab) fill(name, text string) {
	b.T.Helper()
	b.Write(fmt.Sprintf("[name=%q]", name), text)
}

// last clicks an element that has a text in it, upon which the window closes: a click of the browser's own would wait for an
// answer from a window that is gone, and so would this one if the window did not stay for long enough to say that it has heard.
func (b *tab) last(selector, text string) {
	b.T.Helper()
	b.Wait(browsertest.Find(selector, text) + "?.matches(':not(:disabled)')")
	eval[bool](b, fmt.Sprintf("setTimeout(e => e.click(), 200, %s) > 0", browsertest.Find(selector, text)))
}

// popup does something that opens the wallet's window, and returns that window, which was not there before. Others of the same
// browser open such windows at the same time; one that another page opened is theirs.
func (b *tab) popup(path string, do func()) *tab {
	b.T.Helper()
	all, err := chromedp.Targets(b.Ctx)
	if err != nil {
		b.T.Fatal(err)
	}
	before := map[target.ID]bool{} // windows that are about to close still report
	for _, i := range all {
		before[i.TargetID] = true
	}
	own := chromedp.FromContext(b.Ctx).Target.TargetID
	found := chromedp.WaitNewTarget(b.Ctx, func(i *target.Info) bool {
		return !before[i.TargetID] && strings.Contains(i.URL, path) && (i.OpenerID == own || i.OpenerID == "")
	})
	do()
	select {
	case id, ok := <-found:
		if !ok {
			b.T.Fatal("no window")
		}
		ctx, cancel := chromedp.NewContext(b.Ctx, chromedp.WithTargetID(id))
		b.T.Cleanup(cancel)
		p := &tab{&browsertest.Tab{T: b.T, Ctx: ctx, Patience: patience}, b.sent}
		p.watch(wide(440))
		return p
	case <-time.After(patience):
		b.T.Fatalf("no window of %s\n%s", path, eval[string](b, "document.body.innerText"))
	}
	return nil
}

// accessible has axe look in both themes, and wants no scrolling sideways.
func accessible(t *testing.T, b *tab) {
	t.Helper()
	b.T = t
	for _, theme := range []string{"light", "dark"} {
		eval[bool](b, fmt.Sprintf("(document.documentElement.dataset.theme = %q) !== ''", theme))
		b.Accessible(axe, theme)
	}
	b.Fits("")
}
