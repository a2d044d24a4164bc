package dendrite

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tianwang-net/tianwang/endpoint"
)

// specialBlocks are those of the IANA special-purpose registries (RFC 6890 and its updates) that no public server is in.
var specialBlocks = []string{
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
	"::/128", "::1/128", "100::/64", "2001::/23", "2001::/32", "2001:2::/48", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20",
	"5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "64:ff9b:1::/48",
}

// edges returns the first address of a block, the last, and one between.
func edges(block string) []netip.Addr {
	p := netip.MustParsePrefix(block).Masked()
	first, last := p.Addr().AsSlice(), p.Addr().AsSlice()
	for i := p.Bits(); i < len(first)*8; i++ {
		last[i/8] |= 1 << (7 - i%8)
	}
	between := append([]byte{}, first...)
	for i := (p.Bits() + 7) / 8; i < len(between); i++ {
		between[i] = byte(37 * (i + 1))
	}
	var out []netip.Addr
	for _, b := range [][]byte{first, between, last} {
		a, _ := netip.AddrFromSlice(b)
		out = append(out, a)
	}
	return out
}

// embedded returns the forms in which an IPv4 address hides in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo.
func embedded(a netip.Addr) []string {
	b := a.As4()
	h := fmt.Sprintf("%x:%x", uint16(b[0])<<8|uint16(b[1]), uint16(b[2])<<8|uint16(b[3]))
	x := fmt.Sprintf("%x:%x", ^(uint16(b[0])<<8 | uint16(b[1])), ^(uint16(b[2])<<8 | uint16(b[3])))
	return []string{
		"::ffff:" + h, "::ffff:" + a.String(), "::" + h, "::ffff:0:" + h, "64:ff9b::" + h, "64:ff9b::" + a.String(),
		"2002:" + h + "::1", "2001:0:4136:e378:8000:63bf:" + x,
	}
}

// texts returns ways to write an IPv4 address that some parsers take.
func texts(a netip.Addr) []string {
	b := a.As4()
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	return []string{
		strconv.FormatUint(uint64(n), 10), fmt.Sprintf("0x%x", n), fmt.Sprintf("0%o", n), fmt.Sprintf("0x%x.0x%x.0x%x.0x%x", b[0], b[1], b[2], b[3]),
		fmt.Sprintf("0%o.0%o.0%o.0%o", b[0], b[1], b[2], b[3]), fmt.Sprintf("%d.%d", b[0], n&0xffffff), a.String() + ".",
		strings.ReplaceAll(a.String(), ".", "。"), a.String() + "%25lo",
	}
}

// listening listens on every address of this machine, and returns the port and how many have connected.
func listening(t *testing.T) (port string, accepted *atomic.Int32) {
	t.Helper()
	accepted = new(atomic.Int32)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			accepted.Add(1)
		}
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = srv.Listener.Close()
	srv.Listener = l
	srv.Start()
	t.Cleanup(srv.Close)
	if _, port, err = net.SplitHostPort(l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	return port, accepted
}

// TestDendrite_Corpus (threats O4) asks miners at some four hundred addresses that lead inside: the edges of every special
// block, IPv4 hidden in IPv6, and ways to write an address. None is dialled; a listener on every address of this machine
// hears of none, also when the dialler itself is told to go there.
func TestDendrite_Corpus(t *testing.T) {
	t.Parallel()
	port, accepted := listening(t)
	d := New(Config{Chain: chain}, key(t, "alice"))
	bob := key(t, "bob").Address()
	tried := map[string]bool{}
	try := func(host string) {
		tried[host] = true
		at := host
		if strings.Contains(host, ":") {
			at = "[" + host + "]"
		}
		if _, err := d.Do(t.Context(), Target{Hotkey: bob, Netuid: netuid, URL: "http://" + at + ":" + port}, question); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", host, err)
		}
		if a, err := netip.ParseAddr(host); err == nil {
			if !endpoint.Special(a) {
				t.Errorf("%s is not special", host)
			}
			if c, err := d.web.DialContext(t.Context(), "tcp", net.JoinHostPort(host, port)); !errors.Is(err, ErrAddress) {
				t.Errorf("dialling %s: %v", host, err)
				if c != nil {
					c.Close()
				}
			}
		}
	}
	for _, block := range specialBlocks {
		for _, a := range edges(block) {
			try(a.String())
			if a.Is4() {
				for _, host := range embedded(a) {
					try(host)
				}
			}
		}
	}
	for _, inside := range []string{"127.0.0.1", "169.254.169.254", "10.0.0.1"} {
		for _, host := range texts(netip.MustParseAddr(inside)) {
			try(host)
		}
	}
	if len(tried) < 400 {
		t.Errorf("only %d addresses were tried", len(tried))
	}
	if n := accepted.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}
