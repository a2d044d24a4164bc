//go:build unix

package bench

import (
	"fmt"
	"syscall"
)

// spareFiles are those that a program has open besides its connections.
const spareFiles = 64

// descriptors wants the system to let this program have so many connections open.
func descriptors(connections int) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return fmt.Errorf("%w: number of open files: %w", ErrConfig, err)
	}
	if need := uint64(connections) + spareFiles; l.Cur < need { // #nosec G115 -- at least 1
		return fmt.Errorf("%w: concurrency %d needs %d open files, %d are allowed; raise it with ulimit -n %d, for the gateway too, which needs twice as many",
			ErrConfig, connections, need, l.Cur, need)
	}
	return nil
}
