package node

import (
	"sync/atomic"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/syndtr/goleveldb/leveldb/filter"
	"github.com/syndtr/goleveldb/leveldb/opt"
)

// writeBuffer is how many bytes of writes a database of a node gathers in memory before it makes a table of them, and tablesMerged how
// many tables it gathers before they are merged. Their keys lie among all of the next level, which is written anew with them: few
// and small ones make a busy node write everything again and again.
const (
	writeBuffer  = 16 * opt.MiB
	tablesMerged = 8
)

// indexID is the engine's name of the index of transactions.
const indexID = "tx_index"

// levelDB says how goleveldb keeps the databases of a node. It would merge a table as well if reads have passed it in vain some
// hundred times, which with keys that mostly are not there is all the time; a filter is what they need.
func levelDB() *opt.Options {
	return &opt.Options{
		Filter: filter.NewBloomFilter(10), WriteBuffer: writeBuffer, DisableSeeksCompaction: true,
		CompactionL0Trigger: tablesMerged, WriteL0SlowdownTrigger: 2 * tablesMerged, WriteL0PauseTrigger: 3 * tablesMerged,
	}
}

// openState opens the database of the state machine.
func (h Home) openState(backend dbm.BackendType) (dbm.DB, error) {
	if backend != dbm.GoLevelDBBackend {
		return dbm.NewDB("application", backend, h.path("data"))
	}
	return dbm.NewGoLevelDBWithOpts("application", h.path("data"), levelDB())
}

// openEngine opens a database of the consensus engine.
func openEngine(c *cmtcfg.DBContext) (cmtdb.DB, error) {
	if cmtdb.BackendType(c.Config.DBBackend) != cmtdb.GoLevelDBBackend || c.ID != indexID { // others get a few large writes in order
		return cmtcfg.DefaultDBProvider(c)
	}
	return cmtdb.NewGoLevelDBWithOpts(c.ID, c.Config.DBDir(), levelDB())
}

// engineDB is a database of the consensus engine that is empty once it was closed. When the engine stops it closes its
// databases without waiting for the routines of its peers, and one that looks something up then would end the process with
// a panic. Nothing is read there any more that anybody uses; writes fail.
type engineDB struct {
	cmtdb.DB
	closed atomic.Bool
}

// Get implements cmtdb.DB.
func (d *engineDB) Get(key []byte) ([]byte, error) {
	value, err := d.DB.Get(key)
	if err != nil && d.closed.Load() {
		return nil, nil //nolint:nilnil // what is not there, by the rules of the interface
	}
	return value, err
}

// Has implements cmtdb.DB.
func (d *engineDB) Has(key []byte) (bool, error) {
	has, err := d.DB.Has(key)
	if err != nil && d.closed.Load() {
		return false, nil
	}
	return has, err
}

// Close implements cmtdb.DB.
func (d *engineDB) Close() error {
	d.closed.Store(true)
	return d.DB.Close()
}

// openDB opens a database for the consensus engine, which closes all of them but the index of transactions when it
// stops. That one is closed by the node, so that the directory can be started again in the same process.
func (n *Node) openDB(c *cmtcfg.DBContext) (cmtdb.DB, error) {
	db, err := openEngine(c)
	if err != nil {
		return nil, err
	}
	wrapped := &engineDB{DB: db}
	if c.ID == indexID {
		n.index = wrapped
	}
	return wrapped, nil
}
