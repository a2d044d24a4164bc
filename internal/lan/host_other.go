//go:build !linux

package lan

import (
	"net/netip"
	"os/exec"
)

// Host cannot be made here; see [NewHost].
type Host struct{}

// NewHost returns [ErrNotAllowed].
func NewHost(*Switch, uint8) (*Host, error) { return nil, ErrNotAllowed }

// Address is that of the host on the network.
func (*Host) Address() netip.Addr { return netip.Addr{} }

// Start returns [ErrNotAllowed].
func (*Host) Start(*exec.Cmd) error { return ErrNotAllowed }

// Forward returns [ErrNotAllowed].
func (*Host) Forward(int) (string, error) { return "", ErrNotAllowed }

// Close does nothing.
func (*Host) Close() error { return nil }
