package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
)

// Errors of an account and of its reservations.
var (
	ErrNoAccount     = errors.New("this gateway knows no such channel")
	ErrNoReservation = errors.New("no such reservation")
	ErrReleased      = errors.New("reservation was released: the gateway that held it was taken for dead")
	ErrTwice         = errors.New("request id is in use")
	ErrSubnets       = fmt.Errorf("channel has paid for %d subnets, it cannot pay for another: open a new one", voucher.MaxSpends)
)

// ShortError says that the deposit does not suffice.
type ShortError struct {
	Channel  uint64
	Needed   uint64 // rao, the most that the request can cost
	Left     uint64 // rao
	Reserved uint64 // rao, for requests under way
}

// Waits says that it may suffice once other requests have ended.
func (e *ShortError) Waits() bool { return e.Needed <= e.Left+e.Reserved }

// Error implements error.
func (e *ShortError) Error() string {
	if e.Waits() {
		return fmt.Sprintf("channel %d: %s TAO are left beside %s TAO reserved for requests under way, %s TAO are needed; try again when they have ended, "+
			"or add to the deposit", e.Channel, tao(e.Left), tao(e.Reserved), tao(e.Needed))
	}
	return fmt.Sprintf("channel %d: %s TAO are left, %s TAO are needed; add to the deposit: tianwang escrow topup %d AMOUNT",
		e.Channel, tao(e.Left), tao(e.Needed), e.Channel)
}

// DueError says that too much is not covered by a voucher.
type DueError struct {
	Channel uint64
	Open    uint64          // rao that are not covered, with this request
	Credit  uint64          // rao that may be
	Due     []voucher.Spend // what the next voucher has to say
}

// Error implements error.
func (e *DueError) Error() string {
	text := fmt.Sprintf("channel %d: %s TAO would not be covered by a voucher, the gateway's credit is %s TAO; pay: tianwang gateway pay %d",
		e.Channel, tao(e.Open), tao(e.Credit), e.Channel)
	if len(e.Due) == 0 {
		return text
	}
	var pairs []string
	for _, s := range e.Due {
		pairs = append(pairs, fmt.Sprintf("%d:%s", s.Netuid, tao(s.Amount)))
	}
	return fmt.Sprintf("%s, or send the voucher of: tianwang escrow voucher %d %s", text, e.Channel, strings.Join(pairs, " "))
}

// Period is the time over which a key may spend its limit.
type Period string

// Periods, in UTC.
const (
	Day   Period = "day"
	Month Period = "month"
	Total Period = "total"
)

// DayOf names the day of a time, in UTC.
func DayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// Begin returns the first day of the period that a time is in, "" of all times.
func (p Period) Begin(t time.Time) string {
	switch p {
	case Day:
		return DayOf(t)
	case Month:
		return t.UTC().Format("2006-01") + "-01"
	case Total:
	}
	return ""
}

// End returns when the period ends that a time is in, the zero time for never.
func (p Period) End(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	switch p {
	case Day:
		return time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC)
	case Total:
	}
	return time.Time{}
}

// LimitError says that a key has spent what it may.
type LimitError struct {
	Period Period
	Limit  uint64    // rao
	Spent  uint64    // rao, with what is reserved for requests under way
	Needed uint64    // rao, the most that the request can cost
	Until  time.Time // when the period ends, zero for never
}

// Error implements error.
func (e *LimitError) Error() string {
	next := "use another key"
	if !e.Until.IsZero() {
		next = "wait until " + e.Until.Format(time.RFC3339) + " or use another key"
	}
	return fmt.Sprintf("this API key may spend %s TAO (%s), %s TAO are spent or reserved, %s TAO are needed; %s",
		tao(e.Limit), e.Period, tao(e.Spent), tao(e.Needed), next)
}

// RateError says that a key was used too often.
type RateError struct {
	Rate  uint64        // requests a minute
	After time.Duration // until the next minute begins
}

// Error implements error.
func (e *RateError) Error() string {
	return fmt.Sprintf("this API key may be used %d times a minute; wait %s", e.Rate, e.After)
}

func tao(rao uint64) string { return tokenomics.FormatTAO(rao) }
