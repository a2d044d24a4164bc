//go:build e2e

package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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

// steady watches the second answer at every change: letters that were shown stay where they are among the letters, a block with
// another behind it is the same element and has the same in it, and a formula that was set stays set. It has what breaks this in
// jumps, and in seen how often there were more letters.
const steady = `(() => {
	const letters = n => n.nodeType === Node.TEXT_NODE ? n.data : n.hidden || n.matches(".code > p") ? "" :
		n.localName === "math" ? n.querySelector("annotation").textContent : [...n.childNodes].map(letters).join("");
	let before = "", set = 0, blocks = [];
	[jumps, seen] = [[], 0];
	const look = () => {
		const answer = document.querySelector(".turn:nth-child(2) .markdown");
		if (answer === null) return;
		const now = letters(answer).replace(/[^\p{L}]/gu, ""), formulas = answer.querySelectorAll(".formula:not([hidden])").length;
		if (!now.startsWith(before)) jumps.push("after " + before + " comes " + now);
		if (formulas < set) jumps.push("a formula is taken back after " + now);
		blocks.forEach(([node, html], i) => {
			if (answer.children[i] !== node) jumps.push("another block " + i + " after " + now);
			else if (html !== null && node.innerHTML !== html) jumps.push("block " + i + " changes after " + now);
		});
		if (now !== before) seen++;
		[before, set] = [now, formulas];
		blocks = [...answer.children].slice(0, -1).map(e => [e, e.querySelector(".formula[hidden]") === null ? e.innerHTML : null]);
	};
	new MutationObserver(look).observe(document.querySelector("#chat"), {subtree: true, childList: true, characterData: true, attributes: true});
	return true;
})()`

// TestBrowser_Steady (C04) has an answer come in pieces of four letters, a frame apart: what was shown does not flicker.
func TestBrowser_Steady(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.ask("math") // what sets formulas comes with the first
	b.wait(`document.querySelector(".answer.done .formula:not([hidden])") !== null`)
	eval[bool](b, steady)
	b.ask("told")
	const answer = "# Plan\n\nSo **it is $x^2$, and** all of $E=mc^2$ holds.\n\n- one\n  1. deep\n  2. *deeper*\n- two\n\n| left | right |\n|---|:-:|\n| a | **b** |\n" +
		"| c | `d` |\n\n$$\\frac{a}{b}$$\n\n> said\n> again\n\n```go\nfunc main() {\n\tprintln(\"hola\")\n}\n```\n\nSee https://example.org/a and ~~all~~ the rest."
	pieces := 0
	for piece := range slices.Chunk([]byte(answer), 4) {
		b.hear(f, string(piece))
		pieces++
	}
	b.hear(f, "")
	b.see(".turn:last-child .answer.done .markdown p", "the rest.")
	b.see(".markdown ul ol li", "deeper")
	b.see(".markdown td strong", "b")
	b.wait(`document.querySelectorAll(".turn:last-child .formula:not([hidden])").length === 3`)
	for _, jump := range eval[[]string](b, "jumps") {
		t.Error(jump)
	}
	if seen := eval[int](b, "seen"); seen < pieces/4 {
		t.Errorf("of %d pieces only %d were seen to come", pieces, seen)
	}
}

// hear has the next piece of an answer come, or its end when there is none, and waits for the picture after it.
func (b *tab) hear(f *fixture, piece string) {
	b.t.Helper()
	select {
	case f.told <- piece:
	case <-time.After(patience):
		b.t.Fatal("nobody listens")
	}
	eval[bool](b, "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true))))")
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
