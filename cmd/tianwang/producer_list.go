package main

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/types/query"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) producerListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List who makes blocks, and who offered to",
		Example: `tianwang producer list`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				q := producerv1.NewQueryClient(c)
				r, err := q.Producers(ctx, &producerv1.QueryProducersRequest{})
				if err != nil {
					return nil, err
				}
				rules, err := q.Params(ctx, &producerv1.QueryParamsRequest{})
				if err != nil {
					return nil, err
				}
				set := newTable("producers", "nobody makes blocks", "operator", "hotkey", "name", "power", "key")
				for _, s := range r.Producers {
					set.add(s.Operator, text(s.Hotkey), text(s.Name), s.Power, hex.EncodeToString(s.Pubkey))
				}
				candidates := newTable("candidates", "no member of root offers to make blocks", "hotkey", "stake", "power", "state", "missed", "jailed_until")
				candidates.head("stake", "STAKE (TAO)")
				for _, i := range r.Candidates {
					candidates.add(i.Candidate.Hotkey, tao(i.Stake), i.Power, i.State, i.Candidate.Missed, i.Candidate.JailedUntil)
				}
				who := "members of root make the blocks:"
				if r.ByAuthorities {
					who = fmt.Sprintf("the authorities of genesis make the blocks: %d candidates are fit, %d are needed", r.Fit, rules.Params.MinProducers)
				}
				return []part{line(who), hidden{{"by_authorities", r.ByAuthorities}}, set, line("candidates:"), candidates, record{
					{"fit", r.Fit}, {"needed", rules.Params.MinProducers}, {"counted_at", r.NextRefresh},
				}}, nil
			})
		},
	}
}

func (p *program) producerShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "Show a hotkey that makes blocks or offered to",
		Example: `tianwang producer show --hotkey tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			hotkey, err := p.hotkeyAddress()
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				q := producerv1.NewQueryClient(c)
				r, err := q.Producer(ctx, &producerv1.QueryProducerRequest{Hotkey: hotkey})
				if err != nil {
					return nil, withHint(err, "see who offered: tianwang producer list")
				}
				rules, err := q.Params(ctx, &producerv1.QueryParamsRequest{})
				if err != nil {
					return nil, err
				}
				return producerParts(r, rules.Params), nil
			})
		},
	}
}

// producerParts shows all of a candidate.
func producerParts(r *producerv1.QueryProducerResponse, rules producerv1.Params) []part {
	i, k := r.Producer, r.Producer.Candidate
	parts := []part{record{
		{"hotkey", k.Hotkey},
		{"owner", i.Owner},
		{"state", i.State},
		{"stake", tao(i.Stake)},
		{"power", i.Power},
		{"key", hex.EncodeToString(k.Pubkey)},
		{"address", i.Address},
		{"joined_at", k.JoinedAt},
		{"key_changed_at", k.KeyChangedAt},
		{"signs_from", k.SignsFrom},
		{"missed", k.Missed},
		{"window", rules.LivenessWindow},
		{"jailed_until", k.JailedUntil},
		{"held_until", k.HeldUntil},
	}}
	if t := r.Tombstone; t != nil {
		parts = append(parts, record{{"signed_twice_at", t.Height}, {"punished_at", t.PunishedAt}, {"punishment", percent(t.Fraction)}})
	}
	return parts
}

func (p *program) producerUnbondingCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unbonding [ADDRESS]",
		Short: "Show the stake of a coldkey that left producers and waits",
		Example: `tianwang producer unbonding
tianwang producer unbonding tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6 --json`,
		Args: between(0, "ADDRESS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.addressOr(args, p.coldkeyAddress)
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				all, err := unbondingOf(ctx, c, coldkey)
				if err != nil {
					return nil, err
				}
				t := newTable("unbonding", "nothing waits", "hotkey", "amount", "pays", "paid_at")
				t.head("amount", "AMOUNT (TAO)")
				t.head("pays", "PAYS (TAO)")
				var total uint64
				for _, u := range all {
					t.add(u.Unbonding.Hotkey, tao(u.Unbonding.Amount), tao(u.Pays), u.Unbonding.DueAt)
					total += u.Pays
				}
				return []part{line("coldkey " + coldkey), hidden{{"coldkey", coldkey}}, t, record{{"total", tao(total)}}}, nil
			})
		},
	}
}

// unbondingOf returns all stake of a coldkey that waits.
func unbondingOf(ctx context.Context, c *client.Client, coldkey string) ([]producerv1.UnbondingInfo, error) {
	return pages(func(page *query.PageRequest) ([]producerv1.UnbondingInfo, *query.PageResponse, error) {
		r, err := producerv1.NewQueryClient(c).Unbonding(ctx, &producerv1.QueryUnbondingRequest{Coldkey: coldkey, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return r.Unbondings, r.Pagination, nil
	})
}
