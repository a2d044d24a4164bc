//go:build e2e

// Package wallet_test drives the wallet in Chromium, on a real network.
package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/tianwang-net/tianwang/internal/localnet"
)

const (
	patience     = 60 * time.Second // for what a page does, on a busy machine: Argon2id in a worker is the slowest
	netPatience  = 10 * time.Minute // until a network has learned
	portsPerBase = 40
)

// place is a running network.
type place struct{ app, wallet string }

// market is what all tests share: it takes minutes until one has learned.
var market struct {
	once sync.Once
	at   place
	err  error
	stop func() error
}

// TestMain stops the network when all tests have ended.
func TestMain(m *testing.M) {
	code := m.Run()
	if market.stop != nil {
		if err := market.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "the network:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// startNetwork runs a network like "tianwang up", or goes to one that runs: WALLET_NETWORK names its first port.
func startNetwork(t *testing.T) place {
	t.Helper()
	market.once.Do(func() { market.at, market.err = start() })
	if market.err != nil {
		t.Fatal(market.err)
	}
	return market.at
}

func start() (place, error) {
	if at := os.Getenv("WALLET_NETWORK"); at != "" {
		var base int
		_, err := fmt.Sscan(at, &base)
		return place{fmt.Sprintf("http://127.0.0.1:%d", base), fmt.Sprintf("http://127.0.0.1:%d", base+1)}, err
	}
	base, err := freeBase()
	if err != nil {
		return place{}, err
	}
	home, err := os.MkdirTemp("", "wallet-net")
	if err != nil {
		return place{}, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	n, err := localnet.Start(ctx, localnet.Options{
		Home: home, Validators: 1, BlockTime: time.Second, Ports: localnet.PortsFrom(base), Tasks: []string{"translate-en-es"},
	})
	if err != nil {
		cancel()
		return place{}, errors.Join(err, os.RemoveAll(home))
	}
	market.stop = func() error {
		cancel()
		return errors.Join(n.Wait(), os.RemoveAll(home))
	}
	deadline, tick := time.After(netPatience), time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if s, err := n.Status(ctx); err == nil && s.Ready {
			return place{n.URLs()["app"], n.URLs()["wallet"]}, nil
		}
		select {
		case <-tick.C:
		case <-deadline:
			return place{}, errors.New("the network is never ready")
		}
	}
}

// freeBase finds ports in a row that nobody listens on.
func freeBase() (int, error) {
	for base := 24000; base < 60000; base += portsPerBase {
		free := true
		for port := base; port < base+portsPerBase && free; port++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if free = err == nil; free {
				_ = l.Close()
			}
		}
		if free {
			return base, nil
		}
	}
	return 0, errors.New("no free ports")
}

// sent is what left the browser.
type sent struct {
	mu  sync.Mutex
	all []string // addresses and bodies
}

func (s *sent) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, text)
}

func (s *sent) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.all, "\n")
}

// tab is a window that a test looks into.
type tab struct {
	t    *testing.T
	ctx  context.Context //nolint:containedctx // chromedp keeps the tab in it
	sent *sent
}

// launch starts a browser.
func launch(t *testing.T, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	all := append(append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-component-update", true)), options...)
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), all...)
	t.Cleanup(cancel)
	browser, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// open opens an address; "" stays where a window is.
func open(parent context.Context, t *testing.T, url string, width int64, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, sent: &sent{}}
	b.watch(width)
	if url != "" {
		b.do(chromedp.Navigate(url))
	}
	return b
}

// watch notes what leaves the window, and fixes its size and language.
func (b *tab) watch(width int64) {
	b.t.Helper()
	err := chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			b.sent.note(e.Request.URL)
			for _, part := range e.Request.PostDataEntries {
				b.sent.note(string(part.Bytes))
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(
		set(network.Enable, network.EnableParams{}),
		set(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "test", AcceptLanguage: "en-GB"}),
		set(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1}),
		set(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		set(page.Enable, page.EnableParams{}),
	)
}

// set is a command of the protocol as a step.
func set[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// do takes steps, and has patience for each of them.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		err := chromedp.Do(ctx, step)
		cancel()
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// eval returns the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait waits until an expression is true.
func (b *tab) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if err == nil && ok {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.t.Fatalf("never true: %s (%v)\n%s", expression, err, b.body())
		}
	}
}

func (b *tab) body() string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText.slice(0, 2000)"))
	if err != nil {
		return err.Error()
	}
	return text
}

// find is an expression for the first element of a selector that has a text in it.
func find(selector, text string) string {
	return fmt.Sprintf("[...document.querySelectorAll(%q)].find(e => e.textContent.includes(%q))", selector, text)
}

// see waits until an element has a text in it.
func (b *tab) see(selector, text string) {
	b.t.Helper()
	b.wait(find(selector, text) + " !== undefined")
}

// click clicks an element that has a text in it, once it can be clicked.
func (b *tab) click(selector, text string) {
	b.t.Helper()
	b.wait(find(selector, text) + "?.matches(':not(:disabled)')")
	b.do(chromedp.Click(chromedp.JSPath(find(selector, text)), chromedp.NodeVisible))
}

// fill puts a text into the field of a name, in the place of what was there.
func (b *tab) fill(name, text string) {
	b.t.Helper()
	selector := fmt.Sprintf("[name=%q]", name)
	b.wait(fmt.Sprintf("document.querySelector('[name=\"%s\"]') !== null", name))
	b.do(chromedp.Focus(chromedp.CSS(selector)))
	eval[bool](b, "document.activeElement.select() === undefined")
	b.do(set(input.InsertText, input.InsertTextParams{Text: text}))
}

// popup does something that opens the wallet's window, and returns that window.
func (b *tab) popup(path string, do func()) *tab {
	b.t.Helper()
	found := chromedp.WaitNewTarget(b.ctx, func(i *target.Info) bool { return strings.Contains(i.URL, path) })
	do()
	select {
	case id, ok := <-found:
		if !ok {
			b.t.Fatal("no window")
		}
		ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
		b.t.Cleanup(cancel)
		p := &tab{t: b.t, ctx: ctx, sent: b.sent}
		p.watch(440)
		return p
	case <-time.After(patience):
		b.t.Fatalf("no window of %s\n%s", path, b.body())
	}
	return nil
}

// shot writes a picture of the whole page; go test -artifacts keeps it.
func (b *tab) shot(name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.t.ArtifactDir(), name+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Log("no picture:", err)
	}
}
