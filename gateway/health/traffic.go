package health

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
)

// period is the time for which requests are counted together. What is known of a miner is the last period and the current
// one, so that nobody is judged by last week.
const period = 12 * time.Hour

// trafficEvery is how long counts may be in memory alone.
const trafficEvery = 15 * time.Second

// Count is what became of a miner's requests: how many it answered, and how many it had, without those that it had no
// time for or that were wrong themselves.
type Count struct {
	Good uint64 `json:"good"`
	All  uint64 `json:"all"`
}

// counts are those of one miner.
type counts struct {
	Hotkey string `json:"hotkey"`
	Period int64  `json:"period"` // which one Now is of
	Now    Count  `json:"now"`
	Before Count  `json:"before"` // of the period before
}

// at is what counts in a period.
func (c counts) at(p int64) (now, before Count) {
	switch {
	case p <= c.Period: // a clock that was put back begins no other period
		return c.Now, c.Before
	case p == c.Period+1:
		return Count{}, c.Now
	}
	return Count{}, Count{}
}

func periodOf(t time.Time) int64 { return t.UnixNano() / int64(period) }

// count adds a request to those of a miner. The caller holds the lock.
func (b *Book) count(hotkey string, good bool, now time.Time) {
	c, known := b.traffic[hotkey]
	if !known && len(b.traffic) >= maxRecords {
		for old, c := range b.traffic {
			if c.Period < periodOf(now)-1 {
				delete(b.traffic, old)
			}
		}
		if len(b.traffic) >= maxRecords {
			return
		}
	}
	c.Now, c.Before = c.at(periodOf(now))
	c.Hotkey, c.Period = hotkey, max(c.Period, periodOf(now))
	c.Now.All++
	if good {
		c.Now.Good++
	}
	b.traffic[hotkey] = c
	b.counted = true
}

// Traffic returns what became of requests lately, by hotkey.
func (b *Book) Traffic() map[string]Count {
	b.mu.Lock()
	defer b.mu.Unlock()
	return lately(b.traffic, b.now())
}

// Lately returns what became of the requests of some miners together.
func (b *Book) Lately(hotkeys []string) (sum Count) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, hotkey := range hotkeys {
		now, before := b.traffic[hotkey].at(periodOf(b.now()))
		sum.Good += now.Good + before.Good
		sum.All += now.All + before.All
	}
	return sum
}

func lately(all map[string]counts, t time.Time) map[string]Count {
	out := map[string]Count{}
	for hotkey, c := range all {
		now, before := c.at(periodOf(t))
		if sum := (Count{now.Good + before.Good, now.All + before.All}); sum.All > 0 {
			out[hotkey] = sum
		}
	}
	return out
}

// ReadTraffic returns what the file of another process's book says at a time.
func ReadTraffic(path string, now time.Time) (map[string]Count, error) {
	all, err := readTraffic(path)
	return lately(all, now), err
}

// trafficFile is the content of the file of counts.
type trafficFile struct {
	Miners []counts `json:"miners"`
}

// readTraffic reads a file that KeepTraffic wrote; one that does not exist has nobody.
func readTraffic(path string) (map[string]counts, error) {
	all := map[string]counts{}
	var f trafficFile
	if err := read(path, "traffic", "count anew", &f); err != nil {
		return nil, err
	}
	for _, c := range f.Miners {
		if c.Now.Good > c.Now.All || c.Before.Good > c.Before.All {
			return nil, fmt.Errorf("traffic %s: %s answered more than it was asked; remove the file to count anew", path, c.Hotkey)
		}
		if len(all) < maxRecords {
			all[c.Hotkey] = c
		}
	}
	return all, nil
}

// KeepTraffic takes over the counts of a file, and saves them there a few times a minute until ctx ends, and then once
// more. A disk that takes nothing is complained of; the gateway goes on.
func (b *Book) KeepTraffic(ctx context.Context, path string, log *slog.Logger) error {
	known, err := readTraffic(path)
	if err != nil {
		log.Warn("requests are counted anew", "err", err)
		known = map[string]counts{}
	}
	b.mu.Lock()
	maps.Copy(known, b.traffic) // counted since the program started
	b.traffic = known
	b.mu.Unlock()
	return saving(ctx, path, b.saveTraffic, func(err error) {
		log.Warn("counts of requests cannot be saved", "file", path, "err", err)
	})
}

// saving saves counts to a file a few times a minute until ctx ends, and then once more, whose error it returns.
func saving(ctx context.Context, path string, save func(path string) error, complain func(error)) error {
	tick := time.NewTicker(trafficEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return save(path)
		case <-tick.C:
		}
		if err := save(path); err != nil {
			complain(err)
		}
	}
}

// saveTraffic writes the counts to a file if there are new ones.
func (b *Book) saveTraffic(path string) error {
	oldest := periodOf(b.now()) - 1
	f := trafficFile{Miners: []counts{}}
	b.mu.Lock()
	counted := b.counted
	for _, c := range b.traffic {
		if c.Period >= oldest {
			f.Miners = append(f.Miners, c)
		}
	}
	b.counted = false
	b.mu.Unlock()
	if !counted {
		return nil
	}
	slices.SortFunc(f.Miners, func(x, y counts) int { return strings.Compare(x.Hotkey, y.Hotkey) })
	raw, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	return replace(path, append(raw, '\n'))
}
