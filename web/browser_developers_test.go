//go:build e2e

package web

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// programs is how programs are run, by the names of their languages.
var programs = map[string][]string{
	"curl": {"bash", "snippet.sh"}, "python": {"python3", "snippet.py"}, "javascript": {"node", "snippet.mjs"}, "go": {"go", "run", "snippet.go"},
}

// runSnippets runs the programs that a page shows, as it shows them.
func (b *tab) runSnippets(secret string) {
	b.t.Helper()
	for tongue := range programs {
		b.runProgram(tongue, secret)
	}
}

// runProgram runs one of them.
func (b *tab) runProgram(tongue, secret string) {
	b.t.Helper()
	dir, how := b.t.TempDir(), programs[tongue]
	b.wait(`document.querySelector("pre[data-tongue=` + tongue + `]") !== null`)
	text := eval[string](b, `document.querySelector("pre[data-tongue=`+tongue+`]").textContent`)
	if err := os.WriteFile(filepath.Join(dir, how[len(how)-1]), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	cmd := exec.CommandContext(b.t.Context(), how[0], how[1:]...) // #nosec G204 -- what the page shows
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TIANWANG_API_KEY="+secret, "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Buenos días.") {
		b.t.Errorf("%s: %v\n%s\n%s", tongue, err, out, text)
	}
}

// TestBrowser_Free shows what an unpaid gateway offers, and how to ask it.
func TestBrowser_Free(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/developers")
	b.see(".developers .lead", "no money and no key")
	b.runSnippets("")
	b.click(".developers .tabs a", "Models")
	b.see(".listing", "mix:next-byte")
	b.see(".listing", "together: next-byte")
	b.see(".listing", "kn7")
	f.change(func() {
		if len(f.asked) != 4 {
			t.Errorf("%d programs asked", len(f.asked))
		}
	})
}

// TestBrowser_Developers (G01, G02, G04, G07, G10, G15, G18) signs in, opens a channel, makes a key, runs programs with it, and reads the bill.
func TestBrowser_Developers(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	b := open(t, s.fixture, anybody, "/developers")
	b.signIn(s)
	b.see(".developers h2", "Open a channel")
	b.see(".limits", "you trust it with this deposit, and with no more")
	b.write(".amount-field input", "0.01")
	b.click(".limits button", "Open a channel")
	b.click(".developers .tabs a", "Overview")
	b.see(".facts", "0.01 TAO")
	b.click(".developers .tabs a", "API keys")
	b.write(".limits input[name=name]", "ci")
	b.see("dialog.once", "this once")
	secret := eval[string](b, `document.querySelector(".once code").textContent`)
	b.click(".once button", "I have copied it")
	b.wait(`document.querySelector("dialog") === null || !document.body.innerText.includes("` + secret + `")`)
	b.see(".listing", secret[len(secret)-4:])
	b.click(".developers .tabs a", "Use it")
	b.runSnippets(secret)
	b.click(".developers .tabs a", "Usage")
	b.see(".listing", "0.0004")
	b.see(".listing tbody th", "Together")
	eval[bool](b, `URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return "#"; }; true`)
	b.wait(`document.querySelectorAll("select[name=model] option").length === 2`)
	b.click(".filter .check", "With requests not charged")
	b.see(".developers .empty", "Nothing was used")
	b.click(".filter .check", "With requests not charged")
	b.see(".listing", "0.0004")
	b.click(".download", "CSV")
	b.wait(`window.saved?.startsWith("day,key,name,model")`)
	b.receipts(secret)
	b.click(".developers .tabs a", "API keys")
	b.click(".listing button", "Limits")
	b.write(".limits input[name=day]", "0.5")
	b.see(".listing", "0.5 TAO a day")
	b.click(".listing button", "New secret")
	b.click(".once button", "I have copied it")
	b.click(".listing button", "Revoke")
	b.see(".listing", "revoked")
	b.click(".developers .tabs a", "Billing")
	b.write(".amount-field input", "2")
	b.click(".act button", "Add to the deposit")
	b.see(".facts", "2.01 TAO")
	s.next()
	b.wait(`document.querySelectorAll(".payments tbody tr").length === 2`)
	b.see(".payments", "+ 2 TAO")
	b.see(".payments", "+ 0.01 TAO")
	b.shot("billing")
	b.accessible("billing")
	b.click(".act button", "Close the channel")
	b.see(".developers .wrong", "41300")
	b.click(".who button", "Sign out")
	b.see(".developers .act", "Sign a text in your wallet")
}

// receipts has an answer break off, and finds what became of it and of what was asked before (G04, G10).
func (b *tab) receipts(secret string) {
	b.t.Helper()
	b.see(".listing", "4 + 3")
	eval[bool](b, `fetch("/v1/chat/completions", { method: "POST", headers: { Authorization: "Bearer `+secret+`" },
		body: '{"model":"next-byte","stream":true,"messages":[{"role":"user","content":"break"}]}' }).then(r => r.text()).then(t => window.broke = t); true`)
	b.wait(`window.broke?.includes("[DONE]")`)
	b.click(".developers .tabs a", "Overview")
	b.click(".developers .tabs a", "Usage")
	b.see(".listing", "miner_failed")
	b.wait(`[...document.querySelectorAll(".listing tbody tr")].some(r =>
		r.innerText.includes("failed") && r.querySelector("a[href='/neurons/` + address(103) + `']") !== null && r.lastChild.innerText.startsWith("0"))`)
	b.shot("receipts")
	b.accessible("receipts")
}

// TestBrowser_KeyByKeys (X02, G02) makes an API key with keys alone; the focus is never lost.
func TestBrowser_KeyByKeys(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	b := open(t, s.fixture, anybody, "/developers")
	b.signIn(s)
	enter := press("Enter", 13, "\r")
	b.TabTo(`document.activeElement.matches(".amount-field input")`)
	b.do(set(input.InsertText, input.InsertTextParams{Text: "0.01"}))
	b.TabTo(`document.activeElement.matches(".limits button") && document.activeElement.textContent === "Open a channel"`)
	b.do(enter)
	b.wait(`document.querySelector(".limits .amount-field") === null && document.activeElement !== document.body`)
	b.TabTo(`document.activeElement.matches(".developers .tabs a") && document.activeElement.textContent === "API keys"`)
	b.do(enter)
	b.wait(`document.activeElement !== document.body && document.querySelector(".limits input[name=name]") !== null`)
	b.TabTo(`document.activeElement.matches(".limits input[name=name]")`)
	b.do(set(input.InsertText, input.InsertTextParams{Text: "ci"}), enter)
	b.wait(`document.querySelector("dialog.once[open]")?.contains(document.activeElement)`)
	secret := eval[string](b, `document.querySelector(".once code").textContent`)
	b.TabTo(`document.activeElement.textContent === "I have copied it"`)
	b.do(enter)
	b.see(".listing", secret[len(secret)-4:])
	b.wait(`document.querySelector("dialog[open]") === null && document.activeElement !== document.body`)
	b.wait(`!document.documentElement.innerHTML.includes("` + secret + `")`)
	b.do(chromedp.Reload())
	b.see(".listing", secret[len(secret)-4:])
	if eval[bool](b, `document.documentElement.innerHTML.includes("`+secret+`")`) {
		t.Error("the secret comes back with the page")
	}
}

// signIn signs in to a shop, in English.
func (b *tab) signIn(s *shop) {
	b.t.Helper()
	b.do(set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: s.extension()}), chromedp.Reload())
	b.click(".developers .act button", "Connect wallet first")
	b.click("dialog button", "Tianwang extension")
	b.click(".developers .act button", "Sign in with the wallet")
	b.see(".developers .who", s.payer.Address())
}

// TestBrowser_Dashboard (X01, X03) has axe look at every page of somebody who is signed in, in both languages and themes.
func TestBrowser_Dashboard(t *testing.T) {
	t.Parallel()
	for _, r := range []reader{{"en", "light", 1440, 900}, {"en", "dark", 360, 740}} {
		t.Run(r.scheme, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			b := open(t, s.fixture, r, "/developers")
			b.signIn(s)
			b.write(".amount-field input", "1")
			b.click(".limits button", "Open a channel")
			b.click(".developers .tabs a", "API keys")
			b.write(".limits input[name=name]", "ci")
			b.click(".once button", "I have copied it")
			for _, lang := range []string{"English", "简体中文"} {
				b.click(".choice label", lang)
				for _, part := range []string{"", "/keys", "/usage", "/billing", "/models", "/docs"} {
					b.do(chromedp.Navigate(s.URL + "/developers" + part))
					b.wait(`document.querySelector(".developers .who, .developers pre, .developers .listing") !== null && document.querySelector(".unknown") === null`)
					b.accessible(fmt.Sprint(r.scheme, lang, part))
					if wide := eval[int64](b, "document.documentElement.scrollWidth"); wide > r.width {
						t.Errorf("%s: the page is %d wide on %d", part, wide, r.width)
					}
					b.shot(fmt.Sprintf("dashboard-%s-%s-%s", r.scheme, eval[string](b, "document.documentElement.lang"), pictureName("/"+part)))
				}
			}
		})
	}
}

// accessible has axe look at a page.
func (b *tab) accessible(what string) {
	b.t.Helper()
	axe, err := os.ReadFile("app/node_modules/axe-core/axe.min.js")
	if err != nil {
		b.t.Fatal(err)
	}
	eval[bool](b, string(axe)+"; true")
	for _, fault := range eval[[]string](b, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.target).join("; ")))`) {
		b.t.Errorf("%s: %s", what, fault)
	}
}
