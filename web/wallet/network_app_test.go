//go:build e2e

package wallet_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

// found are things that there are on a network.
type found struct{ block, tx, account, judge, netuid, owner string }

// look finds one of each by the explorer.
func (p place) look(t *testing.T) found {
	t.Helper()
	type list[T any] struct {
		Data []T `json:"data"`
	}
	var txs list[struct{ Hash, Signer string }]
	var judges list[struct {
		Hotkey, Owner string
	}]
	var subnets []struct{ Netuid uint64 }
	var status struct{ Height uint64 }
	p.get(t, "txs?limit=5", &txs)
	p.get(t, "validators", &judges)
	p.get(t, "subnets", &subnets)
	p.get(t, "status", &status)
	if len(txs.Data) == 0 || len(judges.Data) == 0 || len(subnets) == 0 || status.Height == 0 {
		t.Fatalf("there is nothing to look at: %v %v %v %v", txs, judges, subnets, status)
	}
	return found{
		block: strconv.FormatUint(status.Height-1, 10), tx: txs.Data[0].Hash, account: txs.Data[0].Signer,
		judge: judges.Data[0].Hotkey, owner: judges.Data[0].Owner, netuid: strconv.FormatUint(subnets[0].Netuid, 10),
	}
}

// TestBrowser_RealNetwork (E01, E03, C01, C07) looks at every page of the app with what a real network makes, in both
// languages, and asks it something. What stands where is the matter of the tests on made-up answers.
func TestBrowser_RealNetwork(t *testing.T) {
	p := startNetwork(t)
	f := p.look(t)
	b := open(shared(t), t, "", wide(1440), chromedp.WithNewBrowserContext())
	for _, path := range []string{
		"/blocks", "/blocks/" + f.block, "/txs", "/txs/" + f.tx, "/transfers", "/accounts", "/accounts/" + f.account, "/validators", "/validators/" + f.judge,
		"/tokenomics", "/yields", "/root", "/producers", "/proposals", "/params", "/developers", "/developers/models", "/coldkeys/" + f.owner,
		"/neurons/" + f.judge, "/subnets/" + f.netuid + "/metagraph", "/subnets/" + f.netuid + "/rules", "/subnets/" + f.netuid + "/registration",
		"/subnets/" + f.netuid + "/distribution", "/subnets/" + f.netuid + "/weights", "/subnets/" + f.netuid + "/emission",
	} {
		b.Do(chromedp.Navigate(p.app + path))
		b.Wait(browsertest.Known)
		b.Shot("real" + strings.ReplaceAll(path[:min(len(path), 30)], "/", "-"))
		for _, lang := range []string{"简体中文", "English"} {
			b.Click(".choice label", lang)
			b.Wait(browsertest.Known)
		}
		for _, fault := range append(b.Faults(), eval[[]string](b, `[...document.querySelectorAll(".explore .problem")].map(e => e.textContent)`)...) {
			t.Errorf("%s: %s", path, fault)
		}
		if text := eval[string](b, `document.querySelector("main").innerText`); strings.Contains(text, "NaN") || strings.Contains(text, "undefined") {
			t.Errorf("%s: %s", path, text)
		}
	}
	b.Write("#look", f.block)
	b.Do(browsertest.Press("Enter", 13, "\r"))
	b.Wait(fmt.Sprintf(`location.pathname === "/blocks/%s"`, f.block))
	b.asksReal(p)
}

// asksReal asks the market of the home page, which shows who answered, while blocks go on.
func (b *tab) asksReal(p place) {
	b.T.Helper()
	b.Do(chromedp.Navigate(p.app + "/"))
	b.Wait(`document.querySelectorAll(".neurons tbody tr").length > 0 && document.querySelector("#height").textContent !== ""`)
	before := eval[string](b, `document.querySelector("#height").textContent`)
	b.Write("#draft", "Buenos días")
	b.Do(browsertest.Press("Enter", 13, "\r"))
	b.Wait(`document.querySelector(".answer.done .words")?.textContent.trim().length > 0`)
	b.See(".served", "UID")
	b.Wait(fmt.Sprintf(`document.querySelector("#height").textContent !== %q`, before))
	b.Shot("real-home")
	b.Click(".served button", "Show")
	b.Wait(`location.pathname.startsWith("/subnets/")`)
}
