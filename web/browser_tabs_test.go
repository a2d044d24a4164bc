//go:build e2e

package web

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// TestBrowser_Offline (C09): a question that found no gateway stays, and is sent when the reader wants it.
func TestBrowser_Offline(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.do(set(network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: f.URL + "/v1/chat/*", Block: true}}}))
	b.ask("the unsent")
	b.see(".turn .problem[role=alert]", "There is no connection to this node.")
	b.see(".turn .question", "the unsent")
	b.kept("the unsent")
	b.do(chromedp.Reload())
	b.wait(loaded)
	b.see(".turn .question", "the unsent")
	b.do(set(network.SetBlockedURLs, network.SetBlockedURLsParams{}))
	b.click(".problem button", "Try again")
	b.see(".answer.done", "天网 answers.")
	b.wait(`document.querySelectorAll(".turn").length === 1`)
	f.change(func() {
		if n := len(f.asked); n != 1 {
			t.Errorf("the gateway was asked %d times", n)
		}
	})
}

// TestBrowser_TwoWindows (C09): two windows of a browser have the same conversations. What one of them keeps the other shows;
// when both write at once, nothing is lost: the later one goes on in a conversation of its own.
func TestBrowser_TwoWindows(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	a := open(t, f, anybody, "/")
	a.wait(loaded)
	a.ask("first")
	a.see(".answer.done", "天网")
	b := a.second(f, "/")
	b.wait(loaded)
	b.see(".turn .question", "first")

	a.ask("from a")
	a.wait(`document.querySelectorAll(".answer.done").length === 2`)
	b.see(".turn:nth-child(2) .question", "from a")
	b.ask("from b")
	b.wait(`document.querySelectorAll(".answer.done").length === 3`)
	a.see(".turn:nth-child(3) .question", "from b")

	b.ask("wait")
	b.see(".answer.speaking", "the first words")
	a.see(".turn:nth-child(4) .question", "wait")
	a.ask("meanwhile")
	a.see(".turn:nth-child(5) .answer.done", "天网")
	b.click("button.stop", "Stop")
	b.see(".turn:nth-child(4) .answer.stopped", "the first words")
	b.see(".talks summary", "Conversations (2)")
	a.see(".talks summary", "Conversations (2)")
	a.see(".turn:nth-child(5) .question", "meanwhile")
	a.do(chromedp.Reload())
	a.wait(loaded)
	a.click(".talks summary", "Conversations (2)")
	last := map[string]bool{}
	for range 2 {
		last[eval[string](a, `document.querySelector(".turn:last-child .question").lastChild.textContent`)] = true
		eval[bool](a, `document.querySelector(".talk:not([aria-current])").click() === undefined`)
		a.wait(`document.querySelectorAll(".talk[aria-current]").length === 1`)
	}
	if !last["wait"] || !last["meanwhile"] {
		t.Errorf("the conversations end with %v", last)
	}
}

// second opens another window of the same browser and profile.
func (b *tab) second(f *fixture, path string) *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	return openIn(ctx, b.t, f, anybody, path)
}

// computed is how many seconds the page has computed so far: scripts, styles and layout, by the clock of its thread, which stands
// still while others have the machine.
func (b *tab) computed() float64 {
	b.t.Helper()
	sum := 0.0
	b.do(
		set(performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			all, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
			for _, m := range all.Metrics {
				if slices.Contains([]string{"ScriptDuration", "LayoutDuration", "RecalcStyleDuration"}, m.Name) {
					sum += m.Value
				}
			}
			return err
		}),
	)
	return sum
}
