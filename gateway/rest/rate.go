package rest

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// Header fields of rate limits, as OpenAI names them.
const (
	HeaderLimit     = "X-Ratelimit-Limit-Requests"
	HeaderRemaining = "X-Ratelimit-Remaining-Requests"
	HeaderReset     = "X-Ratelimit-Reset-Requests"
)

// maxBuckets bounds the memory of rates. When there are more callers at once, those are forgotten whose limit is whole.
const maxBuckets = 1 << 16

// rates limits requests by caller: each may send so many at once, and that many a minute.
type rates struct {
	perMinute int
	now       func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

// bucket is what a caller had left at a time.
type bucket struct {
	left float64
	at   time.Time
}

func newRates(perMinute int, now func() time.Time) *rates {
	return &rates{perMinute: perMinute, now: now, buckets: map[string]bucket{}}
}

// take counts a request, and writes down in h what is left. The error says when to come again.
func (r *rates) take(h http.Header, who string) error {
	if r.perMinute <= 0 {
		return nil
	}
	limit := float64(r.perMinute)
	left, ok := r.count(who, limit)
	h.Set(HeaderLimit, strconv.Itoa(r.perMinute))
	h.Set(HeaderRemaining, strconv.Itoa(int(left)))
	h.Set(HeaderReset, minutes((limit-left)/limit).String())
	if ok {
		return nil
	}
	e := errRate.with(fmt.Sprintf("rate limit: %d requests a minute", r.perMinute))
	e.retry = minutes((1 - left) / limit)
	return e
}

// minutes is a part of a minute, in whole milliseconds and not less.
func minutes(m float64) time.Duration {
	return time.Duration(math.Ceil(m*60_000)) * time.Millisecond
}

// count takes one request from a bucket, if it has one, and returns what is left in it.
func (r *rates) count(who string, limit float64) (float64, bool) {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	b, known := r.buckets[who]
	if !known {
		if len(r.buckets) >= maxBuckets {
			r.sweep(now)
		}
		b = bucket{left: limit, at: now}
	}
	b.left = min(limit, b.left+limit*now.Sub(b.at).Minutes())
	b.at = now
	ok := b.left >= 1
	if ok {
		b.left--
	}
	if known || len(r.buckets) < maxBuckets {
		r.buckets[who] = b
	}
	return b.left, ok
}

// sweep forgets callers who have had a quiet minute, which is as if they had never been here.
func (r *rates) sweep(now time.Time) {
	for who, b := range r.buckets {
		if now.Sub(b.at) >= time.Minute {
			delete(r.buckets, who)
		}
	}
}

// caller names who sent a request: its address, and of an IPv6 address the network, since one customer has all of it.
func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	network, err := addr.Prefix(64)
	if err != nil {
		return host
	}
	return network.String()
}
