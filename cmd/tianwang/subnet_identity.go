package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) subnetIdentityCommand() *cobra.Command {
	var (
		netuid uint32
		given  subnetv1.MsgSetIdentity
	)
	cmd := &cobra.Command{
		Use:   "identity",
		Short: "Say what a subnet is and who stands behind it",
		Long: `Changes the name, the description and the identity of a subnet that the coldkey owns: what is given; the rest stays. Links
begin with https://. Nobody checks that it is true. "tianwang subnet show" shows it.`,
		Example: `tianwang subnet identity --netuid 1 --url https://example.org --contact owner@example.org`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			m := &subnetv1.MsgSetIdentity{Sender: coldkey, Netuid: netuid}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
					now, err := subnetOf(ctx, c, netuid)
					if err != nil {
						return nil, "", err
					}
					m.Name, m.Description, m.Identity = now.Subnet.Name, now.Subnet.Description, now.Subnet.Identity
					if !takeGiven(cmd, m, given) {
						return nil, "", usage("nothing is to be changed: give at least one of the flags")
					}
					return m, fmt.Sprintf("change the identity of subnet %d", netuid), nil
				},
				done: func() []part {
					i := m.Identity
					return []part{line("identity changed"), record{
						{"netuid", netuid},
						{"name", m.Name},
						{"description", m.Description},
						{"url", i.Url},
						{"repository", i.Repository},
						{"logo", i.Logo},
						{"contact", i.Contact},
						{"additional", i.Additional},
					}}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	for _, t := range identityTexts(&given) {
		cmd.Flags().StringVar(t.value, t.flag, "", t.usage)
	}
	return cmd
}

// identityText is a text of an identity and the flag that gives it.
type identityText struct {
	flag, usage string
	value       *string
}

func identityTexts(m *subnetv1.MsgSetIdentity) []identityText {
	return []identityText{
		{"name", "lower-case letters, digits and single dashes; users ask for it as a model", &m.Name},
		{"description", "a sentence for people", &m.Description},
		{"url", "home page", &m.Identity.Url},
		{"repository", "where its code is", &m.Identity.Repository},
		{"logo", "a picture", &m.Identity.Logo},
		{"contact", "how to reach the owner", &m.Identity.Contact},
		{"additional", "anything else", &m.Identity.Additional},
	}
}

// takeGiven copies the texts whose flags were given, and says whether there were any.
func takeGiven(cmd *cobra.Command, m *subnetv1.MsgSetIdentity, given subnetv1.MsgSetIdentity) (anything bool) {
	from := identityTexts(&given)
	for i, to := range identityTexts(m) {
		if cmd.Flags().Changed(to.flag) {
			*to.value, anything = *from[i].value, true
		}
	}
	return anything
}

func (p *program) subnetOfferCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:   "offer [COLDKEY]",
		Short: "Offer a subnet to another coldkey, or take the offer back",
		Long: `Names the coldkey that may take over a subnet of the wallet's coldkey, with its lock and all that it earns for its owner.
Until the other one accepts, nothing changes. Without an address the offer is taken back.`,
		Example: `tianwang subnet offer tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6 --netuid 1
tianwang subnet offer --netuid 1`,
		Args: between(0, "COLDKEY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			m := &subnetv1.MsgOfferOwnership{Sender: coldkey, Netuid: netuid}
			question, done := fmt.Sprintf("take back the offer of subnet %d", netuid), "offer taken back"
			if len(args) > 0 {
				if m.To, err = parseAddress("coldkey", args[0]); err != nil {
					return err
				}
				question, done = fmt.Sprintf("offer subnet %d to %s", netuid, m.To), "subnet offered; the other one accepts with: tianwang subnet accept"
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey, prepare: always(m, question),
				done: func() []part { return []part{line(done), record{{"netuid", netuid}, {"offered_to", m.To}}} },
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

func (p *program) subnetAcceptCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:     "accept",
		Short:   "Take over a subnet that was offered to the coldkey",
		Example: `tianwang subnet accept --netuid 1`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&subnetv1.MsgAcceptOwnership{Coldkey: coldkey, Netuid: netuid}, fmt.Sprintf("take over subnet %d", netuid)),
				done: func() []part {
					return []part{line("subnet taken over"), record{{"netuid", netuid}, {"owner", coldkey}}}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}
