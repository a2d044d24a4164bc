//go:build e2e

package web

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// traced is what Chromium notes of something that it did.
type traced struct {
	Name     string
	Pid, Tid int
	Dur      float64 `json:"tdur"` // microseconds by the clock of the thread, which stands still while others have the machine
}

// longestTask has something done, and is how many seconds the longest task took that the page's thread did meanwhile. Chromium
// traces for one at a time: no two tests may use this.
func (b *tab) longestTask(do func()) float64 {
	b.t.Helper()
	var all []traced
	end := make(chan struct{})
	ended := sync.OnceFunc(func() { close(end) })
	err := chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			for _, raw := range e.Value {
				var one traced
				if json.Unmarshal(raw, &one) == nil { // others have no such fields
					all = append(all, one)
				}
			}
		case *tracing.EventTracingComplete:
			ended()
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	const here = "this is the thread"
	what := &tracing.TraceConfig{IncludedCategories: []string{"disabled-by-default-devtools.timeline", "blink.user_timing"}, ExcludedCategories: []string{"*"}}
	b.do(set(tracing.Start, tracing.StartParams{TraceConfig: what}))
	eval[bool](b, `performance.mark("`+here+`") !== null`)
	do()
	b.do(set(tracing.End, cdp.Empty{}))
	select {
	case <-end:
	case <-time.After(patience):
		b.t.Fatal("the trace has no end")
	}
	most := longest(all, here) / 1e6
	if b.t.Logf("the longest task takes %.1f ms", most*1e3); most == 0 {
		b.t.Fatalf("no task is among %d events", len(all))
	}
	return most
}

// longest is the longest task of the thread that has a mark, in microseconds; 0 when there is none.
func longest(all []traced, mark string) (most float64) {
	var at traced
	for _, one := range all {
		if one.Name == mark {
			at = one
		}
	}
	for _, one := range all {
		if one.Name == "RunTask" && one.Pid == at.Pid && one.Tid == at.Tid {
			most = max(most, one.Dur)
		}
	}
	return most
}
