package main

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/wallet"
)

// pageSize is how many things one query asks for; lists are read to their end.
const pageSize = 200

func (p *program) stakeListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [ADDRESS]",
		Short: "Show what a coldkey has staked, hotkey by hotkey",
		Example: `tianwang stake list
tianwang stake list tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6 --json`,
		Args: between(0, "ADDRESS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.addressOr(args, p.coldkeyAddress)
			if err != nil {
				return err
			}
			names, err := p.hotkeyNames()
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				stakes, err := stakesOf(ctx, c, coldkey)
				if err != nil {
					return nil, err
				}
				t := newTable("stakes", "no stake", "hotkey", "name", "stake")
				t.head("stake", "STAKE (TAO)")
				var total uint64
				for _, s := range stakes {
					t.add(s.Hotkey, names[s.Hotkey], tao(s.Amount))
					total += s.Amount
				}
				return []part{line("coldkey " + coldkey), hidden{{"coldkey", coldkey}}, t, record{{"total", tao(total)}}}, nil
			})
		},
	}
}

// hotkeyNames returns the names of the wallet's own hotkeys by address.
func (p *program) hotkeyNames() (map[string]string, error) {
	w, err := p.openWallet()
	if err != nil {
		return nil, err
	}
	var hotkeys []wallet.Public
	if hotkeys, err = w.Hotkeys(); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, h := range hotkeys {
		names[h.Address] = h.Name
	}
	return names, nil
}

// stakesOf returns all positions of a coldkey.
func stakesOf(ctx context.Context, c *client.Client, coldkey string) ([]stakev1.Stake, error) {
	return pages(func(page *query.PageRequest) ([]stakev1.Stake, *query.PageResponse, error) {
		r, err := stakev1.NewQueryClient(c).Stakes(ctx, &stakev1.QueryStakesRequest{Coldkey: coldkey, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return r.Stakes, r.Pagination, nil
	})
}

// pages reads a list to its end.
func pages[T any](read func(*query.PageRequest) ([]T, *query.PageResponse, error)) (all []T, err error) {
	for page := (&query.PageRequest{Limit: pageSize}); ; {
		some, next, err := read(page)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(next.GetNextKey()) == 0 {
			return all, nil
		}
		page = &query.PageRequest{Limit: pageSize, Key: next.NextKey}
	}
}

func (p *program) stakeHotkeysCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "hotkeys",
		Short:   "List all hotkeys of the chain with their owners, stake and take, the largest stake first",
		Example: `tianwang stake hotkeys`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				hotkeys, err := allHotkeys(ctx, c)
				if err != nil {
					return nil, err
				}
				slices.SortFunc(hotkeys, moreStake)
				t := newTable("hotkeys", "no hotkey is registered yet", "hotkey", "owner", "stake", "take")
				t.head("stake", "STAKE (TAO)")
				for _, h := range hotkeys {
					t.add(h.Address, h.Owner, tao(h.Stake), percent(h.Take))
				}
				return []part{t}, nil
			})
		},
	}
}

// moreStake orders hotkeys by stake, the largest first, and those with the same by address.
func moreStake(a, b stakev1.Hotkey) int {
	return cmp.Or(cmp.Compare(b.Stake, a.Stake), cmp.Compare(a.Address, b.Address))
}

// allHotkeys returns every hotkey that the chain knows.
func allHotkeys(ctx context.Context, c *client.Client) ([]stakev1.Hotkey, error) {
	return pages(func(page *query.PageRequest) ([]stakev1.Hotkey, *query.PageResponse, error) {
		r, err := stakev1.NewQueryClient(c).Hotkeys(ctx, &stakev1.QueryHotkeysRequest{Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return r.Hotkeys, r.Pagination, nil
	})
}
