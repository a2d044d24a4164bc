package dendrite

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/tianwang-net/tianwang/endpoint"
)

// errDial marks an error of connecting.
var errDial = errors.New("no connection")

// firstPort is the lowest port that may be dialled, apart from those of HTTP: below are other services.
const firstPort = 1024

// transport connects to literal addresses only, and checks each when the socket is about to connect. It uses no proxy.
func transport(cfg Config) *http.Transport {
	dialer := &net.Dialer{
		Timeout:   cfg.DialTimeout,
		KeepAlive: 30 * time.Second,
		ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
			return control(network, address, cfg.AllowPrivate)
		},
	}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errDial, err)
		}
		return c, nil
	}
	return &http.Transport{
		DialContext: dial,
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return encrypt(ctx, c, cfg.DialTimeout)
		},
		DisableCompression:     true,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        45 * time.Second, // an axon closes after 60 s
		MaxResponseHeaderBytes: 16 << 10,
		ReadBufferSize:         2 << 10, // a gateway has thousands of streams open
		WriteBufferSize:        2 << 10,
	}
}

// control judges the address of a socket that is about to connect.
func control(network, address string, private bool) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("network %q: %w", network, ErrAddress)
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address %q: %w", address, ErrAddress)
	}
	return allowed(at, private)
}

// allowed judges an address. With private, those of this machine and of private networks are allowed too, but no other
// special ones: the metadata service of a cloud is neither.
func allowed(at netip.AddrPort, private bool) error {
	addr := at.Addr().Unmap()
	if p := at.Port(); p < firstPort && p != 80 && p != 443 {
		return fmt.Errorf("address %s: ports below %d belong to other services: %w", at, firstPort, ErrAddress)
	}
	if near := addr.IsLoopback() || addr.IsPrivate(); endpoint.Special(addr) && (!private || !near) {
		return fmt.Errorf("address %s: private or reserved: %w", at, ErrAddress)
	}
	return nil
}

// place checks a published URL and returns it in its one form, without a slash at the end.
func place(raw string, private bool) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Path != "" && u.Path != "/") {
		return "", fmt.Errorf("URL %q: protocol, address and port are needed, nothing else: %w", raw, ErrAddress)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return "", fmt.Errorf("URL %q: a port is needed: %w", raw, ErrAddress)
	}
	e, err := endpoint.Parse(u.Hostname(), uint32(port), u.Scheme, private)
	if err != nil {
		return "", fmt.Errorf("%w: %w", err, ErrAddress)
	}
	return e.URL(), allowed(e.Addr, private)
}
