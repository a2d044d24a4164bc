package main

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/node"
)

// nodeHome returns the directory of the node that a command is about.
func nodeHome(cmd *cobra.Command) (node.Home, error) {
	home, err := cmd.Flags().GetString(flags.FlagHome)
	return node.Home(home), err
}

func (p *program) nodeInitCommand() *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init MONIKER",
		Short: "Make the directory of a node: keys, configuration, genesis",
		Long: `Make the directory of a node. With --genesis the node joins the chain of that file; with --state-sync it joins the chain
of a running node and begins with a snapshot of its state; without both it starts a chain of its own whose first producer
it is: hand its genesis.json to the others.

The first server of --state-sync is believed: it says what the genesis is and which block to trust, unless --genesis,
--trust-height and --trust-hash say so, which you have from somebody else.`,
		Example: `tianwang node init my-node --chain-id tianwang-1
tianwang node init second --genesis genesis.json --peers ID@HOST:26656
tianwang node init third --state-sync http://HOST:26657,http://OTHER:26657`,
		Args: exactly("MONIKER"),
		// The directory must not be made by the handler of the other commands.
		PersistentPreRunE: func(*cobra.Command, []string) error { p.running = true; return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			home, err := nodeHome(cmd)
			if err != nil {
				return err
			}
			return p.initNode(cmd.Context(), home, args[0], f)
		},
	}
	f.define(cmd.Flags())
	return cmd
}

// initNode makes the directory of a node.
func (p *program) initNode(ctx context.Context, home node.Home, moniker string, f initFlags) error {
	doc, err := readGenesis(f.genesis)
	if err != nil {
		return err
	}
	rules, err := rulesOf(f.profile)
	if err != nil {
		return err
	}
	if err := checkOperator(f.operator); err != nil {
		return err
	}
	s, err := f.settings(moniker)
	if err != nil {
		return err
	}
	if home.Exists() {
		return usage("node %s: there is a node already", home)
	}
	if len(f.stateSync) > 0 {
		if doc, err = f.join(ctx, &s, doc); err != nil {
			return err
		}
	}
	if err := home.Init(s); err != nil {
		return usage("%v", err)
	}
	if doc == nil {
		if doc, err = ownChain(home, f.chainID, moniker, f.operator, rules); err != nil {
			return err
		}
	}
	if err := home.SetGenesis(doc); err != nil {
		return err
	}
	id, err := home.ID()
	if err != nil {
		return err
	}
	made := record{{"home", string(home)}, {"chain_id", doc.ChainID}, {"node_id", id}}
	if s.Sync != nil {
		made = append(made, field{"trusted_block", s.Sync.Height}, field{"trusted_hash", s.Sync.Hash})
	}
	return p.show(made)
}

func rulesOf(profile string) (node.Rules, error) {
	switch profile {
	case "public":
		return node.PublicRules(), nil
	case "local":
		return node.LocalRules(), nil
	}
	return node.Rules{}, usage("profile %q: public or local is needed", profile)
}

// readGenesis reads the genesis of a chain to join, nil when no file is named.
func readGenesis(file string) (*genutiltypes.AppGenesis, error) {
	if file == "" {
		return nil, nil
	}
	doc, err := genutiltypes.AppGenesisFromFile(file)
	if err != nil {
		return nil, usage("genesis %s: %v", file, err)
	}
	return doc, nil
}

const operatorUsage = "account of who answers for the node and gets its part of fees, which are all burned if none is named"

// checkOperator refuses an operator that is no account; none need be named.
func checkOperator(operator string) error {
	if operator == "" {
		return nil
	}
	_, err := parseAddress("operator", operator)
	return err
}

// operatorOr returns the operator, or the address of the key when none is named.
func operatorOr(operator string, key []byte) (string, error) {
	if operator != "" {
		return operator, nil
	}
	return node.OperatorAddress(key)
}

// ownChain is the genesis of a chain whose one producer is this node.
func ownChain(home node.Home, chainID, moniker, operator string, rules node.Rules) (*genutiltypes.AppGenesis, error) {
	key, err := home.ProducerKey()
	if err != nil {
		return nil, err
	}
	if operator, err = operatorOr(operator, key); err != nil {
		return nil, err
	}
	return node.Chain{
		ID: chainID, Time: time.Now().UTC(), Rules: rules,
		Authorities: []producerv1.Producer{{Operator: operator, Name: moniker, Pubkey: key, Power: 1}},
	}.Genesis()
}

func (p *program) nodeGenesisCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "genesis", Short: "Edit and check the genesis before the chain starts"}
	var power uint64
	var name, operator string
	add := &cobra.Command{
		Use:     "add-authority PUBKEY",
		Short:   "Add a producer to the genesis: its ed25519 key in hexadecimal, from tianwang node producer-key",
		Example: `tianwang node genesis add-authority 3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29 --name second`,
		Args:    exactly("PUBKEY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			home, err := nodeHome(cmd)
			if err != nil {
				return err
			}
			key, err := hex.DecodeString(args[0])
			if err != nil {
				return usage("key %q: hexadecimal is needed: %v", args[0], err)
			}
			if err := checkOperator(operator); err != nil {
				return err
			}
			if operator, err = operatorOr(operator, key); err != nil {
				return usage("%v", err)
			}
			err = home.AddAuthority(producerv1.Producer{Operator: operator, Name: name, Pubkey: key, Power: power})
			if err != nil {
				return usage("%v", err)
			}
			return p.show(record{{"operator", operator}, {"power", power}})
		},
	}
	add.Flags().Uint64Var(&power, "power", 1, "weight of its vote")
	add.Flags().StringVar(&name, "name", "", "name for people")
	add.Flags().StringVar(&operator, "operator", "", operatorUsage)
	check := &cobra.Command{
		Use:     "validate",
		Short:   "Check the genesis",
		Example: `tianwang node genesis validate --home /var/lib/tianwang`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := nodeHome(cmd)
			if err != nil {
				return err
			}
			if err := home.CheckGenesis(); err != nil {
				return usage("%v", err)
			}
			return p.show(line("the genesis is valid"))
		},
	}
	cmd.AddCommand(add, check)
	return cmd
}
