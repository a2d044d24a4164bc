package main

import (
	"context"
	"encoding/json"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cosmos/cosmos-sdk/client/flags"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/tianwang-net/tianwang/node"
)

// initFlags are what node init is told.
type initFlags struct {
	chainID, genesis, profile, operator string
	blockTime                           time.Duration
	rpc, p2p, rest, grpc, metrics       string
	peers, pruning                      string
	snapshots                           uint64
	keep                                uint32
	stateSync                           []string
	trustHeight                         int64
	trustHash                           string
}

func (f *initFlags) define(set *pflag.FlagSet) {
	set.StringVar(&f.chainID, flags.FlagChainID, "tianwang-1", "name of the chain that the node starts")
	set.StringVar(&f.genesis, "genesis", "", "genesis file of the chain to join")
	set.StringVar(&f.profile, "profile", "public", "rules of the chain that the node starts: public or local")
	set.StringVar(&f.operator, "operator", "", operatorUsage)
	set.DurationVar(&f.blockTime, "block-time", publicBlockTime, "pause between two blocks")
	set.StringVar(&f.rpc, "rpc", "127.0.0.1:26657", "where the node answers RPC")
	set.StringVar(&f.p2p, "p2p", "0.0.0.0:26656", "where the node talks with others")
	set.StringVar(&f.rest, "rest", "127.0.0.1:1317", `where the node answers REST, which needs gRPC; "" for nowhere`)
	set.StringVar(&f.grpc, "grpc", "127.0.0.1:9090", `where the node answers gRPC, "" for nowhere`)
	set.StringVar(&f.metrics, "metrics", "127.0.0.1:26660", `where Prometheus may ask for metrics, "" for nowhere`)
	set.StringVar(&f.peers, "peers", "", "nodes to stay connected with, ID@HOST:PORT, separated by commas")
	set.StringVar(&f.pruning, "pruning", "default", "past states to drop: default, nothing (an archive) or everything")
	set.Uint64Var(&f.snapshots, "snapshot-interval", 1000, "blocks between two snapshots that others may begin with, 0 for none")
	set.Uint32Var(&f.keep, "snapshot-keep", 2, "snapshots to keep, 0 for all")
	set.StringSliceVar(&f.stateSync, "state-sync", nil, "RPC addresses of nodes of the chain to join, beginning with a snapshot")
	set.Int64Var(&f.trustHeight, "trust-height", 0, "height of a block whose hash is known")
	set.StringVar(&f.trustHash, "trust-hash", "", "hash of that block")
}

// settings returns the configuration of the node.
func (f *initFlags) settings(moniker string) (s node.Settings, err error) {
	for _, a := range []struct{ flag, address string }{
		{"rpc", f.rpc}, {"p2p", f.p2p}, {"rest", f.rest}, {"grpc", f.grpc}, {"metrics", f.metrics},
	} {
		if _, _, err := net.SplitHostPort(a.address); err != nil && a.address != "" {
			return s, usage("--%s %q: HOST:PORT is needed: %v", a.flag, a.address, err)
		}
	}
	switch {
	case f.pruning != "default" && f.pruning != "nothing" && f.pruning != "everything":
		return s, usage("pruning %q: default, nothing or everything is needed", f.pruning)
	case f.pruning == "everything" && f.snapshots > 0:
		return s, withHint(usage("a node that prunes everything cannot make snapshots"), "add --snapshot-interval 0")
	case f.rest != "" && f.grpc == "":
		return s, withHint(usage("REST is made of gRPC, which is off"), `add --rest ""`)
	case (f.trustHeight != 0) != (f.trustHash != ""):
		return s, usage("--trust-height and --trust-hash belong together")
	case f.trustHeight != 0 && len(f.stateSync) == 0:
		return s, usage("--trust-height needs --state-sync")
	}
	return node.Settings{
		Moniker: moniker, BlockTime: f.blockTime, RPC: f.rpc, P2P: f.p2p, REST: f.rest, GRPC: f.grpc, Metrics: f.metrics,
		Peers: f.peers, Pruning: f.pruning, Snapshots: f.snapshots, KeepSnapshots: f.keep, Local: f.profile == "local",
	}, nil
}

// findPatience is how long the servers may take to say what their chain is.
const findPatience = time.Minute

// join asks the servers for what the node needs to join their chain, and returns its genesis.
func (f *initFlags) join(ctx context.Context, s *node.Settings, doc *genutiltypes.AppGenesis) (*genutiltypes.AppGenesis, error) {
	ctx, cancel := context.WithTimeout(ctx, findPatience)
	defer cancel()
	source, err := node.FindSource(ctx, f.stateSync)
	if err != nil {
		return nil, withHint(fail(codeNoNode, "%v", err), "name RPC addresses of nodes that run, as in --state-sync http://HOST:26657")
	}
	if doc == nil {
		doc = source.Genesis
	}
	if doc.ChainID != source.Genesis.ChainID {
		return nil, usage("the genesis is that of %s, the servers follow %s", doc.ChainID, source.Genesis.ChainID)
	}
	if f.trustHeight != 0 {
		source.Sync.Height, source.Sync.Hash = f.trustHeight, strings.ToUpper(f.trustHash)
	}
	if s.Peers == "" {
		s.Peers = source.Peer
	}
	s.Sync = &source.Sync
	return doc, nil
}

func (p *program) nodeChainInfoCommand() *cobra.Command {
	var rpc, rest string
	cmd := &cobra.Command{
		Use:   "chain-info",
		Short: "Print what wallets such as Keplr want to know of the chain",
		Long: `Print the description of the chain that wallets such as Keplr take (experimentalSuggestChain), as JSON, from the genesis
in the directory of a node. --rpc and --rest say where the wallets of users can reach a node.`,
		Example: `tianwang node chain-info --rpc https://rpc.example.org --rest https://rest.example.org`,
		Args:    exactly(),
		// Its flags are not those of the configuration, with which the handler of the other commands would mix them.
		PersistentPreRunE: func(*cobra.Command, []string) error { p.running = true; return nil },
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := nodeHome(cmd)
			if err != nil {
				return err
			}
			for _, address := range []string{rpc, rest} {
				if u, err := url.Parse(address); err != nil || u.Host == "" {
					return usage("address %q: a URL is needed", address)
				}
			}
			info, err := home.ChainInfo(rpc, rest)
			if err != nil {
				return usage("%v", err)
			}
			e := json.NewEncoder(p.out)
			e.SetIndent("", "  ")
			return e.Encode(info)
		},
	}
	cmd.Flags().StringVar(&rpc, "rpc", "http://127.0.0.1:26657", "URL of the RPC of a node")
	cmd.Flags().StringVar(&rest, "rest", "http://127.0.0.1:1317", "URL of the REST of a node")
	return cmd
}
