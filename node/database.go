package node

import (
	"sync/atomic"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
)

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
	db, err := cmtcfg.DefaultDBProvider(c)
	if err != nil {
		return nil, err
	}
	wrapped := &engineDB{DB: db}
	if c.ID == "tx_index" {
		n.index = wrapped
	}
	return wrapped, nil
}
