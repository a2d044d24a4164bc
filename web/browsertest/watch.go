//go:build e2e

package browsertest

import (
	"fmt"
	"iter"
	"sync"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Known is true once a page of the app has what it asked for.
const Known = `document.querySelector(".explore h1") !== null && document.querySelector(".unknown, .waiting, .explore [aria-busy=true]") === null &&
	document.querySelector("#height").textContent !== ""`

// watching collects what a page's own code can see of attacks and faults.
const watching = `window.faults = [];
addEventListener("securitypolicyviolation", e => faults.push("policy: " + e.effectiveDirective + " " + e.blockedURI + " " + e.sample));
addEventListener("error", e => faults.push("error: " + e.message));
addEventListener("unhandledrejection", e => faults.push("rejection: " + e.reason));`

// notes are what a window did that no page of ours may.
type notes struct {
	mu  sync.Mutex
	all []string
}

// Watch notes from now on what no page of ours may do: break its policy, throw, complain on the console, ask with a dialog.
func (b *Tab) Watch() {
	b.T.Helper()
	err := chromedp.Listen(b.Ctx, func(event any) {
		if e, ok := event.(*page.EventJavascriptDialogOpening); ok {
			b.Fault("dialog: %s", e.Message)
		}
	})
	if err != nil {
		b.T.Fatal(err)
	}
	b.T.Cleanup(b.last)
	go b.console(chromedp.Console(b.Ctx))
	b.Do(Set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching}))
}

// console notes what the browser complains of; answers that are errors are part of some tests.
func (b *Tab) console(messages iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range messages {
		if err != nil {
			return // the tab is closed
		}
		if m.Type != chromedp.ConsoleLog && m.Type != chromedp.ConsoleDebug && m.Type != chromedp.ConsoleInfo && m.Source != "network" {
			b.Fault("console: %s", m)
		}
	}
}

// Fault notes something that must not be.
func (b *Tab) Fault(format string, args ...any) {
	b.notes.mu.Lock()
	defer b.notes.mu.Unlock()
	b.notes.all = append(b.notes.all, fmt.Sprintf(format, args...))
}

// Faults returns what was noted since it was last asked, and what the document that is there saw itself.
func (b *Tab) Faults() []string {
	b.T.Helper()
	inside := Eval[[]string](b, "window.faults ?? []")
	b.notes.mu.Lock()
	defer b.notes.mu.Unlock()
	all := append(inside, b.notes.all...)
	b.notes.all = nil
	return all
}
