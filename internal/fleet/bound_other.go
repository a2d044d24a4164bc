//go:build !linux

package fleet

import (
	"os/exec"
	"time"
)

// spawner returns a goroutine that runs orders.
func spawner() chan func() {
	orders := make(chan func())
	go func() { // lives as long as the process
		for order := range orders {
			order()
		}
	}()
	return orders
}

// startBound starts a process. It outlives this one if this one does not stop it.
func startBound(cmd *exec.Cmd) error { return cmd.Start() }

// cpu is not known here.
func cpu(int) time.Duration { return 0 }
