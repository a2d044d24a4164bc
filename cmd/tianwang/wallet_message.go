package main

import (
	"encoding/base64"
	"encoding/hex"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/wallet"
)

func (p *program) walletSignCommand() *cobra.Command {
	useHotkey := false
	cmd := &cobra.Command{
		Use:   "sign MESSAGE",
		Short: "Sign a message, to prove who owns an address",
		Long: `Signs a message with the coldkey, or with the hotkey if --use-hotkey is set, in the form of ADR-036 that other Cosmos
wallets use as well. Such a signature can never pass as a transaction.`,
		Example: `tianwang wallet sign "I own this address" --use-hotkey --hotkey miner2`,
		Args:    exactly("MESSAGE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			open := p.coldkey
			if useHotkey {
				open = p.hotkey
			}
			key, err := open(cmd.Context())
			if err != nil {
				return err
			}
			signature, err := key.SignMessage([]byte(args[0]))
			if err != nil {
				return err
			}
			return p.show(record{
				{"address", key.Address()},
				{"public_key", hex.EncodeToString(key.PublicKey())},
				{"signature", base64.StdEncoding.EncodeToString(signature)},
			})
		},
	}
	cmd.Flags().BoolVar(&useHotkey, "use-hotkey", false, "sign with the hotkey and not with the coldkey")
	return cmd
}

func (p *program) walletVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "verify ADDRESS SIGNATURE MESSAGE",
		Short:   "Check who signed a message",
		Long:    `Checks that a message was signed by the key of an address. It needs no wallet and no node.`,
		Example: `tianwang wallet verify tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6 m9uwutyf…cQ== "I own this address"`,
		Args:    exactly("ADDRESS", "SIGNATURE", "MESSAGE"),
		RunE: func(_ *cobra.Command, args []string) error {
			address, err := parseAddress("address", args[0])
			if err != nil {
				return err
			}
			signature, err := base64.StdEncoding.DecodeString(args[1])
			if err != nil {
				return usage("signature %q: base64 is needed, as \"wallet sign\" prints it", args[1])
			}
			if err := wallet.VerifyMessage(address, []byte(args[2]), signature); err != nil {
				return err
			}
			return p.show(line("the signature is good"), hidden{{"address", address}, {"valid", true}})
		},
	}
}
