// Package state shows the rules of state code what is bad, and what is good.
package state

import (
	"encoding/json"
	"maps"
	"math"
	"math/rand" // want "randomness"
	"os"        // want "sees only the state"
	"slices"
	"time"
)

type table map[string]uint64

func order(m table, list []int, names func(yield func(string) bool)) (sum uint64) {
	for _, v := range m { // want "range over a map"
		sum += v
	}
	for range m { // want "range over a map"
		sum++
	}
	for _, v := range list {
		sum += uint64(v)
	}
	for range names {
		sum++
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		sum += m[name]
	}
	for name := range maps.Keys(m) { // want "the order of a map"
		sum += m[name]
	}
	return sum + slices.Collect(maps.Values(m))[0] // want "the order of a map"
}

func concurrent(done chan bool) { // want "channel"
	go order(nil, nil, nil) // want "go statement"
	select {                // want "select statement"
	case <-done:
	default:
	}
}

type price struct {
	whole uint64
	part  float64 // want "floating point"
}

func numbers(x uint64, big interface{ Float64() (float64, bool) }) uint64 { // want "floating point"
	const billion = 1e9
	y := math.Sqrt(float64(x))      // want "floating point"
	_ = complex(1, 2)               // want "floating point"
	if z, ok := big.Float64(); ok { // want "floating point"
		return uint64(z) // want "floating point"
	}
	return x*billion + uint64(y) // want "floating point"
}

func world(t time.Time, b json.RawMessage) (json.RawMessage, error) {
	if time.Since(t) > time.Second { // want "time.Since"
		return json.Marshal(time.Now()) // want "json.Marshal"
	}
	if t.After(time.Unix(rand.Int63(), 0)) || os.Getpid() == 1 {
		return nil, nil
	}
	return b, nil
}
