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
		const popup = window.asked = open(%[1]q + "/request", "_blank", "popup,width=440,height=720");
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
	site := open(b.Ctx, t, p.app+"/", wide(1280))
	site.See("button", "Connect wallet")
	site.Click("button", "Connect wallet")
	w := site.popup("/request", func() { site.Click("dialog button", "Tianwang wallet") })
	w.See(".origin", p.app)
	w.Shot("connect")
	w.last("button", "Connect")
	site.See(".wallet-button", address[:8])

	red := fmt.Sprintf(`{method: "send", address: %q, memo: "", messages: [{"@type": "/cosmos.authz.v1beta1.MsgGrant", granter: %[1]q, grantee: %[1]q}]}`, address)
	w = site.popup("/request", func() { asks(site, p.wallet, red) })
	w.See(".alarm", "cannot explain")
	w.See("pre.raw", "MsgGrant")
	w.Shot("danger")
	accessible(t, w)
	w.last("button", "Refuse")
	site.Wait(`window.answer?.error?.code === "refused"`)

	text := fmt.Sprintf(`{method: "signText", address: %q, text: location.host + " wants you to sign in, nonce 7"}`, address)
	w = site.popup("/request", func() { asks(site, p.wallet, text) })
	w.See("h1", "Sign in")
	w.See(".origin", p.app)
	w.fill("password", password)
	w.last("button", "Sign in")
	site.Wait(`typeof window.answer?.result?.signature === "string"`)

	b.T = t
	b.Click("nav a", "Settings")
	b.Do(chromedp.Reload())
	b.fill("password", password)
	b.Click("button", "Unlock")
	b.See(".sites", p.app)
	b.Shot("sites")
	accessible(t, b)
	b.Click(".sites button", "Revoke")
	b.See(".empty", "No site is connected.")
	w = site.popup("/request", func() { asks(site, p.wallet, text) })
	w.See("h1", "A site wants to see an address")
	w.last("button", "Refuse")
	site.Wait(`window.answer?.error?.code === "refused"`)

	if p.app == p.wallet {
		t.Error("app and wallet share an origin")
	}
}

// imports: the words open the same account elsewhere, however they are written, and mistakes are named.
func imports(browser context.Context, t *testing.T, p place, phrase, address string) {
	b := open(browser, t, p.wallet+"/", wide(1280), chromedp.WithNewBrowserContext())
	b.Click("button", "I have words")
	all := strings.Fields(phrase)
	for text, fault := range map[string]string{
		strings.Join(all[:11], " "):                                 "These are 11 words",
		strings.Join(append([]string{"tianwang"}, all[1:]...), " "): "Word 1 is not in the list",
		strings.Repeat("abandon ", 24):                              "do not belong together",
	} {
		b.fill("phrase", text)
		b.Click("button", "Continue")
		b.See(".fault", fault)
	}
	b.fill("phrase", "  "+strings.ToUpper(strings.Join(all, "，\n")))
	b.Click("button", "Continue")
	b.fill("password", password)
	b.fill("repeat", password)
	b.Click("button", "Create the wallet")
	b.See("code.whole", address)
}
