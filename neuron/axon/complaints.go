package axon

import (
	"log/slog"
	"sync"
	"time"
)

// maxComplaints bounds what is logged, and remembered, per interval.
const maxComplaints = 256

// complaints logs refusals without letting strangers write our log: once per code and party in an interval.
type complaints struct {
	log   *slog.Logger
	every time.Duration
	now   func() time.Time

	mu     sync.Mutex
	since  time.Time
	seen   map[complaint]bool
	unsaid int
}

type complaint struct{ code, who string }

func newComplaints(log *slog.Logger, every time.Duration, now func() time.Time) *complaints {
	return &complaints{log: log, every: every, now: now, seen: map[complaint]bool{}}
}

// about logs a refusal of who, a hotkey or an address, for a code.
func (c *complaints) about(code, who string, err error) {
	k := complaint{code, who}
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.since) >= c.every {
		if c.unsaid > 0 {
			c.log.Info("more requests were refused than logged", "since", c.since, "count", c.unsaid)
		}
		c.since, c.unsaid = now, 0
		clear(c.seen)
	}
	if c.seen[k] || len(c.seen) >= maxComplaints {
		c.unsaid++
		return
	}
	c.seen[k] = true
	c.log.Warn("request refused", "code", code, "caller", who, "err", err)
}
