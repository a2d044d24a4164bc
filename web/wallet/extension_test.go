//go:build e2e

package wallet_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// pack puts the extension together, as make extension does.
func pack(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "extension")
	if err := os.CopyFS(dir, os.DirFS("dist")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"manifest.json", "background.js", "content.js", "page.js", "icon.png"} {
		b, err := os.ReadFile(filepath.Join("..", "extension", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// seek waits for a target that a browser opened by itself.
func seek(t *testing.T, b *tab, fits func(*target.Info) bool) *target.Info {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	for {
		all, err := chromedp.Targets(b.Ctx)
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		for _, i := range all {
			if fits(i) {
				return i
			}
			seen = append(seen, fmt.Sprint(i.Type, " ", i.URL))
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("no such target among\n%s", strings.Join(seen, "\n"))
		}
	}
}

// TestExtension_Stake: the extension is loaded, makes a wallet, is asked by the app, and stakes.
func TestExtension_Stake(t *testing.T) {
	p := startNetwork(t)
	dir := pack(t)
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Fatal(err)
	}
	browser := launch(t, chromedp.Flag("disable-extensions", false), chromedp.Flag("load-extension", dir), chromedp.Flag("disable-extensions-except", dir),
		chromedp.Flag("disable-features", "DisableLoadExtensionCommandLineSwitch"))
	first := open(browser, t, "about:blank", wide(800))
	worker := seek(t, first, func(i *target.Info) bool { return strings.HasSuffix(i.URL, "/background.js") })
	base := strings.TrimSuffix(worker.URL, "background.js")

	b := open(browser, t, base+"index.html", wide(440))
	_, address := create(t, b)
	b.Click("nav a", "Settings")
	// the browser would ask a person whether this network may be reached; 127.0.0.1 is allowed from the start
	b.fill("network", p.app)
	b.Click("form button", "Save")
	b.Click("nav a", "Overview")
	fund(t, p, b, address, 2)

	site := open(browser, t, p.app, wide(1280))
	site.Wait("window.tianwang?.version === 1")
	site.Click("button", "Connect wallet")
	site.Click("dialog button", "Tianwang extension")
	asked := func() *tab {
		i := seek(t, site, func(i *target.Info) bool { return strings.Contains(i.URL, "#/request?id=") })
		return open(browser, t, "", wide(440), chromedp.WithTargetID(i.TargetID))
	}
	w := asked()
	w.See(".origin", p.app)
	w.Click("button", "Connect")
	site.See(".wallet-button", address[:8])

	var all struct {
		Data []struct {
			Hotkey string `json:"hotkey"`
		} `json:"data"`
	}
	p.get(t, "validators", &all)
	eval[bool](site, fmt.Sprintf(`(window.tianwang.send(%[1]q, [{"@type": "/tianwang.stake.v1.MsgAddStake", coldkey: %[1]q, hotkey: %[2]q, amount: "1000000000"}], "")
		.then(r => window.answer = r, e => window.answer = {error: e.code}), true)`, address, all.Data[0].Hotkey))
	w = asked()
	w.See(".sentence", "Stake 1 TAO on")
	w.fill("password", password)
	w.Shot("extension-review")
	w.Click("button", "Sign and send")
	site.Wait("window.answer !== undefined")
	if got := eval[string](site, "JSON.stringify(window.answer)"); !strings.Contains(got, `"code":0`) {
		t.Fatal(got)
	}
	var have wealth
	p.get(t, "accounts/"+address, &have)
	if len(have.Positions) != 1 || have.Positions[0].Hotkey != all.Data[0].Hotkey {
		t.Errorf("the chain knows of no such stake: %+v", have)
	}
}
