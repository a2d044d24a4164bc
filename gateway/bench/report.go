package bench

import (
	"slices"
	"sync"
	"time"
)

// Report is what came of a load.
type Report struct {
	Requests  int            // that were answered or failed
	Failed    int            // of these
	Codes     map[string]int // why
	Events    int            // of streams, and one for each other answer
	Took      time.Duration  // from the first request to the last answer
	PerSecond float64        // answers
	First     Percentiles    // from when a request was due to the first byte of its answer, or the first event of a stream
	Whole     Percentiles    // to its end
}

// Percentiles of times. All are 0 when nothing was answered.
type Percentiles struct {
	Mean, P50, P90, P95, P99, P999, Max time.Duration
}

// outcome is what came of one request.
type outcome struct {
	first, whole time.Duration
	events       int
	code         string // "" for an answer
}

// tally takes outcomes. Safe for concurrent use.
type tally struct {
	mu           sync.Mutex
	first, whole []time.Duration
	events       int
	failed       int
	codes        map[string]int
}

// maxCodes bounds how many causes are told apart, since a server may invent them.
const maxCodes = 100

func (t *tally) add(o outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events += o.events
	if o.code == "" {
		t.first, t.whole = append(t.first, o.first), append(t.whole, o.whole)
		return
	}
	t.failed++
	if _, known := t.codes[o.code]; !known && len(t.codes) >= maxCodes {
		o.code = "other"
	}
	t.codes[o.code]++
}

func (t *tally) full() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.whole)+t.failed >= maxRequests
}

func (t *tally) report(took time.Duration) *Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &Report{
		Requests: len(t.whole) + t.failed, Failed: t.failed, Codes: t.codes, Events: t.events, Took: took,
		PerSecond: float64(len(t.whole)) / took.Seconds(), First: percentiles(t.first), Whole: percentiles(t.whole),
	}
}

// percentiles sorts times. The percentile p of n times is the smallest that at least p of them do not exceed.
func percentiles(all []time.Duration) Percentiles {
	n := len(all)
	if n == 0 {
		return Percentiles{}
	}
	slices.Sort(all)
	at := func(perMille int) time.Duration { return all[(n*perMille+999)/1000-1] }
	var sum time.Duration
	for _, d := range all {
		sum += d
	}
	return Percentiles{Mean: sum / time.Duration(n), P50: at(500), P90: at(900), P95: at(950), P99: at(990), P999: at(999), Max: all[n-1]}
}
