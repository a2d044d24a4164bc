//go:build e2e

package wallet_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// asks is a page's question to the wallet, as the app asks it, with the answer in window.answer.
func asks(b *tab, wallet, ask string) {
	eval[bool](b, fmt.Sprintf(`(() => {
		window.answer = undefined;
		const popup = open(%[1]q + "/request", "w", "popup,width=440,height=720");
		const mark = "tianwang.wallet.1";
		const hear = e => {
			if (e.origin !== %[1]q) return;
			if (e.data.ready) popup.postMessage({mark, id: "1", ask: %[2]s}, %[1]q);
			else window.answer = e.data;
		};
		addEventListener("message", hear);
		return true;
	})()`, wallet, ask))
}

// answers: a site is named in full, must be allowed, can be revoked; what nobody explained is red.
func answers(t *testing.T, p place, b *tab, address string) {
	site := open(b.ctx, t, p.app+"/", 1280)
	site.see("button", "Connect wallet")
	site.click("button", "Connect wallet")
	w := site.popup("/request", func() { site.click("dialog button", "Tianwang wallet") })
	w.see(".origin", p.app)
	w.shot("connect")
	w.click("button", "Connect")
	site.see(".wallet-button", address[:8])

	red := fmt.Sprintf(`{method: "send", address: %q, memo: "", messages: [{"@type": "/cosmos.authz.v1beta1.MsgGrant", granter: %[1]q, grantee: %[1]q}]}`, address)
	w = site.popup("/request", func() { asks(site, p.wallet, red) })
	w.see(".alarm", "cannot explain")
	w.see("pre.raw", "MsgGrant")
	w.shot("danger")
	accessible(t, w)
	w.click("button", "Refuse")
	site.wait(`window.answer?.error?.code === "refused"`)

	text := fmt.Sprintf(`{method: "signText", address: %q, text: location.host + " wants you to sign in, nonce 7"}`, address)
	w = site.popup("/request", func() { asks(site, p.wallet, text) })
	w.see("h1", "Sign in")
	w.see(".origin", p.app)
	w.fill("password", password)
	w.click("button", "Sign in")
	site.wait(`typeof window.answer?.result?.signature === "string"`)

	b.t = t
	b.click("nav a", "Settings")
	b.do(chromedp.Reload())
	b.fill("password", password)
	b.click("button", "Unlock")
	b.see(".sites", p.app)
	b.shot("sites")
	accessible(t, b)
	b.click(".sites button", "Revoke")
	b.see(".empty", "No site is connected.")
	w = site.popup("/request", func() { asks(site, p.wallet, text) })
	w.see("h1", "A site wants to see an address")
	w.click("button", "Refuse")
	site.wait(`window.answer?.error?.code === "refused"`)

	framed := eval[bool](site, fmt.Sprintf(`new Promise(done => {
		const f = document.createElement("iframe");
		f.onload = () => { try { done(f.contentDocument !== null) } catch { done(false) } };
		f.src = %q + "/request"; document.body.append(f); setTimeout(() => done(false), 3000);
	})`, p.wallet))
	if framed {
		t.Error("the wallet stands in a frame")
	}
	if p.app == p.wallet {
		t.Error("app and wallet share an origin")
	}
}

// imports: the words open the same account elsewhere, however they are written, and mistakes are named.
func imports(browser context.Context, t *testing.T, p place, phrase, address string) {
	b := open(browser, t, p.wallet+"/", 1280, chromedp.WithNewBrowserContext())
	b.click("button", "I have words")
	all := strings.Fields(phrase)
	for text, fault := range map[string]string{
		strings.Join(all[:11], " "):                                 "These are 11 words",
		strings.Join(append([]string{"tianwang"}, all[1:]...), " "): "Word 1 is not in the list",
		strings.Repeat("abandon ", 24):                              "do not belong together",
	} {
		b.fill("phrase", text)
		b.click("button", "Continue")
		b.see(".fault", fault)
	}
	b.fill("phrase", "  "+strings.ToUpper(strings.Join(all, "，\n")))
	b.click("button", "Continue")
	b.fill("password", password)
	b.fill("repeat", password)
	b.click("button", "Create the wallet")
	b.see("code.whole", address)
}
