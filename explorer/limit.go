package explorer

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What a client may ask: a page in a browser asks about ten things with every block.
const (
	DefaultRate = 50   // questions a second
	burst       = 4    // seconds' worth of questions at once
	mostClients = 4096 // that are remembered
)

// limiter keeps clients from asking more than they may. A client is an address of IPv4, or a network of 64 bits of IPv6.
type limiter struct {
	rate rate.Limit
	now  func() time.Time

	mu      sync.Mutex
	clients map[netip.Prefix]*rate.Limiter
}

func newLimiter(perSecond int) *limiter {
	return &limiter{rate: rate.Limit(perSecond), now: time.Now, clients: map[netip.Prefix]*rate.Limiter{}}
}

// who is the client of a request. Those without an address that can be read are one client.
func who(r *http.Request) netip.Prefix {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	address = address.Unmap().WithZone("")
	bits := 64
	if address.Is4() {
		bits = 32
	}
	prefix, _ := address.Prefix(bits) // the number of bits fits
	return prefix
}

// take counts a question; it returns how long the client must wait, 0 when it may ask.
func (l *limiter) take(client netip.Prefix) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	bucket := l.clients[client]
	if bucket == nil {
		if len(l.clients) >= mostClients {
			l.forget(now)
		}
		bucket = rate.NewLimiter(l.rate, int(l.rate)*burst)
		l.clients[client] = bucket
	}
	if bucket.AllowN(now, 1) {
		return 0
	}
	missing := 1 - bucket.TokensAt(now)
	return time.Duration(missing / float64(l.rate) * float64(time.Second))
}

// forget drops the clients that have not asked for a while, or all when nobody has rested.
func (l *limiter) forget(now time.Time) {
	for client, bucket := range l.clients {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.clients, client)
		}
	}
	if len(l.clients) >= mostClients {
		clear(l.clients)
	}
}

// limited lets a client's questions through as fast as it may ask, and refuses the others with the seconds to wait.
func (a *API) limited(next http.Handler) http.Handler {
	if a.cfg.Rate < 0 {
		return next
	}
	per := a.cfg.Rate
	if per == 0 {
		per = DefaultRate
	}
	l := newLimiter(per)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wait := l.take(who(r))
		if wait == 0 {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
		a.answer("no-store", func(*http.Request) (any, error) {
			return nil, &Problem{http.StatusTooManyRequests, "too_many_requests", "this client asks too much, wait as long as Retry-After says"}
		}).ServeHTTP(w, r)
	})
}
