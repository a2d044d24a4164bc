//go:build e2e

package web

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/explorer"
)

// loaded is true once everything has come.
const loaded = `document.querySelectorAll(".neurons tbody tr").length > 0 && document.querySelectorAll(".blocks tbody tr").length === 8 &&
	document.querySelector("#draft") !== null && document.querySelector(".unknown") === null && document.querySelector("#height").textContent !== ""`

func TestBrowser_BothLanguages(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	for selector, text := range map[string]string{
		"h1": "天网 Tianwang", ".chain": "tianwang-local-1", "#height": "41,237", ".ready": "Ready", ".strip": "41,236.5 TAO", ".card": "closes in 23 blocks",
		".card .figures": "29.5123 TAO", ".metagraph .lead": "kn7", ".picker option": "next-byte", ".blocks": "41,230", ".faucet": "Get TAO",
	} {
		b.see(selector, text)
	}
	b.see(".strip", "21,000,000 TAO")
	if lang := eval[string](b, "document.documentElement.lang"); lang != "en" {
		t.Errorf("lang %q", lang)
	}
	b.click(".choice label", "简体中文")
	b.see("#subnets-title", "子网")
	b.turnsChinese("/")
	b.see(".card", "还有 23 个区块结束")
	if lang := eval[string](b, "document.documentElement.lang"); lang != "zh-CN" {
		t.Errorf("lang %q", lang)
	}
	b.do(chromedp.Reload())
	b.see("#subnets-title", "子网") // the choice is kept

	z := open(t, f, reader{"zh-CN", "light", 1440, 900}, "/subnets/2")
	z.wait(loaded)
	z.see("#metagraph-title", "english-spanish 的元图")
	b.see(".ready", "就绪")
}

func TestBrowser_NewBlock(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.see(".dot", "")
	b.wait(`document.querySelector(".dot.live") !== null`)
	f.change(func() { f.subnets[0].Neurons[4].Incentive = 0.9 })
	f.next()
	b.see("#height", "41,238")
	b.see(".blocks tbody", "41,238")
	b.see(".card", "closes in 22 blocks")
	b.see(".metagraph .lead", "kn4")

	f.CloseClientConnections() // the stream breaks off, and comes back by itself
	b.wait(`document.querySelector(".dot.lost") !== null`)
	b.wait(`document.querySelector(".dot.live") !== null`)
	f.change(func() { f.down = true })
	f.next()
	b.see(".trouble", "The chain does not answer")
	b.see("#height", "41,239")
	b.see(".neurons", "kn7") // what was known stays
	f.change(func() { f.down = false })
	f.next()
	b.wait(`document.querySelector(".trouble").textContent === ""`)
}

func TestBrowser_Sorting(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/")
	b.wait(loaded)
	order := func() string {
		return eval[string](b, `[...document.querySelectorAll(".neurons tbody th")].map(e => e.textContent).join(" ")`)
	}
	sorted := func() string {
		return eval[string](b, `[...document.querySelectorAll(".neurons th[aria-sort]")].filter(e => e.ariaSort !== "none").map(e => e.innerText.trim() + e.ariaSort).join()`)
	}
	if got := order(); got != "3 4 5 0 1 2 6 7" {
		t.Errorf("at first: %s", got)
	}
	for _, c := range []struct{ column, order, by string }{
		{"Stake", "0 1 2 3 4 5 6 7", "descending"},
		{"Stake", "3 4 5 6 7 2 1 0", "ascending"},
		{"Name", "5 4 3 6 7 0 1 2", "ascending"},
		{"Dividends", "0 1 2 3 4 5 6 7", "descending"},
		{"Updated", "0 1 2 3 4 5 6 7", "ascending"},
		{"Updated", "2 1 0 3 4 5 6 7", "descending"},
	} {
		b.click(".neurons thead button", c.column)
		b.wait(fmt.Sprintf(`[...document.querySelectorAll(".neurons tbody th")].map(e => e.textContent).join(" ") === %q`, c.order))
		if got := sorted(); !strings.HasPrefix(got, c.column) || !strings.HasSuffix(got, c.by) {
			t.Errorf("%s: the heads say %q, want %s", c.column, got, c.by)
		}
	}
	b.do(chromedp.Reload())
	b.wait(loaded)
	if got := order(); got != "2 1 0 3 4 5 6 7" {
		t.Errorf("after a reload: %s", got)
	}
	b.click(".filter button", "Miners")
	b.wait(`document.querySelectorAll(".neurons tbody tr").length === 5 && document.querySelector(".neurons .badge.permit") === null`)
	b.click(".filter button", "Validators")
	b.wait(`document.querySelectorAll(".neurons tbody tr").length === 3`)
	b.click(".card a", "english-spanish")
	b.wait(`location.pathname === "/subnets/2"`)
	b.see(".neurons", "smt-large")
	b.do(chromedp.NavigateBack())
	b.see(".neurons", "kn7")
}

// ask writes a message and sends it with Enter.
func (b *tab) ask(text string) {
	b.t.Helper()
	b.write("#draft", text)
}

func TestBrowser_Chat(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	if hint := eval[string](b, `document.querySelector("#draft").placeholder`); !strings.Contains(hint, "Y dijo Dios") {
		t.Errorf("placeholder %q", hint)
	}
	b.click(".suggestion", "Y dijo Dios")
	b.Focus("#draft")
	b.do(press("Enter", 13, "\r"))
	b.wait(`document.querySelector("#draft").value === ""`)
	b.see(".answer.done .words", "Sea la luz. Y fué la luz. 天网 answers.")
	b.see(".served", "kn7")
	b.see(".served", "subnet 1 · UID 3")
	b.see(".served code", address(103))
	b.see(".served", "after 2 attempts")
	b.see(".chat [aria-live]", "answers.")
	b.click(".served button", "Show in the metagraph")
	b.wait(`document.querySelector(".neurons tr.marked th")?.textContent === "3" && document.activeElement.id === "uid-3"`)

	b.ask("late")
	b.see(".turn:nth-child(2) .served", "UID 3")
	f.change(func() {
		if q := f.asked[1]; q.Model != "next-byte" || len(q.Messages) != 3 || q.Messages[1].Role != "assistant" {
			t.Errorf("the second question was sent as %+v", q)
		}
	})
	b.click(".clear", "New conversation")
	b.wait(`document.querySelector(".turn") === null`)
}

func TestBrowser_ChatStop(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.ask("wait")
	b.see(".answer.speaking .words", "the first words")
	b.click("button.stop", "Stop")
	b.see(".answer.stopped", "You stopped the answer here.")
	b.see(".answer.stopped .words", "the first words")
	<-f.gone // the miner's stream is closed, not only out of sight
}

func TestBrowser_ChatErrors(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.ask("busy")
	b.see(".problem[role=alert]", "All miners that were asked are busy. Try again in 7 seconds.")
	b.click(".problem button", "Try again")
	b.wait(`document.querySelectorAll(".turn").length === 1`)
	b.see(".problem", "busy")
	b.ask("break")
	b.see(".turn:nth-child(2) .words", "half an")
	b.see(".turn:nth-child(2) .problem", "No miner gave a valid answer.")
	b.ask("cut")
	b.see(".turn:nth-child(3) .words", "no end to")
	b.see(".turn:nth-child(3) .problem", "broke off before its end")
	b.click(".choice label", "简体中文")
	b.see(".problem", "询问过的矿工都在忙。请在 7 秒后重试。")
}

// TestBrowser_Composing presses Enter while an input method composes a word.
func TestBrowser_Composing(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.Focus("#draft")
	b.do(
		set(input.ImeSetComposition, input.ImeSetCompositionParams{Text: "ni hao", SelectionStart: 6, SelectionEnd: 6}),
		press("Process", 229, ""), press("Enter", 13, ""),
	)
	f.change(func() {
		if len(f.asked) != 0 {
			t.Errorf("%q was sent before it was written", f.asked[0].Messages)
		}
	})
	b.write("#draft", "你好")
	b.see(".question", "你好")
}

func TestBrowser_Hostile(t *testing.T) {
	t.Parallel()
	f := newFixture(t, hostile())
	f.change(func() { f.urls["rpc"] = evil("javascript:window.pwned=1//") })
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	b.see(".card a", "<img src=x onerror=window.pwned=1>")
	b.ask("evil")
	b.see(".words", "<script>window.pwned=1</script>")
	b.write("#faucet-address", address(99))
	b.see(".faucet .wrong", "this address was paid a moment ago")
	if text := eval[string](b, `document.querySelector(".market .subnets").textContent + document.querySelector(".metagraph").textContent`); strings.ContainsAny(text, "\u202e\u200b") {
		t.Error("letters that hide or turn others are shown")
	}
	if n := eval[int](b, `document.querySelectorAll("a[href^='javascript'], #root img, #root script").length`); n != 0 {
		t.Errorf("%d elements were made of text", n)
	}
	b.shot("hostile")
}

func TestBrowser_Faucet(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.wait(loaded)
	own := address(5)
	b.write("#faucet-address", own[:len(own)-1]+"b")
	b.see(".faucet .wrong", "letter")
	b.write("#faucet-address", " "+own)
	b.see(".faucet .paid", "100.000000001 TAO")
	f.change(func() { delete(f.urls, "faucet") })
	f.next()
	b.wait(`document.querySelector(".faucet") === null`)
}

func TestBrowser_SmallScreens(t *testing.T) {
	t.Parallel()
	for name, subnets := range map[string]func() []explorer.Subnet{"market": market, "hostile": hostile} {
		for _, lang := range []string{"en", "zh-CN"} {
			b := open(t, newFixture(t, subnets()), reader{lang, "light", 360, 740}, "/")
			b.wait(loaded)
			b.ask("hello")
			b.see(".served", "UID 3")
			if wide := eval[int](b, "document.documentElement.scrollWidth"); wide > 360 {
				t.Errorf("%s, %s: the page is %d wide", name, lang, wide)
			}
			b.shot("small-" + name + "-" + lang)
		}
	}
}

func TestBrowser_Keyboard(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/")
	b.wait(loaded)
	b.do(press("Tab", 9, ""))
	b.wait(`document.activeElement.className === "skip"`)
	b.do(press("Enter", 13, "\r"))
	b.wait(`document.activeElement.id === "main"`)
	b.do(press("Tab", 9, ""), press("Tab", 9, ""), press("Enter", 13, "\r"))
	b.wait(`location.pathname === "/subnets/2"`)
}

// TestBrowser_Crowd shows the largest subnet there can be, some of it at a time.
func TestBrowser_Crowd(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, crowd(4096)), anybody, "/?uid=4000")
	b.wait(loaded)
	b.wait(`document.querySelectorAll(".neurons tbody tr").length === 101 && document.activeElement.id === "uid-4000"`)
	b.click(".metagraph button", "Show more (100 of 4,096)")
	b.wait(`document.querySelectorAll(".neurons tbody tr").length === 201`)
	b.click(".neurons thead button", "UID")
	b.wait(`document.querySelector(".neurons tbody tr:nth-child(2) th").textContent === "0"`)
	b.write(".filter input", "MINER-3000")
	b.wait(`[...document.querySelectorAll(".neurons tbody th")].map(e => e.textContent).join() === "4000,3002"`)
}

func TestBrowser_NoGateway(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/api/v1/status") // our origin, but no page yet
	b.do(
		set(network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: f.URL + "/v1/*", Block: true}}}),
		chromedp.Navigate(f.URL),
	)
	b.see(".chat", "This node runs no gateway")
	b.see(".neurons", "kn7")
}

// TestBrowser_Pictures looks at the page as people do.
func TestBrowser_Pictures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		reader
	}{
		{"light-en", reader{"en", "light", 1440, 900}},
		{"dark-zh", reader{"zh-CN", "dark", 1440, 900}},
		{"tablet-en", reader{"en", "light", 820, 1180}},
		{"phone-dark-zh", reader{"zh-CN", "dark", 390, 844}},
		{"wide-dark-en", reader{"en", "dark", 1920, 1080}},
	} {
		b := open(t, newFixture(t, market()), c.reader, "/")
		b.wait(loaded)
		b.shot(c.name + "-start")
		b.ask("hello")
		b.see(".served", "UID 3")
		b.ask("busy")
		b.see(".turn:nth-child(2) .problem", "7")
		b.shot(c.name)
	}
}

// TestBrowser_Accessible has axe look for what keeps people out, wherever a machine can see it.
func TestBrowser_Accessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("app/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, lang := range []string{"en", "zh-CN"} {
			for _, width := range []int64{1440, 390} {
				t.Run(fmt.Sprint(scheme, lang, width), func(t *testing.T) { accessible(t, reader{lang, scheme, width, 900}, string(axe)) })
			}
		}
	}
}

func accessible(t *testing.T, r reader, axe string) {
	t.Helper()
	b := open(t, newFixture(t, market()), r, "/")
	b.wait(loaded)
	b.ask("hello")
	b.see(".served", "UID 3")
	b.ask("busy")
	b.see(".problem", "7")
	b.click(".legend summary", "")
	eval[bool](b, axe+"; true")
	for _, fault := range eval[[]string](b, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v =>
		v.impact + ": " + v.id + ": " + v.help + ": " + v.nodes.map(n => n.target + " " + n.any.map(c => c.message)).join("; ")))`) {
		t.Error(fault)
	}
}
