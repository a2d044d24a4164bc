//go:build e2e

package wallet_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/web/browsertest"
)

// phrase is known to everybody, and its first account is an actor of the stage.
const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

// act opens a path of the wallet in a fresh profile, on the stage.
func (s *stage) act(browser context.Context, r browsertest.Reader, path string) *tab {
	s.t.Helper()
	b := open(browser, s.t, "", r, chromedp.WithNewBrowserContext())
	b.Do(chromedp.Navigate(s.wallet + path))
	s.t.Cleanup(func() { s.clean(b) })
	return b
}

// clean wants a window in which nothing happened that must not: no fault, and nothing asked of anybody else.
func (s *stage) clean(b *tab) {
	s.t.Helper()
	for _, fault := range b.Faults() {
		s.t.Error(fault)
	}
	for line := range strings.SplitSeq(b.sent.text(), "\n") {
		if strings.Contains(line, "://") && !strings.HasPrefix(line, s.wallet+"/") && !strings.HasPrefix(line, s.app+"/") && !strings.HasPrefix(line, "{") {
			s.t.Errorf("request to %s", line)
		}
	}
}

// enter makes a wallet of the phrase, gives it 10 TAO and two stakes of 2, and returns its address.
func (s *stage) enter(b *tab) (address string) {
	s.t.Helper()
	b.Click("button", "I have words")
	b.fill("phrase", phrase)
	b.Click("button", "Continue")
	b.fill("password", password)
	b.fill("repeat", password)
	b.Click("button", "Create the wallet")
	b.See("h1", "Your wallet is ready")
	address = eval[string](b, `document.querySelector("code.whole").textContent`)
	s.rich(address, 10*tao, 2*tao)
	b.Click("button", "To the overview")
	b.See(".free", "10 TAO")
	return address
}

// free is what the chain says of a balance.
func (s *stage) free(address string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.balances[address]
}

// staked is what the chain says of a stake.
func (s *stage) staked(coldkey, hotkey string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stakes[coldkey][hotkey]
}

// shared is the browser of all tests on the stage, each with a profile of its own.
func shared(t *testing.T) context.Context {
	t.Helper()
	chromium.once.Do(func() { chromium.is, chromium.stop, chromium.err = browsertest.Start() })
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	return chromium.is
}
