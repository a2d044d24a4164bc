package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/spf13/viper"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	_ "github.com/tianwang-net/tianwang" // sets the address prefix
	"github.com/tianwang-net/tianwang/x/producer"
)

// Home is the directory of a node.
type Home string

// Settings are the parts of a node's configuration that differ from node to node. Addresses are host:port.
type Settings struct {
	Moniker   string
	BlockTime time.Duration
	RPC       string
	P2P       string
	REST      string // "" for none
	GRPC      string // "" for none
	Peers     string // id@host:port, separated by commas
	Metrics   string // where Prometheus may ask for metrics, "" for nowhere
	Local     bool   // all nodes on one machine: peers may share an address, and pages of any origin may read

	// Pruning says which states of the past the node keeps: "default", "nothing" (is pruned: an archive), or "everything";
	// "" is the default.
	Pruning string
	// Snapshots are made every so many blocks, for others to begin with; none if zero. The latest KeepSnapshots stay.
	Snapshots     uint64
	KeepSnapshots uint32
	// Sync says where the node begins; nil to execute every block since genesis.
	Sync *StateSync
}

// Exists says whether the directory holds a node.
func (h Home) Exists() bool {
	_, err := os.Stat(h.path("config", "genesis.json"))
	return err == nil
}

func (h Home) path(parts ...string) string {
	return filepath.Join(append([]string{string(h)}, parts...)...)
}

// Init creates the directory with keys and configuration; genesis is written separately. It refuses to touch a node
// that is there already.
func (h Home) Init(s Settings) error {
	if h.Exists() {
		return fmt.Errorf("node %s: there is a node already", h)
	}
	for _, dir := range []string{"config", "data"} {
		if err := os.MkdirAll(h.path(dir), 0o700); err != nil {
			return err
		}
	}
	cfg := h.cometConfig(s)
	if _, err := p2p.LoadOrGenNodeKey(cfg.NodeKeyFile()); err != nil {
		return err
	}
	privval.LoadOrGenFilePV(cfg.PrivValidatorKeyFile(), cfg.PrivValidatorStateFile())
	return h.Configure(s)
}

// Configure writes both configuration files afresh.
func (h Home) Configure(s Settings) error {
	cmtcfg.WriteConfigFile(h.path("config", "config.toml"), h.cometConfig(s))
	serverconfig.SetConfigTemplate(serverconfig.DefaultConfigTemplate)
	serverconfig.WriteConfigFile(h.path("config", "app.toml"), appConfig(s))
	return nil
}

// ID is the address of the node's network key.
func (h Home) ID() (string, error) {
	key, err := p2p.LoadNodeKey(h.path("config", "node_key.json"))
	if err != nil {
		return "", err
	}
	return string(key.ID()), nil
}

// ProducerKey is the public key with which the node signs blocks.
func (h Home) ProducerKey() ([]byte, error) {
	key, err := h.producerKey()
	if err != nil {
		return nil, err
	}
	return key.PubKey.Bytes(), nil
}

// ProveProducerKey returns the public key with which the node signs blocks, and its signature by which a hotkey registers
// it; see [producer.Statement]. The node may be running: this signs nothing that belongs to a block.
func (h Home) ProveProducerKey(chainID string, hotkey sdk.AccAddress) (pubkey, proof []byte, err error) {
	key, err := h.producerKey()
	if err != nil {
		return nil, nil, err
	}
	if len(key.PubKey.Bytes()) != ed25519.PubKeySize {
		return nil, nil, fmt.Errorf("node %s: the key of the node is %s, ed25519 is needed", h, key.PubKey.Type())
	}
	proof, err = key.PrivKey.Sign(producer.Statement(chainID, hotkey))
	return key.PubKey.Bytes(), proof, err
}

// ChainID is the name of the chain in the node's genesis.
func (h Home) ChainID() (string, error) {
	doc, err := genutiltypes.AppGenesisFromFile(h.path("config", "genesis.json"))
	if err != nil {
		return "", fmt.Errorf("node %s: %w", h, err)
	}
	return doc.ChainID, nil
}

// producerKey reads the key with which the node signs blocks.
func (h Home) producerKey() (privval.FilePVKey, error) {
	var key privval.FilePVKey
	data, err := os.ReadFile(h.path("config", "priv_validator_key.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return key, fmt.Errorf("node %s: there is no node here", h)
	}
	if err == nil {
		err = cmtjson.Unmarshal(data, &key)
	}
	if err == nil && (key.PubKey == nil || key.PrivKey == nil) {
		err = errors.New("it holds no key")
	}
	if err != nil {
		return key, fmt.Errorf("node %s: priv_validator_key.json: %w", h, err)
	}
	return key, nil
}

// Bounds of what waits for a block: what comes in two blocks at a rate that few chains see. The engine's 5,000 transactions are full
// within one block of 12 s at 400 a second, and its gigabyte is more than a node should hold. A node looks at all that wait again after
// every block, a fifth of a millisecond each, so that more would be a burden.
const (
	waitingPerSecond = 800 // between two blocks
	maxWaitingBytes  = 128 << 20
)

// cometConfig is the configuration of the consensus engine.
func (h Home) cometConfig(s Settings) *cmtcfg.Config {
	cfg := cmtcfg.DefaultConfig()
	cfg.SetRoot(string(h))
	cfg.Moniker = s.Moniker
	cfg.RPC.ListenAddress = tcp(s.RPC)
	cfg.RPC.PprofListenAddress = ""
	cfg.P2P.ListenAddress = tcp(s.P2P)
	cfg.P2P.PersistentPeers = s.Peers
	cfg.Consensus.TimeoutCommit = s.BlockTime
	cfg.Mempool.MaxTxBytes = 1 << 20
	cfg.Mempool.Size, cfg.Mempool.MaxTxsBytes = max(cfg.Mempool.Size, waitingPerSecond*int(s.BlockTime/time.Second)), maxWaitingBytes
	cfg.Mempool.CacheSize = 2 * cfg.Mempool.Size
	cfg.Instrumentation.Prometheus, cfg.Instrumentation.PrometheusListenAddr = s.Metrics != "", s.Metrics
	cfg.Instrumentation.MaxOpenConnections = 10
	if s.Sync != nil {
		s.Sync.set(cfg.StateSync)
	}
	if s.Local {
		cfg.P2P.AddrBookStrict, cfg.P2P.AllowDuplicateIP, cfg.P2P.PexReactor = false, true, false
		cfg.RPC.CORSAllowedOrigins = []string{"*"}
		cfg.Consensus.TimeoutPropose = max(s.BlockTime, 500*time.Millisecond)
	}
	return cfg
}

// treeCache is how many nodes of each of its trees the state machine keeps in memory: all that blocks touch again and again. Ten times
// as many, the SDK's default, take a node that is busy for an hour beyond the memory it means to keep.
const treeCache = 50_000

// appConfig is the configuration of the state machine and its servers.
func appConfig(s Settings) *serverconfig.Config {
	cfg := serverconfig.DefaultConfig()
	cfg.MinGasPrices = "0rao" // the chain has a price of its own, the same for every node
	cfg.API.Enable, cfg.API.Address, cfg.API.EnableUnsafeCORS = s.REST != "", tcp(s.REST), s.Local
	cfg.GRPC.Enable, cfg.GRPC.Address = s.GRPC != "", s.GRPC
	cfg.GRPCWeb.Enable = false
	cfg.Mempool.MaxTxs = -1 // order is the consensus engine's
	cfg.IAVLCacheSize = treeCache
	if s.Pruning != "" {
		cfg.Pruning = s.Pruning
	}
	cfg.StateSync.SnapshotInterval, cfg.StateSync.SnapshotKeepRecent = s.Snapshots, s.KeepSnapshots
	return cfg
}

func tcp(address string) string {
	if address == "" {
		return ""
	}
	return "tcp://" + address
}

// read loads both configuration files.
func (h Home) read() (*cmtcfg.Config, serverconfig.Config, *viper.Viper, error) {
	v := viper.New()
	v.Set("home", string(h))
	v.SetConfigFile(h.path("config", "config.toml"))
	if err := v.ReadInConfig(); err != nil {
		return nil, serverconfig.Config{}, nil, fmt.Errorf("node %s: %w", h, err)
	}
	cfg := cmtcfg.DefaultConfig()
	if err := v.Unmarshal(cfg); err != nil {
		return nil, serverconfig.Config{}, nil, fmt.Errorf("node %s: config.toml: %w", h, err)
	}
	cfg.SetRoot(string(h))
	if err := cfg.ValidateBasic(); err != nil {
		return nil, serverconfig.Config{}, nil, fmt.Errorf("node %s: config.toml: %w", h, err)
	}
	v.SetConfigFile(h.path("config", "app.toml"))
	if err := v.MergeInConfig(); err != nil {
		return nil, serverconfig.Config{}, nil, fmt.Errorf("node %s: app.toml: %w", h, err)
	}
	server, err := serverconfig.GetConfig(v)
	if err != nil {
		return nil, server, nil, fmt.Errorf("node %s: app.toml: %w", h, err)
	}
	return cfg, server, v, server.ValidateBasic()
}

// OperatorAddress is an account address made of a producer's key, for networks whose producers have no account.
func OperatorAddress(key []byte) (string, error) {
	if len(key) != ed25519.PubKeySize {
		return "", fmt.Errorf("producer key: %d bytes, want %d", len(key), ed25519.PubKeySize)
	}
	return sdk.AccAddress((&ed25519.PubKey{Key: key}).Address()).String(), nil
}
