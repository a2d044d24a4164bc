// Package endpoint is the form of the place where a neuron serves, and the judgement of which places may be dialled.
//
// Its law: a host is a literal address, never a name, so that what was checked is what is dialled. Addresses that
// reach into somebody's own network are special and only a local network may use them. The chain checks at
// registration; whoever dials must check the address it is about to connect to once more.
package endpoint

import (
	"crypto/sha256"
	"fmt"
	"net/netip"
)

// Protocols of an axon.
const (
	HTTP  = "http"
	HTTPS = "https" // with a certificate whose key is known beforehand; see [CheckKey]
)

// KeySize is the size of the name of a key: SHA-256 of the SubjectPublicKeyInfo of a certificate, in DER.
const KeySize = 32

// Endpoint is a checked place.
type Endpoint struct {
	Addr     netip.AddrPort
	Protocol string
}

// Parse checks the parts of an endpoint. Unless special is set, the address must be reachable from the whole internet.
func Parse(host string, port uint32, protocol string, special bool) (Endpoint, error) {
	addr, err := netip.ParseAddr(host)
	switch {
	case err != nil:
		return Endpoint{}, fmt.Errorf("host %q: a literal IPv4 or IPv6 address is needed", host)
	case addr.Zone() != "":
		return Endpoint{}, fmt.Errorf("host %q: an address with a zone is not reachable for others", host)
	case port == 0 || port > 65535:
		return Endpoint{}, fmt.Errorf("port %d: it must be from 1 to 65535", port)
	case protocol != HTTP && protocol != HTTPS:
		return Endpoint{}, fmt.Errorf("protocol %q: only %q and %q are known", protocol, HTTP, HTTPS)
	case addr.IsUnspecified() || addr.IsMulticast():
		return Endpoint{}, fmt.Errorf("host %s: nobody can be reached there", host)
	case !special && Special(addr):
		return Endpoint{}, fmt.Errorf("host %s: the address is private or reserved, others cannot reach it", host)
	}
	return Endpoint{netip.AddrPortFrom(addr, uint16(port)), protocol}, nil // #nosec G115 -- checked above
}

// KeyOf returns the name of a public key, given its SubjectPublicKeyInfo in DER.
func KeyOf(info []byte) []byte {
	key := sha256.Sum256(info)
	return key[:]
}

// CheckKey refuses an encrypted endpoint without the name of a key, and a plain one with one: an address is no name that an
// authority would vouch for, so that whoever dials must know which key to expect.
func CheckKey(protocol string, key []byte) error {
	want := 0
	if protocol == HTTPS {
		want = KeySize
	}
	if len(key) != want {
		return fmt.Errorf("TLS key of %d bytes: with %q it has %d", len(key), protocol, want)
	}
	return nil
}

// URL returns protocol://host:port.
func (e Endpoint) URL() string { return e.Protocol + "://" + e.Addr.String() }
