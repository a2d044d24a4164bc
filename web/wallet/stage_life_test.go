//go:build e2e

package wallet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/explorer/relay"
	"github.com/tianwang-net/tianwang/web/browsertest"
)

// clock lets a test say how late it is on a page. The worker that holds the keys has a clock of its own, which stays right.
const clock = `(() => { const start = Date.now(); window.late = 0; Date.now = () => start + window.late; })()`

// TestWallet_AutoLock (W05): who is away is warned after 14 minutes, and locked out after 15; what comes then asks for the password.
func TestWallet_AutoLock(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(800), "/")
	b.Do(browsertest.Set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: clock}), chromedp.Reload())
	address := s.enter(b)
	const minute = 60_000
	later := func(minutes float64) { eval[bool](b, fmt.Sprintf("(window.late += %v) > 0", minutes*minute)) }
	later(13.8)
	b.See(".free", "10 TAO")
	if eval[bool](b, `document.querySelector("[role=alert].trouble") !== null`) {
		t.Error("warned too early")
	}
	later(0.3)
	b.See("[role=alert].trouble", "locks in a minute")
	b.Shot("autolock-warning")
	b.Click(".trouble button", "I am here")
	b.Wait(`document.querySelector("[role=alert].trouble") === null`)
	later(14.5) // of a time that began anew
	b.See("[role=alert].trouble", "locks in a minute")
	later(0.6)
	b.See("h1", "Locked")
	if eval[bool](b, "document.body.innerText.includes('"+address+"')") {
		t.Error("a locked wallet shows whose it is")
	}
	b.fill("password", password)
	b.Click("button", "Unlock")
	b.See("code.whole", address)
}

// TestWallet_Imports (W06): the words open the same account with what it has in another profile, however they are written;
// of what is wrong with them the wallet says what and where, and never which word.
func TestWallet_Imports(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	browser := shared(t)
	first := s.act(browser, wide(800), "/")
	address := s.enter(first)
	first.See(".positions", "Judge")
	b := s.act(browser, wide(360), "/")
	b.Click("button", "I have words")
	all := strings.Fields(phrase)
	for _, c := range []struct{ text, fault string }{
		{strings.Join(all[:11], " "), "These are 11 words"},
		{strings.Join(append([]string{"tianwang"}, all[1:]...), " "), "Word 1 is not in the list"},
		{strings.Repeat("abandon ", 12), "do not belong together"},
		{"", "These are 0 words"},
	} {
		b.fill("phrase", c.text)
		b.Click("button", "Continue")
		b.See(".fault", c.fault)
		if strings.Contains(eval[string](b, `document.querySelector(".fault").innerText`), "tianwang") {
			t.Error("the wallet repeats a word aloud")
		}
	}
	b.Shot("import-fault")
	b.fill("phrase", "\t "+strings.ToUpper(strings.Join(all[:6], "，"))+"、\n  "+strings.Join(all[6:], ",  ")+" \n")
	b.Click("button", "Continue")
	b.fill("password", password)
	b.fill("repeat", password)
	b.Click("button", "Create the wallet")
	b.See("code.whole", address)
	if got := b.Scan("svg.qr"); got != address {
		t.Errorf("the code says %q", got)
	}
	b.Click("button", "To the overview")
	b.See(".positions", "Judge")
	b.See(".position", "2 TAO")
	b.Click("nav a", "Receive")
	b.See("h1", "Receive")
	if got := b.Scan("svg.qr"); got != address {
		t.Errorf("the code says %q", got)
	}
}

// TestWallet_Sends (W08): an address with a mistake is refused, one's own and one that looks like a contact's are named, Max
// leaves the fee, and what is reviewed is what happens.
func TestWallet_Sends(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(390), "/")
	address := s.enter(b)
	b.Click("nav a", "Contacts")
	b.fill("contact", "Ann")
	b.fill("address", idler)
	b.Click("button", "Add")
	b.See(".positions", "Ann")
	b.Click("nav a", "Send")
	b.fill("to", strings.Replace(idler, "gzm7", "gzm8", 1))
	b.See(".fault", "checksum")
	b.fill("to", address)
	b.See(".caution", "your own address")
	b.fill("to", twin)
	b.See(".caution", "Ann")
	b.See(".caution code", idler)
	b.Shot("send-lookalike")
	b.fill("to", idler)
	b.Wait(`document.querySelector(".caution") === null`)
	b.fill("amount", "10")
	b.See(".fault", "10")
	b.Click("button", "Max")
	b.Wait(`document.querySelector("[name=amount]").value === "9.9996"`) // 10 less a fee for 400,000 gas
	b.Click("button", "Review")
	b.See(".sentence", "Pay 9.9996 TAO to Ann (tao1pvc9")
	b.Wait(`document.activeElement.tagName === "H1"`) // not lost with the button that was pressed
	b.See(".fee", "0.00014 TAO")
	b.See(".costs", "9.99974 TAO")
	b.See(".costs", "stage-1")
	b.Shot("send-max")
	b.Click("button", "Sign and send")
	b.See(".good", "Done, in block")
	b.Wait(`/\/txs\/[0-9A-F]{64}$/.test(document.querySelector(".done a").href) && document.querySelector(".done a").href.startsWith("` + s.app + `/")`)
	if got := s.free(address); got != tao/10000*4-fee {
		t.Errorf("%d rao are left", got)
	}
	if s.free(idler) != 9_999_600_000 {
		t.Errorf("%d rao arrived", s.free(idler))
	}
	b.Click("nav a", "Send") // the page that is shown, which begins anew
	b.Wait(`document.querySelector("[name=to]")?.value === ""`)
}

// TestWallet_Keyboard (X02, W09) stakes with keys alone; the focus is never lost.
func TestWallet_Keyboard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(800), "/")
	address := s.enter(b)
	enter := browsertest.Press("Enter", 13, "\r")
	b.TabTo(`document.activeElement.matches("nav a") && document.activeElement.textContent === "Stake"`)
	b.Do(enter)
	b.See("legend", "Validator")
	b.TabTo(`document.activeElement.matches("[name=validator]")`)
	b.Do(browsertest.Press(" ", 32, " "))
	b.See(".validator.picked", "Judge")
	b.See(".validator.picked", "Uptime 97.50 %")
	b.TabTo(`document.activeElement.matches("[name=amount]")`)
	b.Do(browsertest.Set(input.InsertText, input.InsertTextParams{Text: "4"}))
	b.TabTo(`document.activeElement.textContent === "Review"`)
	b.Do(enter)
	b.See(".sentence", "4 TAO")
	b.Wait(`document.activeElement.tagName === "H1"`)
	b.TabTo(`document.activeElement.textContent === "Sign and send"`)
	b.Do(enter)
	b.See(".good", "Done, in block")
	b.Wait(`document.activeElement !== document.body`)
	if got := s.staked(address, judge); got != 6*tao {
		t.Errorf("%d rao are staked", got)
	}
	b.TabTo(`document.activeElement.textContent === "To the overview"`)
	b.Do(enter)
	b.See(".positions", "6 TAO")
	b.Wait(`document.activeElement !== document.body`)
}

// TestWallet_Switches (W10, W11, W13): a validator without a seat wears a badge and can be left for another at once; less
// than the minimum is refused with the number.
func TestWallet_Switches(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(390), "/")
	address := s.enter(b)
	b.Click("nav a", "Stake")
	b.Click(".validator", "Judge")
	b.fill("amount", "0.05")
	b.See(".fault", "0.1")
	b.Shot("stake-least")
	b.Click("nav a", "Overview")
	const row = `[...document.querySelectorAll(".positions li")].find(e => e.innerText.includes("Idler"))`
	b.Wait(row + `?.querySelector(".badge.warn") != null`)
	if eval[bool](b, `[...document.querySelectorAll(".positions li")].find(e => e.innerText.includes("Judge")).querySelector(".badge") !== null`) {
		t.Error("who judges wears the badge too")
	}
	b.Shot("position-idle")
	b.Do(chromedp.Click(chromedp.JSPath(row+`.querySelector("a[href^='/move']")`), chromedp.NodeVisible))
	b.See(".lead", "no waiting time")
	b.Click(".validator", "Judge")
	b.fill("amount", "0.5")
	b.Click("button", "Review")
	b.See(".sentence", "Judge (tao1qqqs")
	b.See(".sentence", "Idler (tao1pvc9")
	b.Click("button", "Sign and send")
	b.See(".good", "Done, in block")
	if a, z := s.staked(address, judge), s.staked(address, idler); a != 5*tao/2 || z != 3*tao/2 {
		t.Errorf("%d and %d rao are staked", a, z)
	}
	if got := s.free(address); got != 10*tao-fee {
		t.Errorf("%d rao are free", got)
	}
}

// TestWallet_OutOfGas (W15): what the chain refuses in a block is a failure, with its reason and no word of success.
func TestWallet_OutOfGas(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(390), "/")
	address := s.enter(b)
	s.change(func() {
		s.fate = relay.Outcome{Code: 11, Codespace: "sdk", Log: "out of gas in location: WriteFlat; gasWanted: 140000, gasUsed: 150022: out of gas"}
	})
	b.Click("nav a", "Stake")
	b.Click(".validator", "Judge")
	b.fill("amount", "1")
	b.Click("button", "Review")
	b.Click("button", "Sign and send")
	b.See(".done .fault", "The chain refused it. Nothing changed but the fee.")
	b.See(".done .fault", "out of gas")
	if eval[bool](b, `document.querySelector(".good") !== null || document.body.innerText.includes("Done")`) {
		t.Error("a failure is called a success")
	}
	b.Shot("failed")
	if free, held := s.free(address), s.staked(address, judge); free != 10*tao-fee || held != 2*tao {
		t.Errorf("%d rao are free, %d staked", free, held)
	}
	b.Click("button", "To the overview")
	b.See(".free", "9.99986 TAO")
}

// TestWallet_Sequence (W22): when another transaction of the account comes first, the wallet signs once more with the next
// number, and no more often than that.
func TestWallet_Sequence(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(390), "/")
	s.enter(b)
	for _, c := range []struct {
		rivals, sent int
		selector     string
		says         string
	}{{1, 2, ".good", "Done, in block"}, {2, 2, ".fault", "account sequence mismatch"}} {
		b.Click("nav a", "Overview")
		b.Click("nav a", "Stake")
		b.Click(".validator", "Judge")
		b.fill("amount", "1")
		b.Click("button", "Review")
		b.See(".fee", "TAO")
		s.change(func() { s.rivals, s.received = c.rivals, 0 })
		b.Click("button", "Sign and send")
		b.See(c.selector, c.says)
		b.Shot(fmt.Sprintf("sequence-%d", c.rivals))
		s.change(func() {
			if s.received != c.sent {
				t.Errorf("%d rivals: %d transactions were sent, want %d", c.rivals, s.received, c.sent)
			}
		})
	}
}

// TestWallet_TwoTabs (W22): two tabs are one wallet: each has its own key to turn, and who locks one locks both.
func TestWallet_TwoTabs(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(390), "/")
	address := s.enter(b)
	other := open(b.Ctx, t, s.wallet+"/", wide(390))
	other.See("h1", "Locked")
	other.fill("password", password)
	other.Click("button", "Unlock")
	other.See("code.whole", address)
	other.Click("header button", "Lock")
	other.See("h1", "Locked")
	b.See("h1", "Locked")
	s.clean(other)
}
