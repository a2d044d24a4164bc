package validator

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/observe"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/weights"
)

// tell does what is due on the chain: take a slot, keep promises, and once an epoch, late in it, say what is known.
// What fails is tried again with the next block; only the state file can end a validator.
func (v *Validator) tell(ctx context.Context, g *neuron.Metagraph) error {
	me := neuron.Find(g, v.key.Address())
	v.cfg.Observer.Condition(observe.Registered, me != nil, "give the hotkey a slot, or name its coldkey to have it done by work")
	if me == nil {
		res, err := neuron.Register(ctx, v.client, v.key, v.cfg.Coldkey, v.cfg.Netuid, v.log)
		v.cfg.Observer.Transaction("register", client.OutcomeOf(res, err))
		if err != nil && ctx.Err() == nil {
			v.log.Warn("not registered yet, trying again with the next block", "err", err)
		}
		return ctx.Err()
	}
	v.cfg.Observer.Condition(observe.Permitted, me.Permit, "permits go to the hotkeys with most stake when an epoch ends")
	if err := v.keepPromises(ctx, g); err != nil {
		return err
	}
	length := g.Clock.DueAt - min(g.Clock.StartedAt, g.Clock.DueAt)
	late := g.Height >= g.Clock.StartedAt+length*6/10
	if !me.Permit || !late || read(v, func(s state) uint64 { return s.Told }) >= g.Clock.Epoch {
		return ctx.Err()
	}
	return v.say(ctx, g)
}

// traffic returns what real requests say of miners, nothing when nobody tells or it cannot be read.
func (v *Validator) traffic() map[string]score.Tally {
	if v.cfg.Traffic == nil {
		return nil
	}
	all, err := v.cfg.Traffic()
	if err != nil {
		v.log.Warn("real requests do not count this time", "err", err)
		return nil
	}
	return all
}

// say sets or commits the weights of this epoch, if it judges what the subnet wants to be judged.
func (v *Validator) say(ctx context.Context, g *neuron.Metagraph) error {
	t, err := v.judge(g.Subnet.Subnet)
	if t == nil || err != nil || !v.trusted(t) {
		return err
	}
	known := read(v, func(s state) []miner { return s.Miners })
	scores := withTraffic(average(known, g), g, v.traffic())
	if _, measured := t.(task.Measured); measured {
		scores = v.withCapacity(scores, known, g)
	}
	values := sharpen(scores, v.cfg.Sharpness)
	if v.cfg.Weigh != nil {
		if own := v.cfg.Weigh(g, scores); own != nil {
			values = own
		}
	}
	r, err := row(values, g)
	v.cfg.Observer.Condition(observe.Scored, !errors.Is(err, weights.ErrNothing), "no miner has a score above zero: look at the judge and at the miners")
	if err != nil {
		if errors.Is(err, weights.ErrNothing) {
			v.log.Error("no miner has a score above zero, no weights are set: look at the judge and at the miners", "epoch", g.Clock.Epoch)
			return nil
		}
		v.log.Error("the scores cannot be made into weights", "err", err)
		return nil
	}
	p := promise{Epoch: g.Clock.Epoch, Version: g.Clock.Hyperparams.WeightsVersion, Salt: make([]byte, weights.MinSaltSize)}
	p.UIDs, p.Weights = r.Wire()
	if _, err := rand.Read(p.Salt); err != nil {
		return err
	}
	if g.Clock.Hyperparams.CommitReveal {
		return v.commit(ctx, p)
	}
	return v.done(ctx, p.Epoch, v.send(ctx, "weights set", &weightsv1.MsgSetWeights{
		Hotkey: v.key.Address(), Netuid: v.cfg.Netuid, Uids: p.UIDs, Weights: p.Weights, Version: p.Version,
	}))
}

// done notes that an epoch has been told, unless telling failed.
func (v *Validator) done(ctx context.Context, epoch uint64, err error) error {
	if err != nil {
		return ctx.Err()
	}
	return v.change(func(s *state) { s.Told = epoch })
}

// commit writes the promise down, makes it, and notes when it is due. A promise whose making failed, or whose fate is
// not known, stays in the file until its time has passed; revealing what was never committed does no harm.
func (v *Validator) commit(ctx context.Context, p promise) error {
	chain := read(v, func(s state) string { return s.Chain })
	address, err := sdk.AccAddressFromBech32(v.key.Address())
	if err != nil {
		return err
	}
	hash := weights.Commitment{
		ChainID: chain, Netuid: v.cfg.Netuid, Hotkey: address, UIDs: p.UIDs, Weights: p.Weights, Version: p.Version, Salt: p.Salt,
	}.Hash()
	if err := v.change(func(s *state) { s.Pending = append(s.Pending, p) }); err != nil {
		return err
	}
	var answer weightsv1.MsgCommitWeightsResponse
	res, err := v.client.Send(ctx, v.key, &weightsv1.MsgCommitWeights{
		Hotkey: v.key.Address(), Netuid: v.cfg.Netuid, Scheme: weights.SchemeHash, Hash: hash[:],
	})
	v.cfg.Observer.Transaction("weights_committed", client.OutcomeOf(res, err))
	if err == nil {
		err = v.client.Response(res, 0, &answer)
	}
	if err != nil {
		if ctx.Err() == nil {
			v.log.Warn("weights not committed, trying again with the next block", "err", err)
		}
		if refused := new(client.Refused); errors.As(err, &refused) || errors.Is(err, client.ErrNotIncluded) {
			return v.change(func(s *state) { s.Pending = slices.DeleteFunc(s.Pending, p.same) })
		}
		return ctx.Err()
	}
	v.log.Info("weights committed", "height", res.Height, "reveal_epoch", answer.RevealEpoch)
	return v.change(func(s *state) {
		s.Told = p.Epoch
		for i := range s.Pending {
			if s.Pending[i].same(p) {
				s.Pending[i].RevealEpoch = answer.RevealEpoch
			}
		}
	})
}

func (p promise) same(o promise) bool { return slices.Equal(p.Salt, o.Salt) }

// keepPromises reveals what is due and forgets what is too late.
func (v *Validator) keepPromises(ctx context.Context, g *neuron.Metagraph) error {
	for _, p := range read(v, func(s state) []promise { return slices.Clone(s.Pending) }) {
		due := p.RevealEpoch
		if due == 0 { // made, but the answer was never seen
			due = p.Epoch + g.Clock.Hyperparams.RevealPeriod
		}
		if g.Clock.Epoch < due {
			continue
		}
		kept := g.Clock.Epoch == due
		if kept {
			err := v.send(ctx, "weights revealed", &weightsv1.MsgRevealWeights{
				Hotkey: v.key.Address(), Netuid: v.cfg.Netuid, Uids: p.UIDs, Weights: p.Weights, Version: p.Version, Salt: p.Salt,
			})
			if refused := new(client.Refused); err != nil && !errors.As(err, &refused) {
				return ctx.Err() // not known: again with the next block
			}
		} else {
			v.log.Warn("a promised row was not revealed in time", "reveal_epoch", due, "epoch", g.Clock.Epoch)
		}
		if err := v.change(func(s *state) { s.Pending = slices.DeleteFunc(s.Pending, p.same) }); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// send sends a message and says how it went.
func (v *Validator) send(ctx context.Context, what string, msg sdk.Msg) error {
	res, err := v.client.Send(ctx, v.key, msg)
	v.cfg.Observer.Transaction(strings.ReplaceAll(what, " ", "_"), client.OutcomeOf(res, err))
	switch {
	case err == nil:
		v.log.Info(what, "height", res.Height)
	case ctx.Err() == nil:
		v.log.Warn("not "+what, "err", err)
	}
	return err
}
