//go:build e2e

package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A subnet's page opens at the path of any of its parts, has a row for every neuron, and its sums are one.
func TestBrowser_Subnet(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/subnets/1/metagraph")
	b.wait(known)
	b.wait(fmt.Sprintf(`document.querySelectorAll(".neurons tbody tr").length === %d`, len(f.subnets[0].Neurons)))
	b.see("#uid-5 .badge.bad", "next to go")
	b.see(".sums", "Incentive of all miners: 1.0000. Dividends of all validators: 1.0000.")
	b.see("#uid-2 .badge.warn", "idle")
	b.click(".looks button", "Miner")
	b.wait(`[...document.querySelectorAll(".neurons tbody th")].map(e => e.textContent).join() === "6,7,5,4,3"`)
	b.see("#uid-6 .badge.good", "immune")
	columns := eval[int](b, `document.querySelectorAll(".neurons thead th").length`)
	b.do(chromedp.Reload())
	b.wait(known)
	b.wait(fmt.Sprintf(`document.querySelectorAll(".neurons thead th").length === %d`, columns))
	b.click(".tabs a", "Hyperparameters")
	b.wait(`location.pathname === "/subnets/1/rules"`)
	b.see(".listing", "Part of the stake that must agree")
	b.see(".listing", "0.0005 TAO")
	b.click(".tabs a", "Registration")
	b.see(".listing .badge.bad", "next")
	b.see(".listing", "40 blocks")
	b.see(".register", "0.13 TAO") // a quarter above the price
	b.write("#register-hotkey", address(7)[:20])
	b.see("#register-wrong", "42 characters")
	b.click(".tabs a", "Weights")
	b.see(".heat", "75.0%")
	b.click(".tabs a", "Distribution")
	b.see(".bars", "3 miners earn something; the first has 72.1% of it.")
	b.do(chromedp.NavigateBack(), chromedp.Reload())
	b.see(".heat", "25.0%")
	b.do(chromedp.Navigate(f.URL + "/subnets/77/weights"))
	b.see(".explore", "There is no such subnet.")
}

// What somebody votes, stakes and registers goes through a wallet; without one the page says where to begin.
func TestBrowser_StakeBegins(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	f.urls["wallet"] = "http://127.0.0.1:8081"
	b := open(t, f, anybody, "/validators/"+address(101))
	b.wait(known)
	b.see(".stake", "36.50%")
	b.see(".stake", "5.00%")
	b.see(".stake", "0.003 TAO") // the fees of ten transactions
	b.wait(`document.querySelector('.stake a[href^="http://127.0.0.1:8081"]') !== null`)
	for text, answer := range map[string]string{"0": "greater than 0", "abc": "greater than 0", "0.01": "0.1 TAO at least"} {
		b.write("#stake-amount", text)
		b.see("#stake-wrong", answer)
	}
	b.write("#stake-amount", "12.5")
	b.wait(`document.querySelector("#stake-wrong").textContent === "" && location.search.includes("amount=12.5")`)
	b.do(chromedp.Reload())
	b.wait(`document.querySelector("#stake-amount")?.value === "12.5"`)
	b.click(".stake .act button", "Connect wallet first")
	b.see("dialog.choose", "Tianwang wallet")
	b.do(chromedp.Navigate(f.URL + "/accounts/" + address(1)))
	b.click(".listing a", "Switch")
	b.wait(`location.search === "?stake=move"`)
	b.see(".stake", "To the validator")
}

// Times are shown as the reader wants them, in every table, and the browser remembers.
func TestBrowser_Clock(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/transfers")
	b.wait(known)
	written := `[...document.querySelectorAll(".listing time")].filter(e => e.textContent === e.title && e.title.includes("UTC")).length === `
	b.wait(written + "0")
	b.click(".choice label", "UTC")
	b.wait(written + "3")
	b.do(chromedp.Navigate(f.URL + "/blocks"))
	b.wait(written + "8")
}

// A file of an account between two days has what the API has for these days.
func TestBrowser_Range(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/accounts/"+address(1))
	b.wait(known)
	eval[bool](b, `URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return "#"; }; true`)
	eval[bool](b, `(() => { const set = (e, v) => { Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(e, v);
		e.dispatchEvent(new Event("input", {bubbles: true})); }; const [a, z] = document.querySelectorAll(".range input");
		set(a, "2026-11-24"); set(z, "2026-11-25"); return true; })()`)
	b.click(".range button", "Transfers as CSV")
	b.wait(`window.saved?.split("\r\n").length === 8 && window.saved.includes(",1000000000,1\r\n")`)
	if q := f.lastQuery(); q.Get("from_time") != "2026-11-24" || q.Get("till_time") != "2026-11-25" || q.Get("address") != address(1) {
		t.Errorf("the page asked for %v", q)
	}
	b.click(".range button", "Stake moves as CSV")
	b.wait(`window.saved?.startsWith("height,time,tx,kind,") && window.saved.split("\r\n").length === 4`)
}

// held keeps long timers from running: they do when a test says that so many milliseconds pass. It also counts what is asked for
// and not answered yet.
const held = `(() => {
	const [later, often, forget, ask] = [setTimeout, setInterval, clearTimeout, fetch], due = new Map();
	let now = 0, last = 1e9;
	const hold = (f, ms, every) => { due.set(++last, {f, at: now + ms, every}); return last; };
	setTimeout = (f, ms, ...rest) => ms < 2000 || !ms ? later(f, ms, ...rest) : hold(f, ms, 0);
	setInterval = (f, ms, ...rest) => ms < 2000 || !ms ? often(f, ms, ...rest) : hold(f, ms, ms);
	clearTimeout = clearInterval = id => { if (!due.delete(id)) forget(id); };
	asking = 0;
	fetch = (...what) => { asking++; return ask(...what).finally(() => asking--); };
	pass = ms => {
		const end = now + ms, next = () => [...due].filter(([, t]) => t.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
		for (let one = next(); one; one = next()) {
			const [id, t] = one;
			now = t.at;
			if (t.every > 0) t.at += t.every; else due.delete(id);
			t.f();
		}
		now = end;
		return true;
	};
})()`

// TestBrowser_Stale (E20): what is shown is old. The page says so within fifteen seconds, of which two are left for the answer,
// although no block comes any more; it keeps what it has, and takes it back when blocks come again.
func TestBrowser_Stale(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/")
	b.do(set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: held}), chromedp.Reload())
	b.wait(loaded)
	b.see("#staked", "20,618.25")
	b.wait(`document.querySelector(".dot.live") !== null && asking === 0`)
	f.change(func() { f.stale = "silent" })
	eval[bool](b, "pass(13_000)")
	b.see(".trouble", "The data is 90 seconds old.")
	b.see(".neurons", "kn7")
	f.change(func() { f.stale = "" })
	f.next()
	b.wait(`document.querySelector(".trouble").textContent === ""`)
}

// The calculator: a day is a 365th of a year, and the validator itself pays no take.
func TestBrowser_Calculator(t *testing.T) {
	t.Parallel()
	b := open(t, newFixture(t, market()), anybody, "/validators")
	b.wait(known)
	rao := `[...document.querySelectorAll(".calculator .amount")].map(e => Math.round(parseFloat(e.title.replaceAll(",", "")) * 1e9))`
	b.wait(rao + ".length === 3")
	year := eval[[]float64](b, rao)
	if d := year[2] - 365*year[0]; d < 0 || d > 365 {
		t.Errorf("a day %v, a year %v", year[0], year[2])
	}
	eval[bool](b, `(() => { const e = document.querySelector("#calc-as"); e.value = "own"; e.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`)
	b.wait(rao + fmt.Sprintf("[2] > %f", year[2]))
	if own := eval[[]float64](b, rao); own[2]*0.82-year[2] > 1e6 || year[2]-own[2]*0.82 > 1e6 {
		t.Errorf("with the take of 18 %%: %v, without: %v", year[2], own[2])
	}
}
