package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) stakeChildrenCommand() *cobra.Command {
	return group("children", "Lend a hotkey's stake to others on a subnet",
		p.childrenShowCommand(),
		p.childrenSetCommand(),
		p.childrenTakeCommand(),
	)
}

func (p *program) childrenShowCommand() *cobra.Command {
	netuid := uint32(0)
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "Show the children and parents of a hotkey and the stake that counts for it",
		Example: `tianwang stake children show --netuid 1`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			hotkey, err := p.hotkeyAddress()
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				f, err := stakev1.NewQueryClient(c).Family(ctx, &stakev1.QueryFamilyRequest{Netuid: netuid, Hotkey: hotkey})
				if err != nil {
					return nil, err
				}
				t := newTable("relatives", "no children and no parents", "relation", "hotkey", "proportion")
				for _, r := range f.Children.Children {
					t.add("child", r.Hotkey, percent(r.Proportion))
				}
				for _, r := range f.Children.Pending {
					t.add(fmt.Sprintf("child from block %d", f.Children.PendingFrom), r.Hotkey, percent(r.Proportion))
				}
				for _, l := range f.Backing.Lenders {
					t.add("parent", l.Hotkey, percent(l.Proportion))
				}
				return []part{record{
					{"hotkey", hotkey},
					{"netuid", netuid},
					{"counts", tao(f.Backing.Total)},
					{"own", tao(f.Backing.Own)},
					{"lent", tao(f.Backing.Lent)},
					{"child_take", percent(f.ChildTake.Take)},
				}, t}, nil
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

func (p *program) childrenSetCommand() *cobra.Command {
	netuid := uint32(0)
	cmd := &cobra.Command{
		Use:   "set [HOTKEY:PERCENT…]",
		Short: "Choose to whom a hotkey lends its stake",
		Long: `Replaces the children of a hotkey on a subnet, at most five; without any, all loans end. It takes effect some time later.
What a child earns with lent stake comes back to the hotkey's pool, less the child take.`,
		Example: `tianwang stake children set tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4:25 --netuid 1
tianwang stake children set --netuid 1`,
		Args: between(0, "HOTKEY:PERCENT…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			m := &stakev1.MsgSetChildren{Coldkey: coldkey, Hotkey: hotkey, Netuid: netuid}
			for _, a := range args {
				name, share, ok := strings.Cut(a, ":")
				if !ok {
					return usage("%q: HOTKEY:PERCENT is needed", a)
				}
				r := stakev1.Relative{Hotkey: name}
				if _, err := parseAddress("HOTKEY", name); err != nil {
					return err
				}
				if r.Proportion, err = parsePercent(share); err != nil {
					return err
				}
				m.Children = append(m.Children, r)
			}
			var answer stakev1.MsgSetChildrenResponse
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(m, fmt.Sprintf("lend the stake of %s on subnet %d to %d hotkeys", hotkey, netuid, len(m.Children))),
				answer:  &answer,
				done: func() []part {
					return []part{line("children set"), record{
						{"hotkey", hotkey}, {"netuid", netuid}, {"children", len(m.Children)}, {"from_block", answer.From},
					}}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

func (p *program) childrenTakeCommand() *cobra.Command {
	netuid := uint32(0)
	cmd := &cobra.Command{
		Use:     "take PERCENT",
		Short:   "Change a hotkey's share of what lent stake earns with it",
		Example: `tianwang stake children take 5 --netuid 1`,
		Args:    exactly("PERCENT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			take, err := parsePercent(args[0])
			if err != nil {
				return err
			}
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgSetChildTake{Coldkey: coldkey, Hotkey: hotkey, Netuid: netuid, Take: take},
					fmt.Sprintf("set the child take of %s on subnet %d to %s", hotkey, netuid, percent(take))),
				done: func() []part {
					return []part{line("child take changed"), record{{"hotkey", hotkey}, {"netuid", netuid}, {"take", percent(take)}}}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}
