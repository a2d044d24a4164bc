//go:build e2e

package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// shifts notes what moves by itself within a page; the frame of all pages is not part of it.
const shifts = `window.shifts = []; new PerformanceObserver(l => { for (const e of l.getEntries()) for (const s of e.sources)
	if (s.node?.parentElement?.closest(".model") && s.currentRect.height > 0) window.shifts.push(s.node.textContent.slice(0, 40) + ": " +
		[s.previousRect.y, s.currentRect.y].join(" → ")); }).observe({type: "layout-shift", buffered: true});`

// about is what the API says of a model.
func (f *fixture) about(t *testing.T, id string) (one offer) {
	t.Helper()
	r, err := http.Get(f.URL + "/v1/models/" + url.PathEscape(id)) //nolint:gosec // the fixture's
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&one); err != nil || one.ID != id {
		t.Fatal(one, err)
	}
	return one
}

// facts are the names and the figures of a page.
func (b *tab) facts() map[string]string {
	b.t.Helper()
	return eval[map[string]string](b, `Object.fromEntries([...document.querySelectorAll(".facts > div")].map(d =>
		[d.querySelector("dt").textContent, d.querySelector("dd").textContent.trim()]))`)
}

// grouped writes a number as English does.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// wantDays holds the strip of a page, and its table, against what the API says.
func (b *tab) wantDays(days []dayOf) {
	b.t.Helper()
	titles := eval[[]string](b, `[...document.querySelectorAll(".month svg[role=img][aria-label] rect title")].map(e => e.textContent)`)
	rows := eval[[]string](b, `[...document.querySelectorAll(".month tbody tr")].map(r => [...r.cells].map(c => c.textContent).join(" "))`)
	kinds := eval[[]string](b, `[...document.querySelectorAll(".month rect")].map(e => e.className.baseVal)`)
	if len(titles) != 30 || len(rows) != 30 || len(kinds) != 30 {
		b.t.Fatalf("%d cells, %d rows", len(titles), len(rows))
	}
	seen := map[string]bool{}
	for i, title := range titles {
		d := dayOf{Day: title[:10]}
		if at := slices.IndexFunc(days, func(x dayOf) bool { return x.Day == d.Day }); at >= 0 {
			d = days[at]
			seen[d.Day] = true
		}
		want := d.Day + ": nobody asked"
		if d.Asked > 0 {
			want = fmt.Sprintf("%s: %.1f%%, %s of %s answered", d.Day, 100*float64(d.Answered)/float64(d.Asked), grouped(d.Answered), grouped(d.Asked))
		}
		if title != want {
			b.t.Errorf("%q, the API says %q", title, want)
		}
		if row := fmt.Sprintf("%s %s %s", d.Day, grouped(d.Asked), grouped(d.Answered)); rows[29-i] != row {
			b.t.Errorf("%q in the table, the API says %q", rows[29-i], row)
		}
		if (d.Asked == 0) != (kinds[i] == "none") || (d.Asked > 0 && d.Asked == d.Answered) != (kinds[i] == "all") {
			b.t.Errorf("%s: %d of %d is shown as %q", d.Day, d.Answered, d.Asked, kinds[i])
		}
	}
	if len(seen) != len(days) {
		b.t.Errorf("%d of %d days are shown", len(seen), len(days))
	}
}

// TestBrowser_Model (G18) holds the figures on the page of a model against the API, and runs its programs as they stand.
func TestBrowser_Model(t *testing.T) {
	t.Parallel()
	f := newFixture(t, market())
	b := open(t, f, anybody, "/developers/models")
	b.click(".listing a", "next-byte")
	b.wait(`location.pathname === "/developers/models/next-byte"`)
	b.wait(known)
	m := f.about(t, "next-byte")
	got := b.facts()
	for name, want := range map[string]string{
		"Task": m.Task, "Miners": strconv.Itoa(m.Miners), "Per request": "free", "At most, a request": "free", "Largest request": "1,024 KiB",
		"First byte, median":               fmt.Sprintf("%d ms (%d answers)", m.Stats.FirstP50, m.Stats.Answers),
		"Pieces of a stream, median":       fmt.Sprintf("%.1f a second (%d streams)", m.Stats.PiecesP50, m.Stats.Streams),
		"Answered by its miners, last day": fmt.Sprintf("%.1f %% of %d", 100*float64(m.Stats.Answered)/float64(m.Stats.Asked), m.Stats.Asked),
	} {
		if got[name] != want {
			t.Errorf("%s: %q, the API says %q", name, got[name], want)
		}
	}
	b.wantDays(m.Stats.Days)
	serving := eval[[]string](b, `[...document.querySelectorAll(".listing tbody tr")].map(r => r.cells[1].querySelector("a").textContent)`)
	if want := []string{"kn7", "kn4", "copycat", "random", "sure"}; !slices.Equal(serving, want) {
		t.Errorf("served by %v, want %v", serving, want)
	}
	for _, tongue := range []string{"curl", "Python", "JavaScript", "Go"} {
		b.click(".use .tabs a", tongue)
		b.runProgram(strings.ToLower(tongue), "")
	}
	f.change(func() {
		for _, q := range f.asked {
			if q.Model != "next-byte" {
				t.Errorf("a program asked %q", q.Model)
			}
		}
		if len(f.asked) != 4 {
			t.Errorf("%d programs asked", len(f.asked))
		}
	})
	b.click(".listing a", "kn7")
	b.wait(`location.pathname === "/neurons/` + address(103) + `"`)
	b.do(chromedp.Navigate(f.URL + "/developers/models/mix:next-byte"))
	b.wait(known)
	if got := b.facts()["First byte, median"]; got != "none yet" {
		t.Errorf("a model that nobody asked: %q", got)
	}
	b.wantDays(nil)
	b.click(".facts a", "next-byte")
	b.click(".facts a", "subnet 1")
	b.wait(`location.pathname === "/subnets/1"`)
	b.do(chromedp.Navigate(f.URL + "/developers/models/qwen2.5:7b"))
	b.see(".wrong", "There is no such model any more.")
}

// TestBrowser_ModelPaid shows what a model of a paid gateway costs, to people in both themes and on a telephone, where
// nothing moves while it comes.
func TestBrowser_ModelPaid(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("app/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []reader{{"en", "light", 1440, 900}, {"en", "dark", 1440, 900}, {"zh-CN", "dark", 390, 844}, {"en", "light", 360, 740}} {
		t.Run(fmt.Sprint(r.lang, r.scheme, r.width), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			b := open(t, s.fixture, r, "/")
			for _, source := range []string{string(axe), shifts} {
				b.do(set(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source}))
			}
			b.do(chromedp.Navigate(s.URL + "/developers/models/next-byte"))
			b.wait(known)
			b.wait(`document.querySelector("pre[data-tongue=curl]")?.textContent.includes("Bearer $TIANWANG_API_KEY")`)
			if r.lang == "en" {
				got := b.facts()
				for name, want := range map[string]string{
					"Per request": "0.0001 TAO", "Per KiB of answer, of 64 at most": "0.000001024 TAO", "At most, a request": "0.000165536 TAO",
				} {
					if got[name] != want {
						t.Errorf("%s: %q, want %q", name, got[name], want)
					}
				}
			}
			if moved := eval[[]string](b, "window.shifts"); len(moved) > 0 {
				t.Errorf("the page moves: %v", moved)
			}
			b.fits("model", r)
			b.accessible("model")
			b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".month summary").click()`))
			b.accessible("model, with its table")
			b.fits("model, with its table", r)
			b.shot(fmt.Sprintf("model-%s-%s-%d", r.lang, r.scheme, r.width))
		})
	}
}
