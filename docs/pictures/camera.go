package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	wait    = time.Minute     // for what must be on a page
	quiet   = 3 * time.Second // until what comes late has come: charts, live updates
	quality = 88              // of a picture, in percent
)

// camera is a browser.
type camera struct {
	ctx   context.Context //nolint:containedctx // chromedp keeps the browser in it
	close func()
}

func newCamera(ctx context.Context) (*camera, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-component-update", true))
	alloc, end := chromedp.NewExecAllocator(ctx, options...)
	browser, stop := chromedp.NewContext(alloc)
	c := &camera{browser, func() { stop(); end() }}
	if err := chromedp.Do(browser); err != nil {
		c.close()
		return nil, fmt.Errorf("no browser: %w", err)
	}
	if same, err := chromedp.Run(browser, chromedp.Evaluate[bool](alike)); err != nil || same {
		c.close()
		return nil, errors.Join(err, errors.New("this machine has no font for Chinese: install one, such as fonts-noto-cjk"))
	}
	return c, nil
}

// alike says whether two signs look the same, as all do that no font has.
const alike = `(() => {
	const drawn = sign => {
		const c = document.createElement("canvas");
		const pen = c.getContext("2d");
		pen.font = "40px sans-serif";
		pen.fillText(sign, 0, 50);
		return c.toDataURL();
	};
	return drawn("天") === drawn("网");
})()`

// set is a command of the protocol as a step.
func set[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// take makes one picture, with a profile of its own.
func (c *camera) take(ctx context.Context, s shot, lang, url string) ([]byte, error) {
	tab, cancel := chromedp.NewContext(c.ctx, chromedp.WithNewBrowserContext())
	defer cancel()
	accept := map[string]string{"en": "en-GB", "zh": "zh-CN"}[lang]
	err := chromedp.Do(tab,
		set(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "pictures", AcceptLanguage: accept}),
		set(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: s.size.width, Height: s.size.height, DeviceScaleFactor: 1}),
		set(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}}),
		set(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		chromedp.Navigate(url),
	)
	if err == nil && s.model != "" {
		err = errors.Join(see(tab, "#draft"), say(tab, s.model, s.ask[lang]))
	}
	if err == nil {
		err = see(tab, s.until)
	}
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(quiet):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.at != "" {
		top := fmt.Sprintf("scrollTo({top: document.querySelector(%q).getBoundingClientRect().top + scrollY - 16, behavior: 'instant'}) === undefined", s.at)
		if _, err := chromedp.Run(tab, chromedp.Evaluate[bool](top)); err != nil {
			return nil, err
		}
	}
	var picture []byte
	err = chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		res, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: new(int64(quality))})
		if err == nil {
			picture = res.Data
		}
		return err
	}))
	return picture, err
}

// see waits until something is on the page. The browser's own way to wait makes a function of text, which the pages' policy forbids.
func see(tab context.Context, selector string) error {
	ctx, cancel := context.WithTimeout(tab, wait)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.querySelector(%q) !== null", selector)))
		if err == nil && ok {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("there is no %q on the page (%w)", selector, ctx.Err())
		}
	}
}

// say chooses a model in the chat, types a question and sends it.
func say(tab context.Context, model, text string) error {
	choose := fmt.Sprintf(`(m => {
	const s = [...document.querySelectorAll("select")].find(s => [...s.options].some(o => o.value === m));
	if (s === undefined) return false;
	s.value = m;
	return s.dispatchEvent(new Event("change", {bubbles: true}));
})(%q)`, model)
	if ok, err := chromedp.Run(tab, chromedp.Evaluate[bool](choose)); err != nil || !ok {
		return errors.Join(fmt.Errorf("the model %s cannot be chosen", model), err)
	}
	if err := see(tab, "#draft"); err != nil {
		return err
	}
	return chromedp.Do(tab, chromedp.Focus(chromedp.CSS("#draft")),
		set(input.InsertText, input.InsertTextParams{Text: text}),
		set(input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r",
		}))
}
