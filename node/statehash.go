package node

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
)

// StateHash is the hash of the state after a block, and those of the stores that it is made of.
type StateHash struct {
	Height int64
	Hash   []byte
	Stores []StoreHash // by name
}

// StoreHash is the hash of one store.
type StoreHash struct {
	Name string
	Hash []byte
}

// ErrNoState says that a node has nothing at a height.
var ErrNoState = errors.New("there is no state")

// StateHash reads the hashes of the state after a block, of the latest if height is zero. The node must not be running:
// its database has one user. A node that disagrees with the others differs from them in one store first: compare.
func (h Home) StateHash(height int64) (s StateHash, err error) {
	_, _, v, err := h.read()
	if err != nil {
		return s, err
	}
	db, err := h.openState(server.GetAppDBBackend(v))
	if err != nil {
		return s, fmt.Errorf("node %s: %w: stop the node first", h, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	latest := rootmulti.GetLatestVersion(db)
	if height == 0 {
		height = latest
	}
	if height <= 0 || height > latest {
		return s, fmt.Errorf("node %s: %w after block %d; the latest block is %d", h, ErrNoState, height, latest)
	}
	info, err := rootmulti.NewStore(db, log.NewNopLogger()).GetCommitInfo(height)
	if err != nil {
		return s, fmt.Errorf("node %s: %w after block %d: %w", h, ErrNoState, height, err)
	}
	s = StateHash{Height: info.Version, Hash: info.Hash()}
	for _, i := range info.StoreInfos {
		s.Stores = append(s.Stores, StoreHash{i.Name, i.CommitId.Hash})
	}
	slices.SortFunc(s.Stores, func(a, b StoreHash) int { return cmp.Compare(a.Name, b.Name) })
	return s, nil
}
