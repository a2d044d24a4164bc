package freeport

import (
	"net"
	"testing"
)

// TestNext wants each address once, and free.
func TestNext(t *testing.T) {
	t.Parallel()
	given := map[string]bool{}
	for range 200 {
		at, err := Next()
		if err != nil || given[at] {
			t.Fatalf("%q, given before: %v, %v", at, given[at], err)
		}
		given[at] = true
		l, err := net.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if lock, err := net.ListenPacket("udp", at); err == nil {
			_ = lock.Close()
			t.Errorf("%s: another process could be given it", at)
		}
	}
}
