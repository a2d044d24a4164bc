package health

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Bounds of what is known of days.
const (
	keptDays  = 30   // with the current one
	maxModels = 2048 // a market has a few hundred
)

// Day is what became of the requests to a model on one day.
type Day struct {
	Day      string `json:"day"` // in UTC, as in 2026-11-27
	Asked    uint64 `json:"asked"`
	Answered uint64 `json:"answered"` // of them
}

// Days counts the requests to each model, day by day, for as long as a month. A [Book] counts what miners did with what they
// were asked; this is what users saw, who do not see that another miner took over. Safe for concurrent use.
type Days struct {
	now func() time.Time

	mu      sync.Mutex
	models  map[string][]Day // by model id; days that had requests, the oldest first
	counted bool             // a request was, since they were last saved
}

// NewDays makes one that knows nothing. now is the clock; nil means time.Now.
func NewDays(now func() time.Time) *Days {
	if now == nil {
		now = time.Now
	}
	return &Days{now: now, models: map[string][]Day{}}
}

// Count adds a request to the current day of a model.
func (d *Days) Count(model string, answered bool) {
	now := d.now()
	one := Day{Day: dayOf(now), Asked: 1}
	if answered {
		one.Answered = 1
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.add(model, one, now)
	d.counted = true
}

// Of returns the latest days of a model that had requests, the oldest first.
func (d *Days) Of(model string) []Day {
	now := d.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	return recent(slices.Clone(d.models[model]), now)
}

func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// recent drops the days that are too long ago at a time, and those that are yet to come: a clock was wrong. It changes days.
func recent(days []Day, now time.Time) []Day {
	first, last := dayOf(now.UTC().AddDate(0, 0, 1-keptDays)), dayOf(now)
	return slices.DeleteFunc(days, func(one Day) bool { return one.Day < first || one.Day > last })
}

// add adds what was counted on a day to the days of a model. A model for which there is no room is not counted. The caller
// holds the lock.
func (d *Days) add(model string, one Day, now time.Time) {
	days, known := d.models[model]
	if !known && len(d.models) >= maxModels {
		d.sweep(now)
		if len(d.models) >= maxModels {
			return
		}
	}
	i, found := slices.BinarySearchFunc(days, one.Day, func(x Day, day string) int { return strings.Compare(x.Day, day) })
	if found {
		days[i].Asked += one.Asked
		days[i].Answered += one.Answered
		return
	}
	if days = recent(slices.Insert(days, i, one), now); len(days) == 0 {
		delete(d.models, model)
		return
	}
	d.models[model] = days
}

// sweep forgets models that nobody has asked for a month. The caller holds the lock.
func (d *Days) sweep(now time.Time) {
	maps.DeleteFunc(d.models, func(_ string, days []Day) bool { return len(recent(slices.Clone(days), now)) == 0 })
}

// daysFile is the content of the file of days.
type daysFile struct {
	Models []daysOf `json:"models"`
}

type daysOf struct {
	ID   string `json:"id"`
	Days []Day  `json:"days"`
}

// load takes over the days of a file, beside what is counted already; one that does not exist has none. A file that is not
// understood is not read in part.
func (d *Days) load(path string) error {
	var f daysFile
	if err := read(path, "days", "count anew", &f); err != nil {
		return err
	}
	for _, m := range f.Models {
		for _, one := range m.Days {
			if _, err := time.Parse(time.DateOnly, one.Day); err != nil || one.Answered > one.Asked {
				return fmt.Errorf("days %s: model %q: day %q: answered %d of %d; remove the file to count anew", path, m.ID, one.Day, one.Answered, one.Asked)
			}
		}
	}
	now := d.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range f.Models {
		for _, one := range m.Days {
			d.add(m.ID, one, now)
		}
	}
	return nil
}

// Keep takes over the counts of a file, and saves them there a few times a minute until ctx ends, and then once more. What
// cannot be read is counted anew; a disk that takes nothing is complained of, and the gateway goes on.
func (d *Days) Keep(ctx context.Context, path string, log *slog.Logger) error {
	if err := d.load(path); err != nil {
		log.Warn("requests of each day are counted anew", "err", err)
	}
	return saving(ctx, path, d.save, func(err error) {
		log.Warn("requests of each day cannot be saved", "file", path, "err", err)
	})
}

// save writes the counts to a file if there are new ones.
func (d *Days) save(path string) error {
	now := d.now()
	f := daysFile{Models: []daysOf{}}
	d.mu.Lock()
	counted := d.counted
	d.counted = false
	if counted {
		for _, id := range slices.Sorted(maps.Keys(d.models)) {
			if days := recent(slices.Clone(d.models[id]), now); len(days) > 0 {
				f.Models = append(f.Models, daysOf{id, days})
			}
		}
	}
	d.mu.Unlock()
	if !counted {
		return nil
	}
	raw, err := json.MarshalIndent(f, "", " ")
	if err == nil {
		err = replace(path, append(raw, '\n'))
	}
	if err != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.counted = true // another time
	}
	return err
}
