package main

import (
	"encoding/hex"
	"os"
	"runtime/debug"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/node"
)

// nodeGC is how much garbage a node lets come up before it collects, in per cent of what it keeps. Transactions leave much
// and keep little: with half of this a busy node spends a tenth more.
const nodeGC = 300

// nodeMemory is from how many bytes on a node collects its garbage sooner than that.
const nodeMemory = 3 << 29

func (p *program) nodeStartCommand() *cobra.Command {
	var level string
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Run the node until Ctrl-C",
		Long: `Run the node of --home until Ctrl-C. Ports, peers, pruning and snapshots are set in its config/config.toml and
config/app.toml. Memory grows to four times of what the node keeps before it is collected, or to one and a half gigabytes if that is less; where there is little,
set GOGC=100 in the environment, or another bound by GOMEMLIMIT.`,
		Example:           `tianwang node start --home /var/lib/tianwang --log_level info`,
		Args:              exactly(),
		PersistentPreRunE: func(*cobra.Command, []string) error { p.running = true; return nil },
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := nodeHome(cmd)
			if err != nil {
				return err
			}
			lowest, err := zerolog.ParseLevel(level)
			if err != nil {
				return usage("log level %q: debug, info, warn or error is needed", level)
			}
			if !home.Exists() {
				return withHint(usage("%s: there is no node here", home), "make one with: tianwang node init NAME --home %s", home)
			}
			if os.Getenv("GOGC") == "" {
				debug.SetGCPercent(nodeGC)
				if os.Getenv("GOMEMLIMIT") == "" {
					debug.SetMemoryLimit(nodeMemory)
				}
			}
			n, err := node.Start(cmd.Context(), home, log.NewLogger(p.errOut, log.LevelOption(lowest), log.ColorOption(isTerminal(p.errOut))))
			if err != nil {
				return err
			}
			return n.Wait()
		},
	}
	cmd.Flags().StringVar(&level, flags.FlagLogLevel, "info", "least important thing to log: debug, info, warn or error")
	return cmd
}

func (p *program) nodeKeyCommand() *cobra.Command {
	var hotkey string
	cmd := &cobra.Command{
		Use:   "producer-key",
		Short: "Show the public key with which the node signs blocks",
		Long: `Show the public key with which the node signs blocks. With --for it also makes the proof that the key is offered for a
hotkey, for tianwang producer join --key KEY --proof PROOF on the machine that has the coldkey.`,
		Example: `tianwang node producer-key --home /var/lib/tianwang
tianwang node producer-key --home /var/lib/tianwang --for tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := nodeHome(cmd)
			if err != nil {
				return err
			}
			if hotkey != "" {
				return p.showProof(home, hotkey)
			}
			b, err := home.ProducerKey()
			if err != nil {
				return usage("%v", err)
			}
			return p.show(record{{"producer_key", hex.EncodeToString(b)}})
		},
	}
	cmd.Flags().StringVar(&hotkey, "for", "", "address of the hotkey to prove the key for")
	return cmd
}

// showProof shows the key of a node and its proof for a hotkey.
func (p *program) showProof(home node.Home, hotkey string) error {
	if _, err := parseAddress("hotkey", hotkey); err != nil {
		return err
	}
	chainID, err := home.ChainID()
	if err != nil {
		return usage("%v", err)
	}
	pubkey, proof, err := home.ProveProducerKey(chainID, sdk.MustAccAddressFromBech32(hotkey))
	if err != nil {
		return usage("%v", err)
	}
	return p.show(record{{"producer_key", hex.EncodeToString(pubkey)}, {"proof", hex.EncodeToString(proof)}})
}
