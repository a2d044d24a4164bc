package validator

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
)

// askWidth is how many miners are asked at the same time.
const askWidth = 32

// round asks all miners one challenge and learns from what they answer, if it is time for that.
func (v *Validator) round(ctx context.Context, g *neuron.Metagraph) error {
	every := v.cfg.Every
	if every == 0 {
		every = max(g.Clock.Hyperparams.Tempo/5, 1)
	}
	if g.Height < read(v, func(s state) uint64 { return s.Round })+every {
		return nil
	}
	miners := v.miners(g)
	if len(miners) == 0 {
		return nil
	}
	t, err := v.judge(g.Subnet.Subnet)
	if t == nil || err != nil {
		return err
	}
	seed, err := v.seed(ctx, g.Height)
	if err != nil {
		v.log.Warn("no challenge could be made", "height", g.Height, "err", err)
		return nil
	}
	challenge, err := t.Challenge(seed)
	if err != nil {
		v.setSound(err)
		return nil
	}
	answers := v.ask(ctx, miners, challenge)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	judged, err := v.score(ctx, t, challenge, answers)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil { // the miners have worked for nothing; they are asked again when it is time for the next round
		return v.change(func(s *state) { s.Round = g.Height })
	}
	scores := map[uint32]float64{}
	for i, s := range judged {
		scores[miners[i].Uid] = s
	}
	for _, copied := range copies(t, challenge, miners, answers) {
		scores[copied] = 0
	}
	v.log.Debug("round", "height", g.Height, "scores", scores)
	v.cfg.Observer.Round(len(answers), given(answers))
	err = v.change(func(s *state) {
		s.Round = g.Height
		s.Miners = learn(s.Miners, g, scores, v.cfg.Memory)
	})
	if m, ok := t.(task.Measured); ok && err == nil {
		return v.measureIfDue(ctx, m, g, scores, seed, measureEvery*every)
	}
	return err
}

// miners returns the neurons to ask: all that serve, but not the validator itself, nor those that once served and no
// longer do, who are scored as if they had not answered.
func (v *Validator) miners(g *neuron.Metagraph) []*epochv1.NeuronState {
	var out []*epochv1.NeuronState
	for i := range g.Neurons {
		if n := &g.Neurons[i]; n.Axon != nil && n.Hotkey != v.key.Address() {
			out = append(out, n)
		}
	}
	return out
}

// seed is what a challenge is made from: the hash of the latest block and the validator's secret. The miners cannot know
// it before, and the validator cannot choose it.
func (v *Validator) seed(ctx context.Context, height uint64) ([32]byte, error) {
	hash, err := v.client.BlockHash(ctx, height)
	if err != nil {
		return [32]byte{}, err
	}
	b := append([]byte("tianwang/challenge/v1"), hash...)
	b = binary.LittleEndian.AppendUint64(b, height)
	b = append(b, read(v, func(s state) []byte { return s.Secret })...)
	return sha256.Sum256(b), nil
}

// ask puts the challenge to all miners. Who does not answer in time, or not properly, has given no answer.
func (v *Validator) ask(ctx context.Context, miners []*epochv1.NeuronState, c task.Challenge) []task.Answer {
	ctx, cancel := context.WithTimeout(ctx, v.cfg.Timeout)
	defer cancel()
	targets := make([]dendrite.Target, len(miners))
	for i, m := range miners {
		targets[i] = v.target(m)
	}
	answers := make([]task.Answer, len(miners))
	for i, r := range v.dendrite.Many(ctx, targets, c.Request, askWidth) {
		if r.Err != nil {
			v.log.Debug("no answer", "uid", miners[i].Uid, "err", r.Err)
			continue
		}
		answers[i] = task.Answer{Body: r.Answer.Body}
	}
	return answers
}

// target is where a miner serves.
func (v *Validator) target(m *epochv1.NeuronState) dendrite.Target {
	return dendrite.Target{Hotkey: m.Hotkey, Netuid: v.cfg.Netuid, URL: neuron.URL(m, v.cfg.Private), TLSKey: neuron.TLSKey(m)}
}

// given counts the answers that there are.
func given(answers []task.Answer) (n int) {
	for _, a := range answers {
		if a.Body != nil {
			n++
		}
	}
	return n
}

// copies returns the uids whose answer somebody else gave as well and had registered earlier: the same work is paid
// once. Where all who are honest give the same answer, there are none.
func copies(t task.Task, c task.Challenge, miners []*epochv1.NeuronState, answers []task.Answer) (out []uint32) {
	if _, same := t.(task.Measured); same {
		return nil
	}
	all := make([]score.Work, len(miners))
	for i, m := range miners {
		all[i] = score.Work{Since: m.RegisteredAt, Owner: m.Uid, None: answers[i].Body == nil}
		if !all[i].None {
			all[i].Print = printOf(t, c, answers[i])
		}
	}
	for i, repeated := range score.Repeats(all) {
		if repeated {
			out = append(out, miners[i].Uid)
		}
	}
	return out
}
