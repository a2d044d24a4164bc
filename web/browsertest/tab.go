//go:build e2e

package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Tab is a window that a test looks into.
type Tab struct {
	T        *testing.T
	Ctx      context.Context //nolint:containedctx // chromedp keeps the tab in it
	Patience time.Duration   // for what a page should do at once, on a busy machine

	notes notes
}

// Start starts Chromium, with options of its own besides those that all tests need.
func Start(options ...chromedp.ExecAllocatorOption) (browser context.Context, stop func(), err error) {
	all := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), append(all, options...)...)
	browser, end := chromedp.NewContext(alloc)
	stop = func() { end(); cancel() }
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, nil, err
	}
	return browser, stop, nil
}

// Reader is somebody with a window.
type Reader struct {
	Lang          string // of the browser
	Scheme        string // "light" or "dark"
	Width, Height int64
}

// Be makes a window that of a reader, and has it think that it is in front.
func (b *Tab) Be(r Reader) {
	b.T.Helper()
	b.Do(
		Set(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "test", AcceptLanguage: r.Lang}),
		Set(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: r.Width, Height: r.Height, DeviceScaleFactor: 1}),
		Set(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: r.Scheme}},
		}),
		Set(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
	)
}

// Set is a command of the browser's protocol as a step.
func Set[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// Press presses a key and lets it go, as a keyboard does: what it writes comes with the key, so that a page can prevent it.
func Press(name string, code int64, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, key := range []input.DispatchKeyEventParams{
			{Type: input.DispatchKeyEventTypeKeyDown, Key: name, Code: name, WindowsVirtualKeyCode: code, Text: text},
			{Type: input.DispatchKeyEventTypeKeyUp, Key: name, Code: name, WindowsVirtualKeyCode: code},
		} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// Find is an expression for the first element of a selector that has a text in it.
func Find(selector, text string) string {
	return fmt.Sprintf("[...document.querySelectorAll(%q)].find(e => e.textContent.includes(%q))", selector, text)
}

// Do takes steps, and has patience for each of them. One for which an element was found that the page then put another in
// the place of is taken again.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(b.Ctx, b.Patience)
		err := chromedp.Do(ctx, step)
		for gone(err) && ctx.Err() == nil {
			err = chromedp.Do(ctx, step)
		}
		cancel()
		if err != nil {
			b.T.Fatal(err)
		}
	}
}

// gone says whether a step failed because its element is not in the page any more; nothing was done to it then.
func gone(err error) bool {
	var said *cdproto.Error
	return errors.As(err, &said) && said.Code == serverError && strings.Contains(strings.ToLower(said.Message), "node")
}

// serverError is the code with which the protocol of the browser says that a command could not be followed.
const serverError = -32000

// Eval returns the value of an expression, and waits for it when it is a promise.
func Eval[T any](b *Tab, expression string) T {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.Ctx, b.Patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.T.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Wait waits until an expression is true. The browser's own way to wait makes a function of text, which the policy forbids.
func (b *Tab) Wait(expression string) {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.Ctx, b.Patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if err == nil && ok {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.T.Fatalf("never true: %s (%v)\n%s", expression, err, b.body())
		}
	}
}

// body is what a reader reads, for the report of a failure.
func (b *Tab) body() string {
	text, err := chromedp.Run(b.Ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText.slice(0, 2000)"))
	if err != nil {
		return err.Error()
	}
	return text
}

// See waits until an element has a text in it.
func (b *Tab) See(selector, text string) {
	b.T.Helper()
	b.Wait(Find(selector, text) + " !== undefined")
}

// Click clicks an element that has a text in it, once it can be clicked.
func (b *Tab) Click(selector, text string) {
	b.T.Helper()
	b.Wait(Find(selector, text) + "?.matches(':not(:disabled)')")
	b.Do(chromedp.Click(chromedp.JSPath(Find(selector, text)), chromedp.NodeVisible))
}

// Focus puts the focus on an element, and selects what is written in it.
func (b *Tab) Focus(selector string) {
	b.T.Helper()
	b.Wait(fmt.Sprintf(`(e => { e?.focus(); e?.select?.(); window.focused = e; return e !== null && document.activeElement === e; })(document.querySelector(%q))`, selector))
}

// Write puts a text where a reader writes, in the place of what was there; again if the page puts another element there
// meanwhile.
func (b *Tab) Write(selector, text string) {
	b.T.Helper()
	for {
		b.Focus(selector)
		b.Do(Set(input.InsertText, input.InsertTextParams{Text: text}))
		if Eval[bool](b, fmt.Sprintf(`window.focused.isConnected || document.querySelector(%q)?.value !== ""`, selector)) {
			return
		}
	}
}

// TabTo presses the Tab key until an expression about the element with the focus is true.
func (b *Tab) TabTo(there string) {
	b.T.Helper()
	for range farthest {
		if Eval[bool](b, there) {
			return
		}
		b.Do(Press("Tab", tabKey, ""))
	}
	b.T.Fatalf("the Tab key never comes to: %s\n%s", there, b.body())
}

// Keys of Press, and how often one is pressed before a place counts as out of reach.
const (
	tabKey   = 9
	farthest = 200
)

// Scan returns what the camera of a telephone reads in the code that an element shows.
func (b *Tab) Scan(selector string) string {
	b.T.Helper()
	b.Wait(fmt.Sprintf("document.querySelector(%q) !== null", selector))
	ctx, cancel := context.WithTimeout(b.Ctx, b.Patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS(selector)))
	if err != nil {
		b.T.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.T.Fatal(err)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		b.T.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		b.T.Fatalf("%s: %v", selector, err)
	}
	return read.GetText()
}

// White is how much of what is seen is white, or nearly so, from 0 to 1.
func (b *Tab) White() float64 {
	b.T.Helper()
	shot, err := chromedp.Run(b.Ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.T.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.T.Fatal(err)
	}
	size, white := picture.Bounds(), 0
	for x := size.Min.X; x < size.Max.X; x++ {
		for y := size.Min.Y; y < size.Max.Y; y++ {
			if r, g, b, _ := picture.At(x, y).RGBA(); min(r, g, b) > 0xF000 {
				white++
			}
		}
	}
	return float64(white) / float64(size.Dx()*size.Dy())
}

// Shot writes a picture of the whole page; go test -artifacts keeps it.
func (b *Tab) Shot(name string) {
	b.T.Helper()
	shot, err := chromedp.Run(b.Ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.T.ArtifactDir(), name+".png"), shot, 0o600)
	}
	if err != nil {
		b.T.Fatal(err)
	}
}
