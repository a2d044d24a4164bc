package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/wallet"
	"github.com/tianwang-net/tianwang/weights"
)

// judgement is a weight row on its way to the chain.
type judgement struct {
	netuid  uint32
	version uint64
	hotkey  string
	uids    []uint32
	weights []uint32

	wallet  *wallet.Wallet
	clock   epochv1.Clock
	promise *wallet.Promise // nil when the row is sent in the open
}

// judge states weights, as a commitment if the subnet wants one or if commit asks for it.
func (p *program) judge(ctx context.Context, j judgement, args []string, commit bool) (err error) {
	if j.uids, j.weights, err = parsePairs("UID", args); err != nil {
		return err
	}
	if j.hotkey, err = p.hotkeyAddress(); err != nil {
		return err
	}
	if j.wallet, err = p.openWallet(); err != nil {
		return err
	}
	var answer weightsv1.MsgCommitWeightsResponse // that of setting weights is empty, which reads as this one
	err = p.carryOut(ctx, order{
		by: p.hotkey,
		prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
			msg, err := j.message(ctx, c, commit)
			return msg, "", err
		},
		answer: &answer,
		done:   func() []part { return j.shown(answer.RevealEpoch) },
	})
	if j.promise == nil || err == nil {
		return err
	}
	if _, ok := errors.AsType[*client.UnknownError](err); ok {
		return withHint(err, "the weights are kept in %s, in case the commitment gets into a block", j.wallet.Path())
	}
	return errors.Join(err, j.wallet.Forget(*j.promise))
}

// message makes the message that the subnet wants. A commitment is kept on disk before it can be on the chain.
func (j *judgement) message(ctx context.Context, c *client.Client, commit bool) (msg sdk.Msg, err error) {
	if j.clock, err = clockOf(ctx, c, j.netuid); err != nil {
		return nil, err
	}
	if j.version == 0 {
		j.version = j.clock.Hyperparams.WeightsVersion
	}
	if !commit && !j.clock.Hyperparams.CommitReveal {
		return &weightsv1.MsgSetWeights{Hotkey: j.hotkey, Netuid: j.netuid, Uids: j.uids, Weights: j.weights, Version: j.version}, nil
	}
	chainID, err := c.ChainID(ctx)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, weights.HashSize)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	promise := wallet.Promise{
		ChainID: chainID, Netuid: j.netuid, Hotkey: j.hotkey, UIDs: j.uids, Weights: j.weights, Version: j.version, Salt: salt,
		Epoch: j.clock.Epoch,
	}
	hash, err := promise.Hash()
	if err != nil {
		return nil, err
	}
	if err := j.wallet.Keep(promise); err != nil {
		return nil, err
	}
	j.promise = &promise
	return &weightsv1.MsgCommitWeights{Hotkey: j.hotkey, Netuid: j.netuid, Scheme: weights.SchemeHash, Hash: hash[:]}, nil
}

// shown says what was done, and when a commitment is to be revealed.
func (j *judgement) shown(revealEpoch uint64) []part {
	row := record{{"netuid", j.netuid}, {"hotkey", j.hotkey}, {"weights", entries{"uid", j.uids, j.weights}}}
	if j.promise == nil {
		return []part{line("weights set"), hidden{{"mode", "set"}}, row}
	}
	tempo, ahead := j.clock.Hyperparams.Tempo, revealEpoch-j.clock.Epoch
	last := j.clock.DueAt + ahead*tempo
	return []part{
		line(fmt.Sprintf("weights committed; reveal them with: tianwang weights reveal --netuid %d", j.netuid)),
		hidden{{"mode", "commit"}},
		row,
		record{{"reveal_epoch", revealEpoch}, {"reveal_from_block", last - tempo + 1}, {"reveal_until_block", last}},
	}
}

func (p *program) weightsRevealCommand() *cobra.Command {
	var netuids []uint
	cmd := &cobra.Command{
		Use:   "reveal",
		Short: "Show the weights that were committed and are due now",
		Long: `Reveals what "weights set", "weights commit" or "weights batch" promised and kept in the wallet's folder. A commitment can be
revealed during one epoch only; what was promised before it is void then. Several subnets go into one transaction: either
all of it takes effect, or none. It costs no fee.`,
		Example: `tianwang weights reveal --netuid 1 --hotkey validator
tianwang weights reveal --netuid 1,2 --hotkey validator`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var all []*revealing
			for _, n := range netuids {
				if n > weights.Max {
					return usage("--netuid %d: there is no such subnet", n)
				}
				all = append(all, &revealing{netuid: uint32(n)})
			}
			return p.reveal(cmd.Context(), all)
		},
	}
	cmd.Flags().UintSliceVar(&netuids, "netuid", nil, "numbers of the subnets")
	if err := cmd.MarkFlagRequired("netuid"); err != nil {
		panic(err) // only if there were no such flag
	}
	return cmd
}

// revealing is what is to be revealed in a subnet.
type revealing struct {
	netuid     uint32
	kept, over []wallet.Promise // what is kept by the transaction, the last of them openly; and what is over anyway
}

// message makes the message that keeps the promise that is due, or the next one, for which the chain says when it will be.
func (r *revealing) message(ctx context.Context, c *client.Client, w *wallet.Wallet, hotkey string) (_ sdk.Msg, err error) {
	if r.kept, r.over, err = openPromises(ctx, c, w, r.netuid, hotkey); err != nil {
		return nil, err
	}
	if len(r.kept) == 0 {
		return nil, fail(codeNotFound, "hotkey %s has no open commitment in subnet %d that this wallet could reveal", hotkey, r.netuid)
	}
	k := r.kept[len(r.kept)-1]
	return &weightsv1.MsgRevealWeights{
		Hotkey: hotkey, Netuid: r.netuid, Uids: k.UIDs, Weights: k.Weights, Version: k.Version, Salt: k.Salt,
	}, nil
}

// reveal keeps the promises of some subnets in one transaction.
func (p *program) reveal(ctx context.Context, all []*revealing) error {
	hotkey, err := p.hotkeyAddress()
	if err != nil {
		return err
	}
	w, err := p.openWallet()
	if err != nil {
		return err
	}
	var msgs []sdk.Msg
	sent := false
	err = p.carryOut(ctx, order{
		by: p.hotkey,
		prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
			for _, r := range all {
				msg, err := r.message(ctx, c, w, hotkey)
				if err != nil {
					return nil, "", err
				}
				msgs = append(msgs, msg)
			}
			return msgs[0], "", nil
		},
		more: func() []sdk.Msg { return msgs[1:] },
		done: func() []part {
			sent = true
			return revealed(hotkey, all)
		},
	})
	for _, r := range all {
		done := r.over
		if sent {
			done = append(done, r.kept...)
		}
		for _, k := range done {
			err = errors.Join(err, w.Forget(k))
		}
	}
	return err
}

// revealed shows what was revealed.
func revealed(hotkey string, all []*revealing) []part {
	if len(all) == 1 {
		k := all[0].kept[len(all[0].kept)-1]
		return []part{line("weights revealed"), record{
			{"netuid", k.Netuid}, {"hotkey", hotkey}, {"weights", entries{"uid", k.UIDs, k.Weights}},
		}}
	}
	t := newTable("subnets", "", "netuid", "weights")
	for _, r := range all {
		k := r.kept[len(r.kept)-1]
		t.add(k.Netuid, entries{"uid", k.UIDs, k.Weights})
	}
	return []part{line("weights revealed"), hidden{{"hotkey", hotkey}}, t}
}

// openPromises returns the promises to keep next, oldest first: all that are due, or the one that is due next; and those
// that are over: revealed or expired.
func openPromises(
	ctx context.Context, c *client.Client, w *wallet.Wallet, netuid uint32, hotkey string,
) (kept, over []wallet.Promise, err error) {
	clock, err := clockOf(ctx, c, netuid)
	if err != nil {
		return nil, nil, err
	}
	chainID, err := c.ChainID(ctx)
	if err != nil {
		return nil, nil, err
	}
	promises, err := w.Promises(chainID, netuid, hotkey)
	if err != nil {
		return nil, nil, err
	}
	commits, err := commitsOf(ctx, c, netuid, hotkey)
	if err != nil {
		return nil, nil, err
	}
	waiting := map[int]bool{} // promises that the chain knows
	for _, commit := range commits {
		for i, r := range promises {
			hash, err := r.Hash()
			if err != nil {
				return nil, nil, err
			}
			if !bytes.Equal(hash[:], commit.Hash) {
				continue
			}
			waiting[i] = true
			if commit.RevealEpoch <= clock.Epoch || len(kept) == 0 {
				kept = append(kept, r)
			}
		}
	}
	for i, r := range promises { // one that is still on its way to a block is not over
		if !waiting[i] && clock.Epoch > r.Epoch+clock.Hyperparams.RevealPeriod+1 {
			over = append(over, r)
		}
	}
	return kept, over, nil
}

// commitsOf returns the open commitments of a hotkey, oldest first.
func commitsOf(ctx context.Context, c *client.Client, netuid uint32, hotkey string) ([]weightsv1.Commit, error) {
	slots, err := subnetv1.NewQueryClient(c).Uid(ctx, &subnetv1.QueryUidRequest{Hotkey: hotkey})
	if err != nil {
		return nil, err
	}
	for _, s := range slots.Slots {
		if s.Netuid == netuid {
			r, err := weightsv1.NewQueryClient(c).Commits(ctx, &weightsv1.QueryCommitsRequest{Netuid: netuid, Uid: s.Uid})
			if err != nil {
				return nil, err
			}
			return r.Commits, nil
		}
	}
	return nil, withHint(fail(codeNotFound, "hotkey %s has no slot in subnet %d", hotkey, netuid),
		"give it one: tianwang subnet register --netuid %d", netuid)
}
