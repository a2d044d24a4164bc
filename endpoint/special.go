package endpoint

import "net/netip"

// specialPrefixes are the blocks of the IANA special-purpose registries for IPv4 and IPv6 that are not globally
// reachable, plus those whose meaning depends on the sender's own network.
var specialPrefixes = parse(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20",
	"5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

// Prefixes of IPv6 addresses that carry an IPv4 address, and the byte at which it begins.
var embeddings = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12}, // translated (SIIT)
	{netip.MustParsePrefix("64:ff9b::/96"), 12},    // NAT64, well-known prefix
	{netip.MustParsePrefix("2002::/16"), 2},        // 6to4
}

// Special says whether an address lies in a private, reserved or otherwise special block, directly or as the IPv4
// address inside an IPv6 one. Such an address must not be dialled on a stranger's word.
func Special(addr netip.Addr) bool {
	addr = addr.WithZone("").Unmap()
	for _, p := range specialPrefixes {
		if p.Contains(addr) {
			return true
		}
	}
	for _, e := range embeddings {
		if e.prefix.Contains(addr) {
			b := addr.As16()
			return Special(netip.AddrFrom4([4]byte(b[e.at : e.at+4])))
		}
	}
	return !addr.IsValid()
}

func parse(prefixes ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(prefixes))
	for i, p := range prefixes {
		out[i] = netip.MustParsePrefix(p)
	}
	return out
}
