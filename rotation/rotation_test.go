package rotation_test

import (
	"encoding/hex"
	"testing"

	"github.com/tianwang-net/tianwang/rotation"
)

func TestHash(t *testing.T) {
	t.Parallel()
	// printf '\x18tianwang/coldkey-swap/v1\x06test-1\x03old\x03new' | sha256sum
	const want = "c81a0bc2324afc0efef31eb89fccee2c4204302c8b97eb3ca25c0a3c34d7bbe0"
	if got := hex.EncodeToString(rotation.Hash("test-1", []byte("old"), []byte("new"))); got != want {
		t.Errorf("hash is %s, want %s", got, want)
	}
	seen := map[string]bool{}
	for _, in := range [][3]string{
		{"test-1", "old", "new"}, {"test-2", "old", "new"}, {"test-1", "new", "old"}, {"test-1", "oldn", "ew"}, {"test-1o", "ld", "new"},
	} {
		seen[string(rotation.Hash(in[0], []byte(in[1]), []byte(in[2])))] = true
	}
	if len(seen) != 5 {
		t.Errorf("5 announcements have %d hashes", len(seen))
	}
}
