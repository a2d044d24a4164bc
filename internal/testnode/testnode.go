// Package testnode runs a real node for tests: a local chain of one producer, with one subnet and a block every tenth of a
// second, in a folder that goes with the test.
package testnode

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/freeport"
	"github.com/tianwang-net/tianwang/node"
)

// Key is a signer that follows from its name.
type Key struct{ *secp256k1.PrivKey }

// NewKey returns the key of a name, always the same one.
func NewKey(name string) Key { return Key{secp256k1.GenPrivKeyFromSecret([]byte(name))} }

// Address is that of the key's account.
func (k Key) Address() string { return sdk.AccAddress(k.PubKey().Address()).String() }

// PublicKey is compressed, 33 bytes.
func (k Key) PublicKey() []byte { return k.PubKey().Bytes() }

// Sign signs the SHA-256 of bytes.
func (k Key) Sign(b []byte) ([]byte, error) { return k.PrivKey.Sign(b) }

// FreePort returns an address of this machine that nobody listens on, nor will.
func FreePort(t *testing.T) string {
	t.Helper()
	at, err := freeport.Next()
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Home makes what a node of a chain needs to start. The subnet has netuid 1 and is called words.
func Home(t *testing.T, chainID string) (node.Home, node.Settings) {
	t.Helper()
	h := node.Home(filepath.Join(t.TempDir(), "node"))
	s := node.Settings{
		Moniker: "test", BlockTime: 100 * time.Millisecond, RPC: FreePort(t), P2P: FreePort(t), REST: FreePort(t), GRPC: FreePort(t), Local: true,
	}
	if err := h.Init(s); err != nil {
		t.Fatal(err)
	}
	pub, err := h.ProducerKey()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := node.Chain{
		ID: chainID, Time: time.Now(), Rules: node.LocalRules(),
		Authorities: []producerv1.Producer{{Operator: NewKey("operator").Address(), Name: "test", Pubkey: pub, Power: 1}},
		Markets:     []node.Market{{Name: "words", Task: "test", TaskVersion: 1}},
	}.Genesis()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SetGenesis(doc); err != nil {
		t.Fatal(err)
	}
	return h, s
}

// Start starts a node; whoever starts it stops it.
func Start(t *testing.T, h node.Home) *node.Node {
	t.Helper()
	n, err := node.Start(context.Background(), h, log.NewNopLogger())
	if err != nil {
		t.Fatal(err)
	}
	return n
}
