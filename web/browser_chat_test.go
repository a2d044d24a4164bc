//go:build e2e

package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestBrowser_Payloads has a model attack in 560 ways, follows what looks like a link, and wants nothing to happen.
func TestBrowser_Payloads(t *testing.T) {
	t.Parallel()
	if n := len(attacks) * len(dresses); n != 560 {
		t.Fatalf("%d payloads", n)
	}
	b := open(t, newFixture(t, market()), anybody, "/")
	b.wait(loaded)
	for n := range dresses {
		b.ask(fmt.Sprintf("payloads %d", n))
		b.wait(fmt.Sprintf(`document.querySelectorAll(".answer.done").length === %d`, n+1))
	}
	found := eval[[]string](b, `[...document.querySelectorAll(".markdown *")].map(e => e.localName)
		.filter(n => !["p","strong","em","del","code","pre","br","ul","ol","li","blockquote","hr","table","thead","tbody","tr","th","td","div","span","button","svg","path","rect","polyline","math","semantics","annotation","mrow","mstyle","mtext","mi","mo","mn"].includes(n))`)
	if len(found) > 0 {
		t.Errorf("elements were made of text: %v", found)
	}
	eval[bool](b, `document.querySelectorAll(".markdown .away > button").forEach(e => e.click()) === undefined`)
	b.wait(`document.querySelectorAll(".away a").length > 0`)
	for _, href := range eval[[]string](b, `[...document.querySelectorAll(".markdown a")].map(e => e.href + " " + e.rel)`) {
		if !strings.HasPrefix(href, "https://") || !strings.Contains(href, "noopener") {
			t.Errorf("a link leads to %s", href)
		}
	}
	if n := eval[int](b, `document.querySelectorAll(".markdown [style], .markdown [onerror], .markdown [onload], .markdown [src]").length`); n != 0 {
		t.Errorf("%d attributes were made of text", n)
	}
}

// TestBrowser_Answers (C04, C07) shows what a model wrote, who made it, and what it cost.
func TestBrowser_Answers(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/")
	b.wait(loaded)
	b.ask("bill")
	b.see(".markdown .heading", "Cuenta")
	b.see(".markdown ul ol li", "dos")
	b.see(".markdown td strong", "2")
	b.see(".markdown .code", "go")
	b.see(".markdown pre", "func main()")
	b.see(".served", "kn4")
	b.see(".served", "75%")
	b.see(".served", "7 tokens")
	b.see(".served .cost", "0.000100007 TAO")
}

// TestBrowser_AsksAtOnce asks in a browser that is slow to say which conversations it keeps, and loses nothing.
func TestBrowser_AsksAtOnce(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/")
	b.wait(loaded)
	b.do(set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		const asked = new Promise(done => { const real = fetch; fetch = (to, how) => { if (how?.method === "POST") done(); return real(to, how); }; setTimeout(done, 1500); });
		const slow = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "onsuccess");
		Object.defineProperty(IDBOpenDBRequest.prototype, "onsuccess", {set(f) { slow.set.call(this, e => asked.then(() => { window.told = true; f(e); })); }});`}))
	b.do(chromedp.Reload())
	b.wait(loaded)
	b.ask("the first")
	b.wait("window.told")
	b.see(".answer.done", "天网")
	b.see(".question", "the first")
}

// TestBrowser_Talks (C01, C02, C10) keeps conversations over a reload, and changes them.
func TestBrowser_Talks(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.ask("the first")
	b.see(".answer.done", "天网")
	b.click(".acts button", "Answer again")
	b.wait(`document.querySelectorAll(".turn").length === 1 && document.querySelector(".answer.done") !== null`)
	b.click(".acts button", "Edit the question")
	b.write(".editor textarea", "the changed")
	b.click(".editor button", "Send")
	b.see(".question", "the changed")
	b.see(".answer.done", "天网")
	b.ask("second")
	b.wait(`document.querySelectorAll(".answer.done").length === 2`)
	b.click(".turn:nth-child(2) .acts button", "Delete")
	b.wait(`document.querySelectorAll(".turn").length === 1`)
	b.Focus("#draft")
	eval[bool](b, `document.execCommand("insertText", false, "half a thought")`)
	b.kept("the changed")
	b.do(chromedp.Reload())
	b.wait(loaded)
	b.see(".question", "the changed")
	if draft := eval[string](b, `document.querySelector("#draft").value`); draft != "half a thought" {
		t.Errorf("the draft is %q", draft)
	}
	b.click(".talks summary", "Conversations (1)")
	b.click(".talks button", "Rename")
	b.write(".talks input", "Light")
	b.see(".talk", "Light")
	b.click(".clear", "New conversation")
	b.wait(`document.querySelector(".turn") === null`)
	b.ask("another")
	b.see(".answer.done", "天网")
	b.click(".talks summary", "Conversations (2)")
	b.click(".talk", "Light")
	b.see(".question", "the changed")
	b.click(".talks summary", "Conversations (2)")
	b.click(".talks li button[aria-label*='another']", "Delete")
	b.see(".talks summary", "Conversations (1)")
	eval[bool](b, `URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return "#"; }; true`)
	b.click(".talks li button[aria-label*='Light']", "Markdown")
	b.wait(`window.saved?.startsWith("# Light\n\n### You\n\nthe changed\n\n### next-byte\n\n")`)
	b.click(".talks button", "Export all")
	b.wait(`window.saved?.includes('"format": "tianwang-chat"') && window.saved.includes("the changed")`)
	b.click(".talks li button[aria-label*='Light']", "Delete")
	b.see(".talks summary", "Conversations (0)")
	b.wait(`document.querySelector(".turn") === null`)
	b.click(".talks summary", "Conversations (0)")
	eval[bool](b, `(() => { const d = new DataTransfer(); d.items.add(new File([window.saved], "chat.json")); const i = document.querySelector(".talks input[type=file]");
		i.files = d.files; i.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`)
	b.see(".talks [role=status]", "1 conversation was imported.")
	b.click(".talk", "Light")
	b.see(".question", "the changed")
}

// kept waits until the browser keeps a conversation with a text in it.
func (b *tab) kept(text string) {
	b.t.Helper()
	all := `new Promise(done => { const r = indexedDB.open("tianwang-chat"); r.onsuccess = () => {
		const a = r.result.transaction("talks").objectStore("talks").getAll(); a.onsuccess = () => { done(JSON.stringify(a.result)); r.result.close(); } } })`
	for !strings.Contains(eval[string](b, all), text) {
		b.wait("true")
	}
}
