package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

// TestC2_OneHistory plays a history that is always the same and says what it comes to: a hash over the hashes of all
// states and all results. Three instances must agree on each; that programs built otherwise agree is what make hashes tries.
func TestC2_OneHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(2)
	w.c = testchain.New(t, w.genesis)
	h := sha256.New()
	for range 60 {
		txs, _, _ := w.block()
		res := w.c.BlockResult(txs...)
		b, err := res.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		h.Write(w.c.AppHash())
		h.Write(b)
	}
	if h.Size() == 0 || len(w.c.AppHash()) == 0 {
		t.Fatal("the history comes to nothing")
	}
	t.Logf("history: %s", hex.EncodeToString(h.Sum(nil)))
}
