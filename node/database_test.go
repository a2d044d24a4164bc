package node

import (
	"bytes"
	"path/filepath"
	"testing"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/store"
	dbm "github.com/cosmos/cosmos-db"
)

// database is what both kinds of databases have in common.
type database interface {
	Get(key []byte) ([]byte, error)
	SetSync(key, value []byte) error
	Close() error
}

// TestOpen_Gathers wants databases with many keys in no order to write no small tables, as goleveldb would by its defaults; with
// which every other tool reads what is there.
func TestOpen_Gathers(t *testing.T) {
	t.Parallel()
	engine := func(id string) func(Home) (database, error) {
		return func(h Home) (database, error) {
			return openEngine(&cmtcfg.DBContext{ID: id, Config: cmtcfg.DefaultConfig().SetRoot(string(h))})
		}
	}
	for _, c := range []struct {
		name   string
		open   func(Home) (database, error)
		tables bool
	}{
		{"application", func(h Home) (database, error) { return h.openState(dbm.GoLevelDBBackend) }, false},
		{"tx_index", engine("tx_index"), false},
		{"state", engine("state"), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := Home(t.TempDir())
			db, err := c.open(h)
			if err != nil {
				t.Fatal(err)
			}
			value := func(i byte) []byte { return bytes.Repeat([]byte{i}, 1<<20) }
			const values = 12
			for i := range byte(values) {
				if err := db.SetSync([]byte{i}, value(i)); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			tables, err := filepath.Glob(h.path("data", c.name+".db", "*.ldb"))
			if err != nil || len(tables) > 0 != c.tables {
				t.Errorf("tables %q, %v; want some: %t", tables, err, c.tables)
			}
			if db, err = cmtdb.NewGoLevelDB(c.name, h.path("data")); err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for i := range byte(values) {
				if got, err := db.Get([]byte{i}); err != nil || !bytes.Equal(got, value(i)) {
					t.Errorf("value %d: %d bytes, %v", i, len(got), err)
				}
			}
		})
	}
}

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
