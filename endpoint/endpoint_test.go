package endpoint

import (
	"net/netip"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host     string
		port     uint32
		protocol string
		special  bool
		want     string // "" is refused
	}{
		{"8.8.8.8", 80, "http", false, "http://8.8.8.8:80"},
		{"2606:4700::1111", 443, "http", false, "http://[2606:4700::1111]:443"},
		{"127.0.0.1", 8091, "http", true, "http://127.0.0.1:8091"},
		{"127.0.0.1", 8091, "http", false, ""},
		{"::1", 8091, "http", false, ""},
		{"0.0.0.0", 8091, "http", true, ""},
		{"224.0.0.1", 8091, "http", true, ""},
		{"8.8.8.8", 0, "http", false, ""},
		{"8.8.8.8", 65536, "http", false, ""},
		{"8.8.8.8", 80, "gopher", false, ""},
		{"example.org", 80, "http", false, ""},
		{"0x7f.1", 80, "http", true, ""},
		{"127.1", 80, "http", true, ""},
		{"fe80::1%eth0", 80, "http", true, ""},
		{"", 80, "http", true, ""},
	} {
		got, err := Parse(c.host, c.port, c.protocol, c.special)
		if (err == nil) != (c.want != "") {
			t.Errorf("Parse(%q, %d, %q, %v): %v", c.host, c.port, c.protocol, c.special, err)
		} else if err == nil && got.URL() != c.want {
			t.Errorf("URL %s, want %s", got.URL(), c.want)
		}
	}
}

func TestSpecial_CarriedIPv4(t *testing.T) {
	t.Parallel()
	// Addresses that the standard library's predicates let through.
	for _, a := range []string{
		"::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
		"64:ff9b:1::7f00:1", "64:ff9b:1:a9fe:a9:fe00:808:808", "2002:7f00:1::", "2001:0:7f00:1::", "100.64.0.1", "192.0.0.192", "198.18.0.1", "240.0.0.1",
		"192.88.99.1", "fec0::1", "255.255.255.255", "169.254.169.254", "fd00::1", "::", "0.1.2.3",
	} {
		if !Special(netip.MustParseAddr(a)) {
			t.Errorf("%s passes as public", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "172.32.0.1", "100.128.0.1"} {
		if Special(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
}

func TestSpecial_EdgesOfEveryBlock(t *testing.T) {
	t.Parallel()
	for _, p := range specialPrefixes {
		first := p.Masked().Addr()
		if !Special(first) || !Special(last(p)) {
			t.Errorf("%s: an edge of the block passes as public", p)
		}
	}
}

// last returns the last address of a block.
func last(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < 8*len(b); i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// FuzzParse: whatever is accepted is the literal address that was given, may be dialled, and reads the same again.
func FuzzParse(f *testing.F) {
	f.Add("8.8.8.8", uint32(80), "http", false)
	f.Add("64:ff9b::7f00:1", uint32(65536), "http", true)
	f.Fuzz(func(t *testing.T, host string, port uint32, protocol string, special bool) {
		e, err := Parse(host, port, protocol, special)
		if err != nil {
			return
		}
		if e.Addr.Port() == 0 || uint32(e.Addr.Port()) != port || e.Addr.Addr().Zone() != "" || !special && Special(e.Addr.Addr()) {
			t.Errorf("%q, port %d, special %v became %s", host, port, special, e.URL())
		}
		if again, err := Parse(e.Addr.Addr().String(), port, e.Protocol, special); err != nil || again != e {
			t.Errorf("%s read again is %s, %v", e.URL(), again.URL(), err)
		}
	})
}

func TestCheckKey(t *testing.T) {
	t.Parallel()
	key := KeyOf([]byte("a public key"))
	for _, c := range []struct {
		protocol string
		key      []byte
		good     bool
	}{
		{HTTP, nil, true},
		{HTTP, key, false},
		{HTTPS, key, true},
		{HTTPS, nil, false},
		{HTTPS, key[1:], false},
		{HTTPS, append(key, 0), false},
	} {
		if err := CheckKey(c.protocol, c.key); (err == nil) != c.good {
			t.Errorf("%s with %d bytes: %v", c.protocol, len(c.key), err)
		}
	}
}
