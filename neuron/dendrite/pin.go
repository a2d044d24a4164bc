package dendrite

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/tianwang-net/tianwang/endpoint"
)

// errOtherKey says that an encrypted axon does not have the key that its hotkey published.
var errOtherKey = errors.New("the certificate is not that of the published key")

type pinKey struct{}

// expecting makes connections under ctx expect a key.
func expecting(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, pinKey{}, key)
}

// shows says whether the other side has proved that it has a key.
func shows(state tls.ConnectionState, key string) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	return bytes.Equal(endpoint.KeyOf(state.PeerCertificates[0].RawSubjectPublicKeyInfo), []byte(key))
}

// encrypt begins TLS on a connection and expects the key of ctx. Names and authorities do not count: the chain says which
// key it is, and the certificate around it may be of any kind and age.
func encrypt(ctx context.Context, c net.Conn, within time.Duration) (net.Conn, error) {
	key, _ := ctx.Value(pinKey{}).(string)
	t := tls.Client(c, &tls.Config{
		MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"},
		InsecureSkipVerify: true, // #nosec G402 -- replaced by the stricter check below
		VerifyConnection: func(state tls.ConnectionState) error {
			if !shows(state, key) {
				return errOtherKey
			}
			return nil
		},
	})
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := t.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, fmt.Errorf("%w: %w", errDial, err)
	}
	return t, nil
}
