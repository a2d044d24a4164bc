//go:build e2e

package web

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// explored are the pages, with a text that stands on each.
func explored() map[string]string {
	return map[string]string{
		"/blocks": "41,230", "/blocks/41230": "Block 41,230", "/txs": "Stake", "/txs/" + failedHash: "Why it failed", "/txs/" + paidHash: "pays 2.5 TAO",
		"/transfers": "41 TAO", "/accounts": "50.00 %", "/accounts/" + address(1): "50.000000001", "/validators": "validator-2", "/validators/" + address(101): "36.50",
		"/tokenomics": "10,500,000 TAO", "/search?q=1": "next-byte", "/nowhere": "No such page",
		"/developers": "Python", "/developers/models": "mix:next-byte", "/developers/models/next-byte": "nobody asked",
		"/subnets/1/metagraph": "Dividends of all validators: 1.0000", "/subnets/1/rules": "50.00%", "/subnets/1/registration": "0.017600",
		"/subnets/1/distribution": "72.1%", "/subnets/1/weights": "75.0%", "/subnets/1/emission": "29.512345678", "/neurons/" + address(103): "28 TAO",
		"/coldkeys/" + address(1003): "goes as no. 1", "/root": "60.00%", "/producers": "until block 41,300", "/proposals": "is voted on",
		"/proposals/3": "Yes", "/params": "voting_period", "/yields": "17.52%",
	}
}

func TestBrowser_Search(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/")
	b.wait(loaded)
	for _, c := range []struct{ text, path string }{
		{" 41,230 ", "/blocks/41230"}, {paidHash[:30] + " " + paidHash[30:], "/txs/" + paidHash}, {"  " + address(1), "/accounts/" + address(1)},
	} {
		b.write("#look", c.text)
		b.wait(fmt.Sprintf("location.pathname === %q", c.path))
	}
	b.write("#look", "1")
	b.see(".hits", "next-byte")
	b.write("#look", "nonsense")
	b.see(".explore", "Nothing found for “nonsense”.")
	b.see(".explore", "You can search for")
	b.do(chromedp.NavigateBack())
	b.see(".hits", "next-byte")
	b.click(".hits a", "1 next-byte")
	b.wait(`location.pathname === "/subnets/1"`)
	b.write("#look", "ann")
	b.see(".hits", "Joanna")
	b.click(".hits a", address(2))
	b.wait(`location.pathname.endsWith("/" + ` + fmt.Sprintf("%q", address(2)) + `)`)
}

func TestBrowser_FailedTx(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/txs?failed=true")
	b.wait(known)
	b.click(".listing tbody a", failedHash)
	b.see(".failure", "The account did not have enough TAO.")
	b.see(".failure", "spendable balance 7rao")
	b.see(".message", "stakes 1.5 TAO on")
	b.see(".facts", "0.000012 TAO")
	b.see(".listing", "fee=12000rao")
	b.wait(`document.title.startsWith("Transaction F00D")`)
	eval[bool](b, `(navigator.clipboard.writeText = async text => { window.copied = text; }) !== undefined`)
	b.click(".facts .copy", "")
	b.wait(fmt.Sprintf("window.copied === %q", failedHash))
	b.click(".tabs a", "Raw JSON")
	b.see(".raw", `"@type": "/tianwang.stake.v1.MsgAddStake"`)
	b.do(chromedp.NavigateBack(), chromedp.NavigateBack())
	b.wait(`location.pathname === "/txs" && document.querySelectorAll(".listing tbody tr").length === 1`)
}

func TestBrowser_AccountAdds(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/accounts/"+address(1))
	b.wait(known)
	rao := eval[[]float64](b, `[...document.querySelectorAll(".split .amount")].map(e => Math.round(parseFloat(e.title.replaceAll(",", "")) * 1e9))`)
	if len(rao) != 4 || rao[0] != rao[1]+rao[2]+rao[3] || rao[0] != 50_000_000_001 {
		t.Errorf("total, free, staked and unbonding: %v", rao)
	}
	b.wait(`document.querySelector("svg.qr") !== null`)
	b.click(".tabs a", "Stake moves")
	b.see(".listing", "Switch")
	b.click(".tabs a", "Balance chart")
	b.see(".chart", "highest: 100 TAO")
	bad := address(1)[:41] + "b"
	b.do(chromedp.Navigate(eval[string](b, "location.origin") + "/accounts/" + bad))
	b.see(".wrong", "letter")
}

func TestBrowser_ValidatorsSort(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/validators")
	b.wait(known)
	for _, c := range []struct{ column, order string }{{"APR", "2 3 1"}, {"APR", "1 3 2"}, {"Take", "2 3 1"}, {"Stake", "1 2 3"}, {"Uptime", "1 2 3"}, {"APY", "3 1 2"}} {
		b.click(".sorter", c.column)
		b.wait(fmt.Sprintf(`[...document.querySelectorAll(".listing tbody th")].map(e => e.textContent).join(" ") === %q`, c.order))
	}
	b.do(chromedp.Reload())
	b.wait(`document.querySelector(".listing tbody th")?.textContent === "3"`)
	b.click(".listing tbody .named a", "validator-3")
	b.wait(`location.pathname.startsWith("/validators/tao1")`)
	b.do(chromedp.NavigateBack())
	b.wait(`document.querySelector(".listing tbody th")?.textContent === "3" && document.querySelectorAll(".listing tbody tr").length === 3`)
	if sum := eval[float64](b, `[...document.querySelectorAll(".listing tbody tr")].map(r => parseFloat(r.children[3].textContent)).reduce((a, b) => a + b)`); sum < 99.9 || sum > 100.1 {
		t.Errorf("the shares of all validators add up to %v %%", sum)
	}
	b.see(".measured", "latest 41,237 blocks")
	for text, answer := range map[string]string{"0": "greater than 0", "-1": "greater than 0", "abc": "greater than 0", "1e30": "greater than 0", "30000000": "more than there can ever be"} {
		b.write("#calc-amount", text)
		b.see(".calculator .wrong", answer)
	}
	b.write("#calc-amount", "1000")
	b.see(".calculator dd", "100 TAO") // a tenth of it in a year, with the first
}

func TestBrowser_LanguageStays(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/validators?sort=-apr")
	b.wait(known)
	b.click(".choice label", "简体中文")
	b.see("h1", "验证者")
	b.wait(`location.pathname + location.search === "/validators?sort=-apr" && document.title === "验证者 · 天网 Tianwang"`)
	b.see(".listing tbody th", "2")
}

func TestBrowser_TransfersPages(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.click(".pages a", "Transfers")
	b.wait(known)
	b.wait(`document.querySelector(".pages [aria-current=page]").textContent === "Transfers" && document.activeElement.id === "main"`)
	b.click(".filter button", "≥ 10 TAO")
	b.wait(`document.querySelectorAll(".listing tbody tr").length === 2`)
	b.click(".pager a", "Older")
	b.see(".listing", "40,999")
	b.do(chromedp.NavigateBack())
	b.see(".listing", "41,229")
	eval[bool](b, `URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return "#"; }; true`)
	b.click(".download", "CSV")
	b.wait(`window.saved?.split("\r\n").length === 6 && window.saved.startsWith("height,time,tx,from,to,amount_rao,amount_tao")`)
	f.change(func() { f.lag = 40 })
	f.next()
	b.see(".trouble", "99 % of the chain and is 40 blocks behind")
}

// TestBrowser_Explored (X01, X03, X04) has every page looked at by axe and by people, on a desk and on a small telephone, in both
// themes and languages, and turns those that are in English into Chinese.
func TestBrowser_Explored(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("app/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []reader{{"zh-CN", "dark", 360, 740}, {"en", "light", 1440, 900}} {
		t.Run(r.lang+r.scheme, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, market())
			b := open(t, f, r, "/") // one window: a browser that has been there before is much faster
			b.do(set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: string(axe)}))
			for path, text := range explored() {
				t.Run(path, func(t *testing.T) { b.in(t, func() { b.explore(f.URL, path, text, r) }) })
			}
		})
	}
}

// in does something in a window in the name of another test.
func (b *tab) in(t *testing.T, do func()) {
	t.Helper()
	whole := b.t
	b.t, b.T = t, t
	defer func() { b.t, b.T = whole, whole }()
	do()
}

// explore looks at one page as somebody who comes for the first time.
func (b *tab) explore(url, path, text string, r reader) {
	b.t.Helper()
	eval[bool](b, "localStorage.clear() === undefined")
	b.do(chromedp.Navigate(url + path))
	b.wait(known)
	if r.lang == "en" {
		b.see(".explore", text)
	}
	b.fits(path, r)
	b.inBothThemes(path)
	b.shot(fmt.Sprintf("page-%s-%s-%d-%.20s", r.scheme, r.lang, r.width, pictureName(path)))
	if r.lang == "en" {
		b.turnsChinese(path)
	} else {
		b.click(".choice label", "English")
		b.wait(`document.documentElement.lang !== "zh-CN"`)
		b.fits(path, r)
	}
	b.inBothThemes(path)
	b.check()
}

// fits wants a page no wider than its window.
func (b *tab) fits(path string, r reader) {
	b.t.Helper()
	if wide := eval[int64](b, "document.documentElement.scrollWidth"); wide > r.width {
		b.t.Errorf("%s, %s: the page is %d wide on %d", path, eval[string](b, "document.documentElement.lang"), wide, r.width)
	}
}

// inBothThemes has axe, which is on the page, look at it by day, and at its colours by night.
func (b *tab) inBothThemes(path string) {
	b.t.Helper()
	for theme, rules := range map[string]string{"light": "", "dark": `runOnly: ["color-contrast"], `} {
		eval[bool](b, fmt.Sprintf("(document.documentElement.dataset.theme = %q) !== ''", theme))
		for _, fault := range eval[[]string](b, `axe.run({`+rules+`resultTypes: ["violations"]}).then(r => r.violations.map(v =>
			v.impact + ": " + v.id + ": " + v.help + ": " + v.nodes.map(n => n.target + " " + n.any.map(c => c.message)).join("; ")))`) {
			b.t.Errorf("%s, %s, %s: %s", path, theme, eval[string](b, "document.documentElement.lang + ', ' + innerWidth"), fault)
		}
	}
}

// strangers are where texts stand that somebody on the chain wrote, or that are for programs.
const strangers = "noscript, code, pre, [lang=en], .name, .card, .raw, .identity, .listing td, .listing th, .proposal, .hits, option, .key, .model .lead"

// turnsChinese changes the language of a page: it stays where it is, and no text is left in English, or in no language at all.
func (b *tab) turnsChinese(path string) {
	b.t.Helper()
	before := eval[string](b, "location.pathname + location.search")
	b.click(".choice label", "简体中文")
	b.wait(`document.documentElement.lang === "zh-CN"`)
	if here := eval[string](b, "location.pathname + location.search"); here != before {
		b.t.Errorf("%s became %s with the language", before, here)
	}
	for _, text := range eval[[]string](b, fmt.Sprintf(`(() => { const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) { const text = walk.currentNode.textContent.trim(), by = walk.currentNode.parentElement;
			if (/^[a-z]+(\.[a-z]+)+$/i.test(text) && !by.closest("code, pre") || /[A-Za-z']+( [A-Za-z']+){3,}/.test(text) && !by.closest(%q)) out.push(text); }
		return out; })()`, strangers)) {
		if !strings.Contains(text, "pwned") { // else a stranger of the fixture wrote it
			b.t.Errorf("%s is not translated: %s", path, text)
		}
	}
}

// pictureName makes a name for a file of a path.
func pictureName(path string) string {
	out := []rune{}
	for _, c := range path[1:] {
		if c == '/' || c == '?' || c == '=' {
			c = '-'
		}
		out = append(out, c)
	}
	return string(out)
}
