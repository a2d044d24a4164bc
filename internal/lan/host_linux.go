package lan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// subnet is the network of the hosts; no packet of it leaves them.
var subnet = netip.MustParsePrefix("10.77.0.0/24")

// Host is a network namespace with a cable to the switch.
type Host struct {
	address netip.Addr
	tun     *os.File
	orders  chan func() // run by the one thread that lives in the namespace
	group   sync.WaitGroup
	mu      sync.Mutex
	doors   []net.Listener
}

// NewHost makes a host with the n-th address and plugs it in. The error is [ErrNotAllowed] if this process may not make
// namespaces.
func NewHost(s *Switch, n uint8) (*Host, error) {
	bytes := subnet.Addr().As4()
	bytes[3] = n
	h := &Host{address: netip.AddrFrom4(bytes), orders: make(chan func())}
	ready := make(chan error)
	h.group.Go(func() { h.live(ready) })
	if err := <-ready; err != nil {
		h.group.Wait()
		if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) || errors.Is(err, unix.ENOENT) {
			return nil, fmt.Errorf("%w: %w", ErrNotAllowed, err)
		}
		return nil, err
	}
	s.Plug(h.address, h.tun)
	return h, nil
}

// live is the life of the host's thread: it moves into a new namespace, from which it never comes back, and dies with
// the host. Programs are started by it, so that they are in the namespace, and die with it.
func (h *Host) live(ready chan<- error) {
	runtime.LockOSThread() // and never unlocked: the thread ends with this function
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		ready <- fmt.Errorf("namespace: %w", err)
		return
	}
	if err := h.wire(); err != nil {
		ready <- err
		return
	}
	ready <- nil
	for order := range h.orders {
		order()
	}
}

// wire makes the host's interfaces: loopback, and one whose packets are read and written through a file.
func (h *Host) wire() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	defer unix.Close(socket)
	set := func(name string, request uint, fill func(*unix.Ifreq) error) error {
		r, err := unix.NewIfreq(name)
		if err == nil {
			err = fill(r)
		}
		if err == nil {
			err = unix.IoctlIfreq(socket, request, r)
		}
		if err != nil {
			return fmt.Errorf("interface %s: %w", name, err)
		}
		return nil
	}
	up := func(r *unix.Ifreq) error { r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING); return nil }
	if err := set("lo", unix.SIOCSIFFLAGS, up); err != nil {
		return err
	}
	if err := h.openTun("eth0"); err != nil {
		return err
	}
	mask := net.CIDRMask(subnet.Bits(), 32)
	return errors.Join(
		set("eth0", unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(h.address.AsSlice()) }),
		set("eth0", unix.SIOCSIFNETMASK, func(r *unix.Ifreq) error { return r.SetInet4Addr(mask) }),
		set("eth0", unix.SIOCSIFMTU, func(r *unix.Ifreq) error { r.SetUint32(maxPacket); return nil }),
		set("eth0", unix.SIOCSIFFLAGS, up),
	)
}

func (h *Host) openTun(name string) error {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("/dev/net/tun: %w", err)
	}
	r, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := errors.Join(unix.IoctlIfreq(fd, unix.TUNSETIFF, r), unix.SetNonblock(fd, true)); err != nil {
		return errors.Join(fmt.Errorf("/dev/net/tun: %w", err), unix.Close(fd))
	}
	h.tun = os.NewFile(uintptr(fd), "/dev/net/tun")
	return nil
}

// do lets the host's thread do something that does not take long.
func (h *Host) do(order func() error) error {
	done := make(chan error)
	h.orders <- func() { done <- order() }
	return <-done
}

// Address is that of the host on the network.
func (h *Host) Address() netip.Addr { return h.address }

// Start starts a program on the host. It is killed when this process ends.
func (h *Host) Start(cmd *exec.Cmd) error {
	return h.do(func() error {
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		return cmd.Start()
	})
}

// Dial connects to a port on the host's loopback. That needs no cable.
func (h *Host) Dial(port int) (conn net.Conn, err error) {
	err = h.do(func() error {
		var d net.Dialer
		conn, err = d.DialContext(context.Background(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		return err
	})
	return conn, err
}

// Forward opens a port of this process's loopback that leads to one on the host's, and returns its address. The way
// does not use the host's cable.
func (h *Host) Forward(port int) (string, error) {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	h.mu.Lock()
	h.doors = append(h.doors, door)
	h.mu.Unlock()
	h.group.Go(func() {
		for {
			near, err := door.Accept()
			if err != nil {
				return // closed
			}
			far, err := h.Dial(port)
			if err != nil {
				_ = near.Close() // what the caller sees is that nobody listens
				continue
			}
			go join(near, far)
			go join(far, near)
		}
	})
	return door.Addr().String(), nil
}

// join copies from one connection to the other until one of them ends, and ends both.
func join(to, from net.Conn) {
	_, _ = io.Copy(to, from) // either side may go at any time
	_, _ = to.Close(), from.Close()
}

// Close ends the host with all programs on it.
func (h *Host) Close() error {
	h.mu.Lock()
	for _, door := range h.doors {
		_ = door.Close()
	}
	h.mu.Unlock()
	err := h.tun.Close()
	close(h.orders)
	h.group.Wait()
	return err
}
