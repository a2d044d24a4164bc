//go:build e2e

package wallet_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

// TestWallet_FirstPaint (X05) holds back everything but what is drawn before the wallet runs: on a dark system nothing of it is
// white, and what a reader chose by hand holds over a reload.
func TestWallet_FirstPaint(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.act(shared(t), browsertest.Reader{Lang: "en-GB", Scheme: "dark", Width: 800, Height: 900}, "/")
	for _, c := range []struct {
		theme       string
		least, most float64 // share of the picture that is white
	}{{"light", 0.5, 1}, {"system", 0, 0.01}, {"dark", 0, 0.01}} {
		b.See("main button", "I have words")
		eval[bool](b, fmt.Sprintf(`(() => {
			const choice = [...document.querySelectorAll(".switches select")].find(e => [...e.options].some(o => o.value === "dark"));
			choice.value = %q;
			return choice.dispatchEvent(new Event("change", { bubbles: true }));
		})()`, c.theme))
		b.Do(
			browsertest.Set(network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: s.wallet + "/assets/*.js", Block: true}}}),
			chromedp.Reload(),
		)
		if drawn := eval[bool](b, `document.querySelector("#root").childElementCount > 0`); drawn {
			t.Error("this is not the first paint")
		}
		if share := b.White(); share < c.least || share > c.most {
			t.Errorf("%s: %.1f %% of the first paint is white", c.theme, 100*share)
		}
		b.Shot("first-paint-" + c.theme)
		b.Do(browsertest.Set(network.SetBlockedURLs, network.SetBlockedURLsParams{}), chromedp.Reload())
	}
}
