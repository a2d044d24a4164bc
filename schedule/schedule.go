// Package schedule answers "what happens at height h": when epochs close, when a commitment must be revealed, when
// something may be done again.
//
// Its law: heights in, heights out; no state, no clock. The chain and the daemons call the same functions, so that a
// daemon never tries what the chain would refuse. A period of n blocks means n blocks.
package schedule

// FirstEpoch returns the height at whose end the first epoch of a subnet closes: one tempo after it was opened, moved
// by its netuid so that subnets opened together do not all fall due in one block.
func FirstEpoch(opened, tempo uint64, netuid uint32) uint64 {
	tempo = max(tempo, 1)
	return opened + tempo + uint64(netuid)%tempo
}

// NextEpoch returns the height at whose end the epoch after the one due at due closes: whole tempos later, and after
// now. A late epoch thus shifts nothing.
func NextEpoch(due, tempo, now uint64) uint64 {
	tempo = max(tempo, 1)
	next := due + tempo
	if next <= now {
		next += (now - next) / tempo * tempo
		if next <= now {
			next += tempo
		}
	}
	return next
}

// Again returns the first height at which something done at last may be done again; last 0 means it never was, and it
// may be done at any height.
func Again(last, interval uint64) uint64 {
	if last == 0 {
		return 0
	}
	return last + interval
}

// Window is where an epoch lies relative to the epoch in which a commitment must be revealed.
type Window int

// Positions of an epoch relative to a reveal window.
const (
	TooEarly Window = iota
	Open
	Expired
)

// RevealWindow places epoch now relative to the one epoch in which a commitment is to be revealed.
func RevealWindow(reveal, now uint64) Window {
	switch {
	case now < reveal:
		return TooEarly
	case now == reveal:
		return Open
	}
	return Expired
}

// Every says whether something with a fixed period, counted from height 0, happens at height.
func Every(height, period uint64) bool {
	return period > 0 && height > 0 && height%period == 0
}

// Following returns the first height after now at which something with a fixed period happens.
func Following(now, period uint64) uint64 {
	if period == 0 {
		return 0
	}
	return now - now%period + period
}
