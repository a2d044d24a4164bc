package node

import (
	"bytes"
	"testing"

	cmtdb "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/store"
)

// TestEngineDB_IsEmptyWhenClosed: a routine of the engine that is late asks the block store after it was closed.
func TestEngineDB_IsEmptyWhenClosed(t *testing.T) {
	t.Parallel()
	inner, err := cmtdb.NewGoLevelDB("blockstore", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	db := &engineDB{DB: inner}
	if err := db.Set([]byte("key"), []byte("value")); err != nil {
		t.Fatal(err)
	}
	if v, err := db.Get([]byte("key")); err != nil || !bytes.Equal(v, []byte("value")) {
		t.Errorf("before: %q, %v", v, err)
	}
	blocks := store.NewBlockStore(db)
	if err := blocks.Close(); err != nil {
		t.Fatal(err)
	}
	if v, err := db.Get([]byte("key")); err != nil || v != nil {
		t.Errorf("after: %q, %v", v, err)
	}
	if has, err := db.Has([]byte("key")); err != nil || has {
		t.Errorf("after: %v, %v", has, err)
	}
	if err := db.Set([]byte("key"), nil); err == nil {
		t.Error("a closed database takes a value")
	}
	if c := blocks.LoadBlockCommit(1); c != nil { // it panics where the database has an error
		t.Errorf("after: %v", c)
	}
}
