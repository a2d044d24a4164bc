package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/client/pruning"
	"github.com/cosmos/cosmos-sdk/client/rpc"
	"github.com/cosmos/cosmos-sdk/client/snapshot"
	"github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/server"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authcmd "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/app"
)

// nodeCommand is the chain node. Its commands are made when they are called, since they need the whole state machine.
func (p *program) nodeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "node",
		Short: "Run and look after a chain node (init, start, tx, query, keys, export, snapshots, …)",
		Long: `Run and look after a chain node. Its commands are those of every Cosmos daemon and take their flags, not those of the
other commands here; --home names the directory of the node (default ~/.tianwang/node). See tianwang node --help.`,
		Example: `tianwang node init my-node --home /var/lib/tianwang
tianwang node start --home /var/lib/tianwang
tianwang node query bank balances tao1…`,
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			tree := p.nodeTree()
			tree.SetArgs(args)
			tree.SetIn(p.stdin)
			tree.SetOut(p.out)
			tree.SetErr(p.errOut)
			ctx := context.WithValue(cmd.Context(), client.ClientContextKey, &client.Context{})
			return tree.ExecuteContext(context.WithValue(ctx, server.ServerContextKey, server.NewDefaultContext()))
		},
	}
}

// nodeTree is the command tree of every Cosmos daemon, for operators who know that.
func (p *program) nodeTree() *cobra.Command {
	home := filepath.Join(os.ExpandEnv("$HOME"), "."+tianwang.Name, "node")
	scratch := app.New(log.NewNopLogger(), dbm.NewMemDB(), app.Options{}) // for its encoding and its list of modules
	cmd := &cobra.Command{
		Use:               tianwang.Name,
		Annotations:       map[string]string{cobra.CommandDisplayNameAnnotation: tianwang.Name + " node"},
		Short:             "Run and look after a chain node",
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.enterNode(cmd, scratch, home) },
	}
	create := func(l log.Logger, db dbm.DB, o servertypes.AppOptions) servertypes.Application {
		return app.New(l, db, app.Options{Home: fmt.Sprint(o.Get(flags.FlagHome)), Base: server.DefaultBaseappOptions(o)})
	}
	export := func(
		l log.Logger, db dbm.DB, height int64, _ bool, _ []string, o servertypes.AppOptions, _ []string,
	) (servertypes.ExportedApp, error) {
		options := app.Options{Home: fmt.Sprint(o.Get(flags.FlagHome)), Base: server.DefaultBaseappOptions(o)}
		if height <= 0 {
			return app.New(l, db, options).Export()
		}
		a, err := app.NewAt(l, db, options, height)
		if err != nil {
			return servertypes.ExportedApp{}, fail(codeNotFound, "state after block %d: %v", height, err)
		}
		return a.Export()
	}
	comet := &cobra.Command{Use: "comet", Short: "Keys and identity of the consensus engine"}
	comet.AddCommand(server.ShowNodeIDCmd(), server.ShowValidatorCmd(), server.ShowAddressCmd(), server.VersionCmd())
	query := &cobra.Command{Use: "query", Aliases: []string{"q"}, Short: "Query the chain", RunE: client.ValidateCmd}
	query.AddCommand(rpc.WaitTxCmd(), server.QueryBlockCmd(), authcmd.QueryTxsByEventsCmd(), server.QueryBlocksCmd(), authcmd.QueryTxCmd())
	tx := &cobra.Command{Use: "tx", Short: "Make, sign and send transactions", RunE: client.ValidateCmd}
	tx.AddCommand(authcmd.GetSignCommand(), authcmd.GetSignBatchCommand(), authcmd.GetMultiSignCommand(),
		authcmd.GetValidateSignaturesCommand(), authcmd.GetBroadcastCommand(), authcmd.GetEncodeCommand(), authcmd.GetDecodeCommand())
	cmd.AddCommand(p.nodeInitCommand(), p.nodeGenesisCommand(), p.nodeStartCommand(), p.nodeKeyCommand(), p.nodeChainInfoCommand(), server.StatusCommand(), keys.Commands(), query, tx,
		comet, server.ExportCmd(export, home), server.NewRollbackCmd(create, home), snapshot.Cmd(create), pruning.Cmd(create, home))
	cmd.PersistentFlags().String(flags.FlagHome, home, "directory of the node")
	if err := describeModules(cmd, scratch); err != nil {
		panic(err) // only a mistake in the definitions gets here
	}
	return cmd
}

// enterNode gives the SDK's commands what they expect to find in their context.
func (p *program) enterNode(cmd *cobra.Command, a *app.App, defaultHome string) error {
	p.running = true
	cmd.SetOut(p.out)
	cmd.SetErr(p.errOut)
	c := client.Context{}.
		WithCodec(a.Encoding.Codec).WithInterfaceRegistry(a.Encoding.Registry).WithTxConfig(a.Encoding.TxConfig).
		WithLegacyAmino(a.Encoding.Amino).WithInput(p.stdin).WithOutput(p.out).WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(defaultHome).WithViper(""). // no environment: flags and files say everything
		WithCmdContext(cmd.Context())
	c, err := client.ReadPersistentCommandFlags(c, cmd.Flags())
	if err != nil {
		return err
	}
	if c, err = config.ReadFromClientConfig(c); err != nil {
		return err
	}
	if err := client.SetCmdClientContextHandler(c, cmd); err != nil {
		return err
	}
	s, err := server.InterceptConfigsAndCreateContext(cmd, serverconfig.DefaultConfigTemplate, serverconfig.DefaultConfig(), cmtcfg.DefaultConfig())
	if err != nil {
		return err
	}
	// What a command says of its work must not get between its results: node export > FILE is one.
	if s.Logger, err = server.CreateSDKLogger(s, p.errOut); err != nil {
		return err
	}
	return server.SetCmdServerContext(cmd, s)
}

// describeModules adds a command for every query of every module, and for the transactions of the SDK's modules. Ours
// have commands of their own, above this one.
func describeModules(cmd *cobra.Command, a *app.App) error {
	options := a.AutoCLI()
	for _, name := range app.OwnModules() {
		if o := options[name]; o != nil {
			o.Tx = nil
		}
	}
	return autocli.AppOptions{
		ModuleOptions:         options,
		AddressCodec:          address.NewBech32Codec(sdk.GetConfig().GetBech32AccountAddrPrefix()),
		ValidatorAddressCodec: address.NewBech32Codec(sdk.GetConfig().GetBech32ValidatorAddrPrefix()),
		ConsensusAddressCodec: address.NewBech32Codec(sdk.GetConfig().GetBech32ConsensusAddrPrefix()),
		ClientCtx:             client.Context{InterfaceRegistry: a.Encoding.Registry},
	}.EnhanceRootCommand(cmd)
}

// publicBlockTime is the pause between blocks of a public chain.
const publicBlockTime = 12 * time.Second
