package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/client"
)

func (p *program) weightsBatchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "batch NETUID=UID:WEIGHT,…",
		Short: "State weights in several subnets with one transaction",
		Long: `Does in each subnet what "weights set" does, at once or committed first as it asks for, in one transaction: either all of
it takes effect, or none, so that nothing has to be looked up afterwards. A transaction has room for 16 subnets. ` + pairsHelp,
		Example: `tianwang weights batch 1=0:1,3:9 2=5:1 --hotkey validator`,
		Args:    between(1, "NETUID=UID:WEIGHT,…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.judgeAll(cmd.Context(), args)
		},
	}
}

// parseJudgements reads rows for several subnets, each named once.
func parseJudgements(args []string) ([]*judgement, error) {
	var all []*judgement
	seen := map[uint64]bool{}
	for _, arg := range args {
		number, row, found := strings.Cut(arg, "=")
		netuid, err := strconv.ParseUint(number, 10, 16)
		switch {
		case !found || err != nil:
			return nil, usage("%q: NETUID=UID:WEIGHT,… is needed, as in 1=0:1,3:9", arg)
		case seen[netuid]:
			return nil, usage("%q: subnet %d occurs twice", arg, netuid)
		}
		seen[netuid] = true
		j := &judgement{netuid: uint32(netuid)}
		if j.uids, j.weights, err = parsePairs("UID", strings.Split(row, ",")); err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

// judgeAll states weights in several subnets.
func (p *program) judgeAll(ctx context.Context, args []string) error {
	all, err := parseJudgements(args)
	if err != nil {
		return err
	}
	hotkey, err := p.hotkeyAddress()
	if err != nil {
		return err
	}
	w, err := p.openWallet()
	if err != nil {
		return err
	}
	var msgs []sdk.Msg
	err = p.carryOut(ctx, order{
		by: p.hotkey,
		prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
			for _, j := range all {
				j.hotkey, j.wallet = hotkey, w
				msg, err := j.message(ctx, c, false)
				if err != nil {
					return nil, "", fmt.Errorf("subnet %d: %w", j.netuid, err)
				}
				msgs = append(msgs, msg)
			}
			return msgs[0], "", nil
		},
		more: func() []sdk.Msg { return msgs[1:] },
		done: func() []part { return judged(hotkey, all) },
	})
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*client.UnknownError](err); ok {
		return withHint(err, "the weights are kept in %s, in case the commitments get into a block", w.Path())
	}
	for _, j := range all {
		if j.promise != nil {
			err = errors.Join(err, w.Forget(*j.promise))
		}
	}
	return err
}

// judged shows what was done in each subnet.
func judged(hotkey string, all []*judgement) []part {
	t := newTable("subnets", "", "netuid", "mode", "weights", "reveal_from_block")
	for _, j := range all {
		mode, from := "set", uint64(0)
		if j.promise != nil {
			mode, from = "commit", j.clock.DueAt+1+(j.clock.Hyperparams.RevealPeriod-1)*j.clock.Hyperparams.Tempo
		}
		t.add(j.netuid, mode, entries{"uid", j.uids, j.weights}, from)
	}
	return []part{line("weights stated in all subnets"), hidden{{"hotkey", hotkey}}, t}
}
