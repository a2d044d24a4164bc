package gateway

import (
	"fmt"
	"time"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// agree is how many miners must refuse a request until it is held to be wrong.
const agree = 2

// tally counts how the attempts at one request failed, and tells the book of health.
type tally struct {
	r            *Router
	netuid       uint32
	main         bool // the request is for the endpoint that the subnet is about
	attempts     int  // that have ended
	away         int  // of these, miners that were not reached
	late, busy   int
	unserved     int
	refusers     []Miner           // who held the request to be wrong
	doubtful     []Miner           // whose fault it is shows when another miner answers
	refusal      *dendrite.Refusal // the first of the refusers'
	soonestRetry time.Duration
}

// count takes the error of an attempt.
func (t *tally) count(m Miner, err error) {
	t.attempts++
	v, refusal := judge(err)
	t.r.log.Warn("miner did not answer", "netuid", t.netuid, "uid", m.UID, "miner", m.Hotkey, "reason", reason(err, refusal))
	switch v {
	case vBusy:
		t.busy++
		if t.soonestRetry == 0 || refusal.RetryAfter < t.soonestRetry {
			t.soonestRetry = max(refusal.RetryAfter, time.Second)
		}
		t.r.health.Busy(m.Hotkey, refusal.RetryAfter)
	case vRefused:
		t.refusers = append(t.refusers, m)
		t.doubtful = append(t.doubtful, m)
		if t.refusal == nil {
			t.refusal = refusal
		}
	case vUnserved:
		t.unserved++
		if t.main { // other endpoints are a miner's own choice
			t.doubtful = append(t.doubtful, m)
		}
	case vFaltered:
		t.doubtful = append(t.doubtful, m)
		t.r.health.Faltered(m.Hotkey)
	case vLate:
		t.late++
		t.r.health.Failed(m.Hotkey)
	case vAway:
		t.away++
		t.r.health.Failed(m.Hotkey)
	case vFailed:
		t.r.health.Failed(m.Hotkey)
	}
}

// reached is how many miners had a request in their hands and failed.
func (t *tally) reached() int { return t.attempts - t.away }

// agreed says that asking more miners would not help.
func (t *tally) agreed() bool { return len(t.refusers) >= agree || t.unserved >= agree }

// blame is called when a miner answered what others could not.
func (t *tally) blame() {
	for _, m := range t.doubtful {
		t.r.health.Failed(m.Hotkey)
	}
}

// failure says why the request as a whole failed.
func (t *tally) failure() *Failure {
	f := &Failure{Cause: ErrMinersFailed, Attempts: t.attempts}
	switch {
	case t.refusal != nil:
		f.Cause, f.Status, f.Code, f.Message = ErrRequestRefused, t.refusal.Status, t.refusal.Code, t.refusal.Message
	case t.unserved > 0:
		f.Cause = ErrUnsupported
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
