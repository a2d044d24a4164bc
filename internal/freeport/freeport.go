// Package freeport finds addresses for the servers of tests.
//
// Its law: whoever was given a port is the only one, of all processes of this machine that ask here, for as long as it runs. Ports
// of the system's own choice are not like that: until the server listens, anybody who connects to somewhere may be given the same.
package freeport

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Systems take the ports of those who connect from far above these, and tests of whole networks rows of ports from 20,000 on.
const (
	lowest  = 10_000
	highest = 20_000
	tries   = 1_000
)

// held are the locks of the ports that were given: a port of UDP, with which nobody here does anything, belongs to one process.
var held struct {
	sync.Mutex
	locks []net.PacketConn
}

// Next returns an address of this machine, as 127.0.0.1:12345, that nobody listens on.
func Next() (string, error) {
	for range tries {
		at := net.JoinHostPort("127.0.0.1", strconv.Itoa(lowest+rand.IntN(highest-lowest))) // #nosec G404 -- no secret
		lock, err := net.ListenPacket("udp", at)                                            //nolint:noctx // it takes no time
		if err != nil {
			continue
		}
		l, err := net.Listen("tcp", at) //nolint:noctx // it takes no time
		if err != nil {
			_ = lock.Close()
			continue
		}
		_ = l.Close()
		held.Lock()
		held.locks = append(held.locks, lock)
		held.Unlock()
		return at, nil
	}
	return "", errors.New("no port is free")
}
