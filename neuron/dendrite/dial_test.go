package dendrite

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// forbidden are addresses inside special blocks: their edges, and their forms inside IPv6 addresses.
var forbidden = []string{
	"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
	"169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.0.255",
	"192.0.2.0", "192.0.2.255", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "192.175.48.1",
	"198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::127.0.0.1", "::a9fe:a9fe", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:7f00:1",
	"64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::", "2002:c0a8:1::",
	"2001::1", "2001:0:7f00:1::", "2001:1ff:ffff::", "2001:db8::1", "100::1", "3fff::1", "5f00::1", "fc00::1", "fdff::1", "fe80::1",
	"febf::1", "fec0::1", "ff02::1", "2620:4f:8000::1",
}

// TestDendrite_ForbiddenAddresses asks miners at forbidden addresses, and has the dialler itself connect there.
func TestDendrite_ForbiddenAddresses(t *testing.T) {
	t.Parallel()
	d := New(Config{Chain: chain}, key(t, "alice"))
	for _, a := range forbidden {
		host := a
		if strings.Contains(a, ":") {
			host = "[" + a + "]"
		}
		url := "http://" + host + ":8091"
		if _, err := d.Do(t.Context(), Target{Hotkey: key(t, "bob").Address(), Netuid: netuid, URL: url}, question); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", url, err)
		}
		if c, err := d.web.DialContext(t.Context(), "tcp", net.JoinHostPort(a, "8091")); !errors.Is(err, ErrAddress) {
			t.Errorf("dialling %s: %v", a, err)
			if c != nil {
				c.Close()
			}
		}
	}
}

// TestDendrite_NoConnect has a listener on this machine, and reaches for it in every way that a published URL has.
func TestDendrite_NoConnect(t *testing.T) {
	t.Parallel()
	var accepted atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { accepted.Add(1) }))
	defer srv.Close()
	port := srv.URL[strings.LastIndex(srv.URL, ":")+1:]
	public, private := New(Config{Chain: chain}, key(t, "alice")), alice(t, Config{})
	for _, c := range []struct {
		d   *Dendrite
		url string
	}{
		{public, "http://127.0.0.1:" + port},
		{public, "http://127.1:" + port},
		{public, "http://0x7f000001:" + port},
		{public, "http://017700000001:" + port},
		{public, "http://2130706433:" + port},
		{public, "http://localhost:" + port},
		{public, "http://[::1]:" + port},
		{public, "http://[::ffff:127.0.0.1]:" + port},
		{public, "http://[::127.0.0.1]:" + port},
		{public, "http://[::1%25lo]:" + port},
		{public, "http://0.0.0.0:" + port},
		{public, "http://[::]:" + port},
		{public, "http://0:" + port},
		{private, "http://localhost:" + port},
		{private, "http://0.0.0.0:" + port},
		{private, "http://[::]:" + port},
		{private, "http://127.1:" + port},
		{private, "http://user@127.0.0.1:" + port},
		{private, "http://127.0.0.1:" + port + "/path"},
		{private, "http://127.0.0.1:" + port + "?a=b"},
		{private, "http://127.0.0.1:" + port + "#x"},
		{private, "https://127.0.0.1:" + port},
		{private, "http://8.8.8.8@127.0.0.1:" + port},
		{private, "http://127.0.0.1"},
		{private, "http://127.0.0.1:22"},
		{private, "http://127.0.0.1:0"},
		{private, "http://127.0.0.1:99999"},
		{private, "ftp://127.0.0.1:" + port},
		{private, ""},
		{private, "http://169.254.169.254:80"},
		{private, "http://100.64.0.1:" + port},
		{private, "http://[64:ff9b::7f00:1]:" + port},
		{private, "http://[2002:7f00:1::]:" + port},
		{private, "http://[::127.0.0.1]:" + port},
		{private, "http://127.0.0.1:" + port + "\r\nX: y"},
	} {
		if _, err := c.d.Do(t.Context(), Target{Hotkey: key(t, "bob").Address(), Netuid: netuid, URL: c.url}, question); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", c.url, err)
		}
	}
	if n := accepted.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at      string
		private bool
		want    bool
	}{
		{"8.8.8.8:8091", false, true},
		{"8.8.8.8:80", false, true},
		{"8.8.8.8:443", false, true},
		{"8.8.8.8:25", false, false},
		{"8.8.8.8:1023", false, false},
		{"8.8.8.8:1024", false, true},
		{"[2606:4700::1111]:8091", false, true},
		{"[::ffff:8.8.8.8]:8091", false, true},
		{"127.0.0.1:8091", true, true},
		{"192.168.1.1:8091", true, true},
		{"[fd00::1]:8091", true, true},
		{"[::1]:8091", true, true},
		{"[::ffff:127.0.0.1]:8091", true, true},
		{"169.254.169.254:8091", true, false},
		{"127.0.0.1:22", true, false},
	} {
		if err := allowed(netip.MustParseAddrPort(c.at), c.private); (err == nil) != c.want {
			t.Errorf("%s, private %v: %v", c.at, c.private, err)
		}
	}
}

func TestControl_Network(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"udp4", "unix", "tcp"} {
		if err := control(network, "8.8.8.8:8091", false); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", network, err)
		}
	}
	if err := control("tcp4", "example.org:8091", false); !errors.Is(err, ErrAddress) {
		t.Errorf("a name: %v", err)
	}
}

func TestDendrite_FollowsNothing(t *testing.T) {
	t.Parallel()
	var followed atomic.Int32
	aim := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer aim.Close()
	for _, status := range []int{301, 302, 303, 307, 308, 100 + 99, 204, 206} {
		bob := serve(t, key(t, "bob"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", aim.URL)
			w.WriteHeader(status)
		}))
		if _, err := alice(t, Config{}).Do(t.Context(), bob, question); !errors.Is(err, ErrBadResponse) {
			t.Errorf("status %s: %v", strconv.Itoa(status), err)
		}
	}
	if followed.Load() != 0 {
		t.Error("a redirection was followed")
	}
}
