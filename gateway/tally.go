package gateway

import (
	"fmt"
	"time"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// tally counts how the attempts at one request failed, and tells the book of health.
type tally struct {
	r            *Router
	attempts     int
	late, busy   int
	refusers     []Miner
	refusal      *dendrite.Refusal // the first of the refusers'
	soonestRetry time.Duration
}

// count takes the error of an attempt.
func (t *tally) count(netuid uint32, m Miner, err error) {
	t.attempts++
	v, refusal := judge(err)
	t.r.log.Warn("miner did not answer", "netuid", netuid, "uid", m.UID, "miner", m.Hotkey, "reason", reason(err, refusal))
	switch v {
	case vBusy:
		t.busy++
		if t.soonestRetry == 0 || refusal.RetryAfter < t.soonestRetry {
			t.soonestRetry = max(refusal.RetryAfter, time.Second)
		}
		t.r.health.Busy(m.Hotkey, refusal.RetryAfter)
	case vRefused:
		// Whose fault it is shows when another miner answers the same request.
		t.refusers = append(t.refusers, m)
		if t.refusal == nil {
			t.refusal = refusal
		}
	case vLate:
		t.late++
		t.r.health.Failed(m.Hotkey)
	case vFailed:
		t.r.health.Failed(m.Hotkey)
	}
}

// blameRefusers is called when a miner answered what others refused.
func (t *tally) blameRefusers() {
	for _, m := range t.refusers {
		t.r.health.Failed(m.Hotkey)
	}
}

// failure says why the request as a whole failed.
func (t *tally) failure() *Failure {
	f := &Failure{Cause: ErrMinersFailed, Attempts: t.attempts}
	switch {
	case t.refusal != nil:
		f.Cause, f.Status, f.Code, f.Message = ErrRequestRefused, t.refusal.Status, t.refusal.Code, t.refusal.Message
	case t.busy == t.attempts:
		f.Cause, f.RetryAfter = ErrMinersBusy, t.soonestRetry
	case t.late > 0 && t.late+t.busy == t.attempts:
		f.Cause = ErrMinersLate
	}
	return f
}

// reason is what may be logged of an error: a refusal's words may repeat what the user asked.
func reason(err error, refusal *dendrite.Refusal) string {
	if refusal != nil {
		return fmt.Sprintf("refused with status %d", refusal.Status)
	}
	return err.Error()
}
