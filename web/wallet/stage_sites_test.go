//go:build e2e

package wallet_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

// visit opens a page of the app in the profile of a wallet.
func (s *stage) visit(b *tab, path string) *tab {
	s.t.Helper()
	return open(b.Ctx, s.t, s.app+path, wide(1280))
}

// TestWallet_Sites (W17): a site is named in full and sees the account that the person chose; it stands in the settings, and
// once it is revoked there, it has to ask again.
func TestWallet_Sites(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(800), "/")
	first := s.enter(b)
	b.Click("nav a", "Settings")
	b.Click("button", "Add an account")
	b.Wait(`document.querySelectorAll(".positions:not(.sites) li").length === 2`)
	site := s.visit(b, "/")
	text := `{method: "signText", address: "` + first + `", text: location.host + " wants you to sign in, nonce 7"}`
	w := site.popup("/request", func() { asks(site, s.wallet, `{method: "connect"}`) })
	w.See(".origin", s.app)
	w.Click(".accounts label", "Account 2")
	w.Shot("connect-choice")
	w.last("button", "Connect")
	site.Wait(`typeof window.answer?.result?.address === "string"`)
	second := eval[string](site, "window.answer.result.address")
	if second == first {
		t.Error("the site sees the account that was not chosen")
	}
	w = site.popup("/request", func() { asks(site, s.wallet, text) })
	w.See(".lead", "an account that it may not use")
	w.last("button", "Refuse")
	site.Wait(`window.answer?.error?.code === "absent"`)
	b.Do(chromedp.Reload())
	b.fill("password", password)
	b.Click("button", "Unlock")
	b.See(".sites", s.app)
	b.Shot("connected-sites")
	b.Click(".sites button", "Revoke")
	b.See(".empty", "No site is connected.")
	w = site.popup("/request", func() { asks(site, s.wallet, strings.Replace(text, first, second, 1)) })
	w.See("h1", "A site wants to see an address")
	w.last("button", "Refuse")
	site.Wait(`window.answer?.error?.code === "refused"`)
}

// TestWallet_Danger (W16): what no sentence explains is red and shown as data, needs words that nobody types by accident, and
// can be refused, of which the site hears.
func TestWallet_Danger(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), wide(800), "/")
	address := s.enter(b)
	site := s.visit(b, "/")
	w := site.popup("/request", func() { asks(site, s.wallet, `{method: "connect"}`) })
	w.last("button", "Connect")
	site.Wait(`window.answer?.result !== undefined`)
	red := fmt.Sprintf(`{method: "send", address: %q, memo: "", messages: [{"@type": "/cosmos.bank.v1beta1.MsgSend", from_address: %[1]q, to_address: %q, amount: [{denom: "other", amount: "5"}]}]}`, address, judge)
	w = site.popup("/request", func() { asks(site, s.wallet, red) })
	w.See(".alarm", "cannot explain")
	w.See("pre.raw", `"denom": "other"`)
	w.fill("password", password)
	const sign = `[...document.querySelectorAll("button")].find(e => e.textContent.includes("Sign and send")).disabled`
	for _, typed := range []string{"", "yes", "i accept the risk"} {
		w.fill("danger", typed)
		if !eval[bool](w, sign) {
			t.Errorf("%q is enough to sign", typed)
		}
	}
	w.Shot("danger-typed")
	w.last("button", "Refuse")
	site.Wait(`window.answer?.error?.code === "refused"`)
	w = site.popup("/request", func() { asks(site, s.wallet, red) })
	w.fill("password", password)
	w.fill("danger", "I accept the risk")
	w.Click("button", "Sign and send")
	site.Wait(`window.answer?.result?.code === 0`)
}

// TestWallet_Begins (W19): who wants to stake and has no wallet makes one in the window that opens, and finds the validator
// and the amount where they were.
func TestWallet_Begins(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	site := open(shared(t), t, s.app+"/validators/"+judge+"?amount=1.5", wide(1280), chromedp.WithNewBrowserContext())
	connect := func() *tab {
		site.Click(".stake .act button", "Connect wallet first")
		return site.popup("/request", func() { site.Click("dialog button", "Tianwang wallet") })
	}
	w := connect()
	w.See(".lead", "no wallet in this browser yet")
	w.Shot("begins")
	w.Click("a", "Create a wallet")
	_, address := create(t, w)
	w.Click("button", "Get test TAO")
	w.See(".free", "3 TAO")
	w.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.Close, cdp.Empty{})
		return err
	}))
	site.See("dialog", "You refused it in the wallet, or closed its window.")
	site.Click("dialog button", "Cancel")
	w = connect()
	w.last("button", "Connect")
	site.See(".wallet-button", address[:8])
	site.Wait(`document.querySelector("#stake-amount").value === "1.5" && location.pathname.endsWith("` + judge + `")`)
	w = site.popup("/request", func() { site.Click(".stake .act button", "Stake") })
	w.See(".sentence", "Stake 1.5 TAO on Judge")
	w.fill("password", password)
	w.Click("button", "Sign and send")
	site.See(".stake .good", "Done, in block")
	if got := s.staked(address, judge); got != 3*tao/2 {
		t.Errorf("%d rao are staked", got)
	}
}

// keplr is Keplr as far as we use it. It signs with nothing, which the stage does not mind.
const keplr = `(() => {
	const later = window.setTimeout;
	window.setTimeout = (f, ms, ...rest) => { (window.waits ??= []).push(ms); return later(f, ms === 20000 ? 50 : ms, ...rest); };
	window.who = %q;
	window.keplr = {
		experimentalSuggestChain: async info => { window.suggested = info; },
		enable: () => window.silent ? new Promise(() => {}) : Promise.resolve(),
		getKey: async () => ({ name: "k", bech32Address: window.who, pubKey: Uint8Array.from([2, ...Array(32).fill(7)]) }),
		signDirect: async (chain, signer, doc) => {
			window.signed = [chain, signer];
			return { signed: doc, signature: { signature: btoa("x".repeat(64)) } };
		},
	};
})()`

// TestWallet_Keplr (W18): Keplr is told of this chain, signs what we write, says when another account is in use, and is not
// waited for longer than 20 s.
func TestWallet_Keplr(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.rich(twin, 10*tao, 0)
	s.rich(idler, tao, 0)
	b := open(shared(t), t, "", wide(1280), chromedp.WithNewBrowserContext())
	b.Do(browsertest.Set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(keplr, twin)}))
	b.Do(chromedp.Navigate(s.app + "/validators/" + judge + "?amount=2"))
	ask := func() {
		b.Click(".stake .act button", "Connect wallet first")
		b.Click("dialog button", "Keplr")
	}
	b.See(".stake .act button", "Connect wallet first")
	eval[bool](b, "window.silent = true")
	ask()
	b.See("dialog .fault", "The wallet did not answer.")
	b.Wait("window.waits.includes(20000)")
	b.Shot("keplr-silent")
	eval[bool](b, "(window.silent = false) === false")
	b.Click("dialog button", "Keplr")
	b.See(".wallet-button", twin[:8])
	var info struct {
		ChainID   string `json:"chainId"`
		RPC, REST string
		Bip44     struct{ CoinType int }
		Stake     struct{ CoinMinimalDenom string } `json:"stakeCurrency"`
	}
	if err := json.Unmarshal([]byte(eval[string](b, "JSON.stringify(window.suggested)")), &info); err != nil {
		t.Fatal(err)
	}
	if info.ChainID != "stage-1" || info.RPC != "http://rpc.test" || info.REST != "http://rest.test" || info.Bip44.CoinType != 118 || info.Stake.CoinMinimalDenom != "rao" {
		t.Errorf("Keplr was told %+v", info)
	}
	b.Click(".stake .act button", "Stake")
	b.See(".stake .good", "Done, in block")
	if got := eval[string](b, "window.signed.join()"); got != "stage-1,"+twin || s.staked(twin, judge) != 2*tao {
		t.Errorf("signed for %s, %d rao are staked", got, s.staked(twin, judge))
	}
	eval[bool](b, fmt.Sprintf("(window.who = %q) && dispatchEvent(new Event('keplr_keystorechange'))", judge))
	b.See(".wallet-button", judge[:8])
	b.Shot("keplr-switched")
	eval[bool](b, "delete window.keplr")
	b.Click(".wallet-button summary", "")
	b.Click(".wallet-button button", "Disconnect")
	ask()
	b.See("dialog .fault", "The Tianwang wallet needs nothing installed.")
	b.See("dialog button", "Tianwang wallet")
}

// TestWallet_Framed (W20): the wallet stands in no frame of anybody, whose own page may stand there.
func TestWallet_Framed(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/" {
			_, _ = fmt.Fprintf(w, `<script>window.loaded = 0</script><iframe src="/inner" onload="loaded++"></iframe><iframe src="%[1]s/" onload="loaded++"></iframe><iframe src="%[1]s/request" onload="loaded++"></iframe>`, s.wallet)
		}
	}))
	t.Cleanup(thief.Close)
	b := open(shared(t), t, thief.URL, wide(800), chromedp.WithNewBrowserContext())
	b.Wait("window.loaded === 3")
	frames := map[string]bool{} // by the address that was wanted: whether it stands there
	tree, err := chromedp.Run(b.Ctx, func(ctx context.Context, target *chromedp.Target) (page.GetFrameTreeResult, error) {
		return cdp.Call(ctx, target, page.GetFrameTree, cdp.Empty{})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tree.FrameTree.ChildFrames {
		if f.Frame.UnreachableURL != "" {
			frames[f.Frame.UnreachableURL] = false
		} else {
			frames[f.Frame.URL] = true
		}
	}
	b.Shot("framed")
	if !frames[thief.URL+"/inner"] || len(frames) != 3 {
		t.Fatalf("the test sees no frames: %v", frames)
	}
	for _, at := range []string{"/", "/request"} {
		if shown, there := frames[s.wallet+at]; shown || !there {
			t.Errorf("the wallet stands in a frame of another: %v", frames)
		}
	}
	if s.app == s.wallet {
		t.Error("app and wallet share an origin")
	}
}
