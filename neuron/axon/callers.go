package axon

import (
	"context"
	"fmt"
	"net/http"
)

// Caller is what the chain knows of somebody who asks.
type Caller struct {
	Registered bool   // holds a slot in the subnet
	Permit     bool   // may set weights there
	Stake      uint64 // on the hotkey, in rao
}

// Callers tells what the chain knows of callers. Implementations are safe for concurrent use, and quick: they answer
// from a recent block that they hold.
type Callers interface {
	// Caller returns what is known of a hotkey in a subnet; one that is unknown is the zero Caller. An error means that
	// nothing can be known just now, and the request is refused until it can.
	Caller(ctx context.Context, netuid uint32, hotkey string) (Caller, error)
}

// admit applies the rule for callers: registered in the subnet, or with enough stake. It returns what is known of one.
func (a *Axon) admit(r *http.Request, hotkey string) (Caller, error) {
	c, err := a.callers.Caller(r.Context(), a.cfg.Netuid, hotkey)
	switch {
	case err != nil:
		return c, fmt.Errorf("%w: %w", err, errCallersUnknown)
	case c.Registered, a.cfg.MinStake > 0 && c.Stake >= a.cfg.MinStake:
		return c, nil
	case a.cfg.MinStake > 0:
		return c, fmt.Errorf("hotkey %s: register it in subnet %d, or stake %d rao on it: %w",
			hotkey, a.cfg.Netuid, a.cfg.MinStake, errNotAdmitted)
	}
	return c, fmt.Errorf("hotkey %s: register it in subnet %d: %w", hotkey, a.cfg.Netuid, errNotAdmitted)
}
