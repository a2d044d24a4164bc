//go:build e2e

package wallet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

// untranslated are texts of a page that nobody translated: keys of the catalogue, and on a Chinese page three English words
// in a row, except where they are data: recovery words, code, names, and the names of languages.
const untranslated = `(() => {
	const found = [], zh = document.documentElement.lang.startsWith("zh");
	const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n = all.nextNode(); n; n = all.nextNode()) {
		const text = n.data.trim();
		if (n.parentElement.closest("script, noscript, style, code, pre, .words, option[lang], [lang=en]")) continue;
		if (/^[a-z]+(\.[a-z]+)+$/i.test(text) || (zh && /[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(text))) found.push(text);
	}
	return found;
})()`

// walk is a reader who sees every page of the wallet.
type walk struct {
	*tab
	s    *stage
	r    browsertest.Reader
	seen []string
}

// look examines the page that is open: nothing keeps people out in either theme, nothing sticks out, all is translated.
func (w *walk) look(b *tab, what string) {
	w.s.t.Helper()
	name := w.r.Lang[:2] + "-" + what
	w.seen = append(w.seen, what)
	if got := eval[string](b, "document.documentElement.lang"); !strings.HasPrefix(got, w.r.Lang[:2]) {
		w.s.t.Errorf("%s: the page is in %q", name, got)
	}
	for _, text := range eval[[]string](b, untranslated) {
		w.s.t.Errorf("%s: not translated: %q", name, text)
	}
	b.Fits(name)
	for _, theme := range []string{"light", "dark"} {
		eval[bool](b, fmt.Sprintf("(document.documentElement.dataset.theme = %q) !== ''", theme))
		b.Accessible(axe, name+", "+theme)
	}
	b.Shot("page-" + name)
}

// on presses the one button that leads on.
func (w *walk) on() { w.T.Helper(); w.Click("main button.main:not(.stop)", "") }

// TestWallet_Pages (X01, X03, X04, X06): every page of the wallet in both languages on a narrow telephone.
func TestWallet_Pages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en-GB", "zh-CN"} {
		t.Run(lang, func(t *testing.T) {
			s := newStage(t)
			r := browsertest.Reader{Lang: lang, Scheme: "light", Width: 360, Height: 740}
			w := &walk{tab: s.act(shared(t), r, "/"), s: s, r: r}
			w.speak()
			w.start()
			address := w.create()
			s.rich(address, 10*tao, 2*tao)
			w.inside()
			w.asked(address)
			w.Do(chromedp.Reload())
			w.Click("main button.plain", "")
			w.Wait(`document.querySelector("[name=delete]") !== null`)
			w.look(w.tab, "locked")
			if len(w.seen) != 26 {
				t.Errorf("%d pages were seen: %v", len(w.seen), w.seen)
			}
		})
	}
}

// speak chooses the language, which holds for the windows that sites open too: those of a test are not asked for their own.
func (w *walk) speak() {
	w.Wait(`document.querySelector(".switches select") !== null`)
	eval[bool](w.tab, fmt.Sprintf(`(() => {
		const choice = document.querySelector(".switches select");
		choice.value = [...choice.options].map(o => o.value).find(v => v.slice(0, 2) === %q);
		return choice.dispatchEvent(new Event("change", { bubbles: true }));
	})()`, w.r.Lang[:2]))
}

// start sees what somebody sees who has no wallet.
func (w *walk) start() {
	w.Wait(`document.querySelector(".ways") !== null`)
	w.look(w.tab, "start")
	for i, what := range []string{"import", "watch"} {
		w.Do(chromedp.Click(chromedp.CSS(fmt.Sprintf(".ways button:nth-child(%d)", i+2)), chromedp.NodeVisible))
		w.Wait(`document.querySelector("main form") !== null`)
		w.on() // with nothing in it: the faults are seen too
		w.Wait(`document.querySelector("main .fault")?.innerText.length > 0`)
		w.look(w.tab, what)
		w.Click("main button.stop", "")
	}
	w.Do(chromedp.Click(chromedp.CSS(".ways button:nth-child(1)"), chromedp.NodeVisible))
}

// create sees how a wallet is made, and returns its address.
func (w *walk) create() string {
	w.look(w.tab, "create-explain")
	w.Click("label.check", "")
	w.on()
	w.Wait(`document.querySelector(".words.hidden") !== null`)
	w.look(w.tab, "create-hidden")
	w.on()
	w.Wait(`document.querySelector(".words:not(.hidden)") !== null`)
	w.look(w.tab, "create-reveal")
	all := strings.Fields(eval[string](w.tab, words))
	w.on()
	w.Wait(`document.querySelector("main input") !== null`)
	w.on()
	w.Wait(`document.querySelector("main .fault")?.innerText.length > 0`)
	w.look(w.tab, "create-prove")
	for _, name := range eval[[]string](w.tab, `[...document.querySelectorAll("main input")].map(e => e.name)`) {
		var at int
		if _, err := fmt.Sscanf(name, "word-%d", &at); err != nil {
			w.T.Fatal(err)
		}
		w.fill(name, all[at-1])
	}
	w.on()
	w.fill("password", "short")
	w.on()
	w.Wait(`document.querySelector("main .fault")?.innerText.length > 0`)
	w.look(w.tab, "create-password")
	w.fill("password", password)
	w.fill("repeat", password)
	w.on()
	w.Wait(`document.querySelector(".qr") !== null`)
	w.look(w.tab, "create-ready")
	address := eval[string](w.tab, `document.querySelector("code.whole").textContent`)
	w.on()
	return address
}

// inside sees the pages of a wallet that is open.
func (w *walk) inside() {
	w.Wait(`document.querySelectorAll(".position").length === 2`)
	w.look(w.tab, "home")
	for _, path := range []string{"receive", "history", "hotkeys", "book", "settings"} {
		w.Click("nav a[href='/"+path+"']", "")
		w.Wait(`document.querySelector("nav a[aria-current=page]")?.getAttribute("href") === "/` + path + `"`)
		w.look(w.tab, path)
	}
	w.Click("nav a[href='/send']", "")
	w.fill("to", judge)
	w.fill("amount", "1000")
	w.Wait(`document.querySelector("main .fault")?.innerText.length > 0`)
	w.look(w.tab, "send")
	w.fill("amount", "1")
	w.Click("main button[type=submit]", "")
	w.Wait(`document.querySelector(".fee") !== null`)
	w.look(w.tab, "review")
	w.Click("main button[type=submit]", "")
	w.Wait(`document.querySelector(".done") !== null`)
	w.look(w.tab, "done")
	w.on()
	w.Click("nav a[href='/stake']", "")
	w.Wait(`document.querySelectorAll(".validator").length === 2`)
	w.look(w.tab, "stake")
	for _, way := range []string{"unstake", "move"} {
		w.Click("nav a[href='/']", "")
		w.Click(".positions a[href^='/"+way+"']", "")
		w.Wait(`document.querySelector("[name=all]") !== null`)
		w.look(w.tab, way)
	}
}

// asked sees what the wallet shows when a site asks, and when none does.
func (w *walk) asked(address string) {
	nobody := open(w.Ctx, w.T, w.s.wallet+"/request", w.r)
	nobody.Wait(`document.querySelector("main .lead")?.innerText.length > 0`)
	w.look(nobody, "request-nobody")
	site := w.s.visit(w.tab, "/")
	ask := func(question string) *tab {
		p := site.popup("/request", func() { asks(site, w.s.wallet, question) })
		p.Be(w.r)
		p.Wait(`document.querySelector("main .origin") !== null`)
		return p
	}
	p := ask(`{method: "connect"}`)
	w.look(p, "request-connect")
	p.last("main button[type=submit]", "")
	site.Wait("window.asked.closed") // or the next window is mistaken for this one
	p = ask(fmt.Sprintf(`{method: "signText", address: %q, text: "elsewhere.example wants you to sign in"}`, address))
	w.look(p, "request-text")
	p.last("main button.stop", "")
	site.Wait("window.asked.closed")
	p = ask(fmt.Sprintf(`{method: "send", address: %q, memo: "m", messages: [{"@type": "/cosmos.authz.v1beta1.MsgGrant", granter: %[1]q}]}`, address))
	p.Wait(`document.querySelector(".alarm") !== null && document.querySelector("main .fault") !== null`)
	w.look(p, "request-danger")
	p.last("main button.stop", "")
}
