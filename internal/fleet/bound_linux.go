package fleet

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// spawner returns a thread that runs orders as long as this process lives. A process that was started by it can be told
// to die with it: the kernel looks at the thread, not at the process.
func spawner() chan func() {
	orders := make(chan func())
	go func() { // lives as long as the process
		runtime.LockOSThread()
		for order := range orders {
			order()
		}
	}()
	return orders
}

// startBound starts a process that dies with this one.
func startBound(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd.Start()
}

// tick is the unit of /proc, a hundredth of a second on every Linux.
const tick = 10 * time.Millisecond

// cpu is the processor time that a process has taken, 0 if it is not there.
func cpu(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(b), ") ") // the name may hold anything
	fields := strings.Fields(after)
	sum := time.Duration(0)
	for _, i := range []int{11, 12} { // user and system
		if i < len(fields) {
			n, _ := strconv.Atoi(fields[i]) // the kernel writes numbers
			sum += time.Duration(n) * tick
		}
	}
	return sum
}
