// Package browsertest looks into Chromium for the tests of the pages (build tag e2e).
//
// Its law: it knows windows, not pages. What a page may not do, and what a page is for, stands in the tests of that page.
//
//	b := &browsertest.Tab{T: t, Ctx: ctx, Patience: 20 * time.Second}
//	b.Do(chromedp.Navigate(url))
//	b.Click("button", "Connect wallet")
//	b.See("dialog", "Keplr")
package browsertest
