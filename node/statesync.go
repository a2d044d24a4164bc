package node

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
)

// StateSync lets a new node begin with a snapshot of the state instead of executing every block since genesis. The
// servers offer signed heads of blocks, peers offer the snapshots; what does not fit to the head of the trusted height is
// refused, as in every light client.
type StateSync struct {
	Servers []string // addresses of RPC servers; they are compared, so that two that belong to different people are best
	Height  int64    // of a block whose hash is known
	Hash    string   // of that block, hexadecimal
}

// discovery is how long a node listens for offers of snapshots before it chooses; the engine allows no less.
const discovery = 5 * time.Second

// set writes the settings into the engine's configuration.
func (s StateSync) set(cfg *cmtcfg.StateSyncConfig) {
	cfg.Enable = true
	cfg.RPCServers = s.Servers
	if len(s.Servers) == 1 {
		cfg.RPCServers = []string{s.Servers[0], s.Servers[0]} // the engine wants two
	}
	cfg.TrustHeight, cfg.TrustHash = s.Height, s.Hash
	cfg.DiscoveryTime = discovery
}

// trustDepth is how far below its latest block a server is asked for one to trust: below the latest snapshot of a node
// that makes one every thousand blocks, so that the way to its height leads upwards, which is short.
const trustDepth = 1000

// Source is a chain that a new node can join.
type Source struct {
	Genesis *genutiltypes.AppGenesis
	Peer    string // of the first server, id@host:port
	Sync    StateSync
}

// FindSource asks RPC servers for what a new node needs to join their chain. The first one is believed: whoever
// knows the genesis or the hash of a block from elsewhere should compare. Servers that contradict the first one are an error.
func FindSource(ctx context.Context, servers []string) (Source, error) {
	if len(servers) == 0 {
		return Source{}, errors.New("state sync: the address of an RPC server is needed")
	}
	var s Source
	for i, address := range servers {
		c, err := rpchttp.New(address, "/websocket")
		if err != nil {
			return s, fmt.Errorf("state sync: %s: %w", address, err)
		}
		if i == 0 {
			s, err = askFirst(ctx, c, address)
		} else {
			err = s.compare(ctx, c)
		}
		if err != nil {
			return s, fmt.Errorf("state sync: %s: %w", address, err)
		}
	}
	s.Sync.Servers = servers
	return s, nil
}

// askFirst asks the server that is believed.
func askFirst(ctx context.Context, c *rpchttp.HTTP, address string) (s Source, err error) {
	status, err := c.Status(ctx)
	if err != nil {
		return s, err
	}
	s.Sync.Height = max(status.SyncInfo.LatestBlockHeight-trustDepth, status.SyncInfo.EarliestBlockHeight, 1)
	if s.Sync.Hash, err = hashAt(ctx, c, s.Sync.Height); err != nil {
		return s, err
	}
	if s.Peer, err = peerOf(address, string(status.NodeInfo.ID()), status.NodeInfo.ListenAddr); err != nil {
		return s, err
	}
	s.Genesis, err = genesisOf(ctx, c)
	return s, err
}

// compare wants a server to know the trusted block.
func (s Source) compare(ctx context.Context, c *rpchttp.HTTP) error {
	hash, err := hashAt(ctx, c, s.Sync.Height)
	if err == nil && hash != s.Sync.Hash {
		err = fmt.Errorf("block %d has hash %s, at the first server it has %s: they follow different chains", s.Sync.Height, hash, s.Sync.Hash)
	}
	return err
}

// hashAt returns the hash of a block.
func hashAt(ctx context.Context, c *rpchttp.HTTP, height int64) (string, error) {
	block, err := c.Commit(ctx, &height)
	if err != nil {
		return "", err
	}
	return block.Hash().String(), nil
}

// peerOf is the network address of a node whose RPC has an address: the same host, and the port at which it listens.
func peerOf(address, id, listens string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(strings.TrimPrefix(listens, "tcp://"))
	if err != nil {
		return "", fmt.Errorf("the node listens for peers at %q, which is no address: name a peer", listens)
	}
	return id + "@" + net.JoinHostPort(u.Hostname(), port), nil
}

// genesisOf reads the genesis document of a server, which may be too large for one answer.
func genesisOf(ctx context.Context, c *rpchttp.HTTP) (*genutiltypes.AppGenesis, error) {
	var doc bytes.Buffer
	for i, total := uint(0), uint(1); i < total; i++ {
		chunk, err := c.GenesisChunked(ctx, i)
		if err != nil {
			return nil, fmt.Errorf("genesis: %w", err)
		}
		data, err := base64.StdEncoding.DecodeString(chunk.Data)
		if err != nil {
			return nil, fmt.Errorf("genesis: part %d: %w", i, err)
		}
		total = uint(max(chunk.TotalChunks, 1)) // #nosec G115 -- not negative
		doc.Write(data)
	}
	genesis, err := genutiltypes.AppGenesisFromReader(&doc)
	if err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	return genesis, genesis.ValidateAndComplete()
}
