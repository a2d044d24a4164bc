//go:build e2e

package wallet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/web/browsertest"
)

// newcomer is somebody with the command line, and a wallet on a network.
type newcomer struct {
	t                            *testing.T
	program, node, home, coldkey string
}

// arrives makes a wallet.
func (p place) arrives(t *testing.T) *newcomer {
	t.Helper()
	program, err := fleet.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n := &newcomer{t: t, program: program, node: p.rpc, home: t.TempDir()}
	if err := os.WriteFile(filepath.Join(n.home, "password"), []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var made struct{ Coldkey string }
	n.run(&made, "wallet", "create")
	n.coldkey = made.Coldkey
	return n
}

// run runs a command, and reads what it says.
func (n *newcomer) run(into any, args ...string) {
	n.t.Helper()
	cmd := exec.CommandContext(n.t.Context(), n.program, append(args, "--json")...) // #nosec G204 -- just built
	cmd.Env = append(os.Environ(), "HOME="+n.home, "TIANWANG_NODE="+n.node, "TIANWANG_PASSWORD_FILE="+filepath.Join(n.home, "password"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &struct{ Data any }{into})
	}
	if err != nil {
		n.t.Fatalf("tianwang %v: %v\n%s%s", args, err, out, stderr.Bytes())
	}
}

// registers takes a slot for work, with a hotkey of a name, and returns its address.
func (n *newcomer) registers(netuid, name string) (hotkey string) {
	n.t.Helper()
	var made, taken struct{ Hotkey string }
	n.run(&made, "wallet", "hotkey", "create", name)
	n.run(&taken, "subnet", "register", "--netuid", netuid, "--hotkey", name)
	if made.Hotkey != taken.Hotkey {
		n.t.Fatalf("%s was made, %s is registered", made.Hotkey, taken.Hotkey)
	}
	return taken.Hotkey
}

// TestBrowser_Newcomer (E15): somebody looks at who came to a subnet while a neuron is registered; the row comes by itself, and
// the neuron counts for its coldkey.
func TestBrowser_Newcomer(t *testing.T) {
	p := startNetwork(t)
	f, n := p.look(t), p.arrives(t)
	b := open(shared(t), t, "", wide(1440), chromedp.WithNewBrowserContext())
	counts := func(want int) {
		b.Do(chromedp.Navigate(p.app + "/coldkeys/" + n.coldkey))
		b.Wait(fmt.Sprintf(`document.querySelector(".explore dd")?.textContent === "%d"`, want))
		b.Wait(fmt.Sprintf(`document.querySelectorAll("section[aria-labelledby=fleet] tbody tr").length === %d`, want))
	}
	n.registers(f.netuid, "first")
	counts(1)
	b.Do(chromedp.Navigate(p.app + "/subnets/" + f.netuid + "/registration"))
	b.Wait(browsertest.Known)
	second := n.registers(f.netuid, "second")
	b.Wait(fmt.Sprintf(`document.querySelector("section[aria-labelledby=latest] tbody").innerHTML.includes(%q)`, second))
	b.Shot("real-newcomer")
	counts(2)
}

// TestBrowser_Halving (E16): the page dates the next halving as the supply and the measured pace of blocks have it, and its eras
// issue the cap together.
func TestBrowser_Halving(t *testing.T) {
	p := startNetwork(t)
	b := open(shared(t), t, p.app+"/tokenomics", wide(1440), chromedp.WithNewBrowserContext())
	b.Wait(browsertest.Known)
	b.Wait(`document.querySelectorAll("section[aria-labelledby=eras] tbody tr").length > 20`)
	var d struct {
		Supply  string `json:"supply_rao"`
		Reward  string `json:"block_reward_rao"`
		Halving string `json:"next_halving_rao"`
	}
	p.get(t, "tokenomics", &d)
	var blocks struct {
		Data []struct {
			Height uint64
			Time   time.Time
		}
	}
	p.get(t, "blocks?limit=50", &blocks)
	first, last := blocks.Data[len(blocks.Data)-1], blocks.Data[0]
	pace := last.Time.Sub(first.Time).Seconds() / float64(last.Height-first.Height)
	want := (units(t, d.Halving) - units(t, d.Supply)) / units(t, d.Reward) * pace
	shown := eval[string](b, `document.querySelectorAll("section[aria-labelledby=eras] tbody tr")[1].querySelector("time").dateTime`)
	at, err := time.Parse(time.RFC3339, shown)
	if err != nil {
		t.Fatal(err)
	}
	if got := time.Until(at).Seconds(); got < 0.97*want || got > 1.03*want { // the pace of other blocks, a moment earlier
		t.Errorf("the next halving is in %.0f s, the chain's figures say in %.0f s", got, want)
	}
}

// units reads an amount of the API.
func units(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return float64(n)
}
