package main

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) rootNetworkCommand() *cobra.Command {
	return group("root", "The root network: who shares out the emission",
		p.rootListCommand(),
		p.rootSharesCommand(),
		p.rootJoinCommand(),
		p.rootLeaveCommand(),
		p.rootVoteCommand(),
	)
}

func (p *program) rootListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the members of root with their stake and votes",
		Example: `tianwang root list`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := rootv1.NewQueryClient(c).Members(ctx, &rootv1.QueryMembersRequest{})
				if err != nil {
					return nil, err
				}
				t := newTable("members", "no seat of root is taken", "uid", "hotkey", "stake", "joined_at", "voted_at", "votes")
				t.head("stake", "STAKE (TAO)")
				for _, m := range r.Members {
					t.add(m.Uid, m.Hotkey, tao(m.Stake), m.JoinedAt, m.VotedAt, entries{"netuid", m.Netuids, m.Weights})
				}
				return []part{t}, nil
			})
		},
	}
}

// entries is a list of weights: people see KEY:WEIGHT pairs, programs a list of objects.
type entries struct {
	key           string
	keys, weights []uint32
}

// String implements fmt.Stringer.
func (e entries) String() string { return string(text(pairs(e.keys, e.weights))) }

// MarshalJSON implements json.Marshaler.
func (e entries) MarshalJSON() ([]byte, error) {
	list := make([]object, len(e.keys))
	for i := range e.keys {
		list[i] = object{{e.key, e.keys[i]}, {"weight", e.weights[i]}}
	}
	return json.Marshal(list)
}

func (p *program) rootSharesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "shares",
		Short:   "Show how emission is split between subnets",
		Example: `tianwang root shares`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := rootv1.NewQueryClient(c).Shares(ctx, &rootv1.QuerySharesRequest{})
				if err != nil {
					return nil, err
				}
				var sum uint64
				for _, part := range r.Shares.Parts {
					sum += part
				}
				t := newTable("shares", "no votes were counted: emission is split evenly between the subnets with neurons", "netuid", "share")
				for i, netuid := range r.Shares.Netuids {
					t.add(netuid, nearestShare(r.Shares.Parts[i], sum))
				}
				return []part{t, record{{"counted_at", r.Shares.Height}, {"next_count", r.NextCount}}}, nil
			})
		},
	}
}

// nearestShare returns part of sum in parts of 65535, rounded to the nearest.
func nearestShare(part, sum uint64) share {
	return share((tokenomics.Part(part, 2*tokenomics.ProportionOne, sum) + 1) / 2) // #nosec G115 -- at most 65535
}

func (p *program) rootJoinCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "join",
		Short: "Take a seat of root for a hotkey",
		Long: `Takes a free seat; when all are taken, that of the member with the least stake, if the hotkey has more. The coldkey must
own the hotkey.`,
		Example: `tianwang root join --hotkey validator`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer rootv1.MsgJoinResponse
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&rootv1.MsgJoin{Coldkey: coldkey, Hotkey: hotkey}, "take a seat of root for "+hotkey),
				answer:  &answer,
				done:    func() []part { return []part{line("joined root"), record{{"uid", answer.Uid}, {"hotkey", hotkey}}} },
			})
		},
	}
}

func (p *program) rootLeaveCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "leave",
		Short:   "Give up the seat of a hotkey, and with it its votes",
		Example: `tianwang root leave --hotkey validator`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&rootv1.MsgLeave{Coldkey: coldkey, Hotkey: hotkey}, "give up the seat of "+hotkey),
				done:    func() []part { return []part{line("left root"), record{{"hotkey", hotkey}}} },
			})
		},
	}
}

func (p *program) rootVoteCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "vote NETUID:WEIGHT…",
		Short: "Vote how emission should be split",
		Long: `Replaces the votes of the hotkey, which must be a member. Weights are whole numbers from 0 to 65535 and only their
proportions count. Netuid 0 votes for not issuing. It costs no fee.`,
		Example: `tianwang root vote 1:3 2:1 --hotkey validator`,
		Args:    between(1, "NETUID:WEIGHT…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			netuids, weights, err := parsePairs("NETUID", args)
			if err != nil {
				return err
			}
			hotkey, err := p.hotkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by:      p.hotkey,
				prepare: always(&rootv1.MsgVote{Hotkey: hotkey, Netuids: netuids, Weights: weights}, ""),
				done: func() []part {
					return []part{line("voted"), record{{"hotkey", hotkey}, {"votes", entries{"netuid", netuids, weights}}}}
				},
			})
		},
	}
}
