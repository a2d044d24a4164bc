package validator

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
)

// How often miners are measured, and what is remembered of it.
const (
	measureEvery = 5  // rounds
	trialsKept   = 20 // of a miner, the latest
	trialsJudged = 5  // tests before a miner is said to share a machine
	aloneWidth   = 32 // miners, drawn anew each time, that are also asked while nobody else is
)

// trial is what one test of capacity found of a miner: how many seconds it took for a burst, first while no other miner was
// asked and then while all were. Missing is what was not tried, failed what was not answered or wrongly.
type trial struct {
	Alone    float64 `json:"alone"`
	Together float64 `json:"together"`
}

// JSON knows neither "not a number" nor infinity.
const (
	missing = -1
	failed  = 0
)

// reckoned turns what is stored into what package score reckons with.
func reckoned(stored float64) float64 {
	switch stored {
	case missing:
		return math.NaN()
	case failed:
		return math.Inf(1)
	}
	return stored
}

// burst is what one miner is asked at the same moment.
type burst struct {
	to      dendrite.Target
	asked   []task.Challenge
	answers []task.Answer
	took    float64 // seconds, until all was answered
}

// bursts prepares a burst for each miner. All questions are different, so that who answers for several miners cannot answer
// once for all.
func (v *Validator) bursts(t task.Measured, miners []*epochv1.NeuronState, seed [32]byte, phase string) ([]burst, error) {
	out := make([]burst, len(miners))
	for i, m := range miners {
		out[i].to = v.target(m)
		for k := range t.Burst() {
			b := append([]byte(phase), seed[:]...)
			b = binary.LittleEndian.AppendUint32(b, uint32(i)) // #nosec G115 -- a position
			own := sha256.Sum256(binary.LittleEndian.AppendUint32(b, uint32(k)))
			c, err := t.Challenge(own)
			if err != nil {
				return nil, err
			}
			out[i].asked = append(out[i].asked, c)
		}
	}
	return out, nil
}

// put puts a burst to its miner and waits until all of it is answered, or time is up.
func (v *Validator) put(ctx context.Context, b *burst) {
	ctx, cancel := context.WithTimeout(ctx, v.cfg.Timeout)
	defer cancel()
	b.answers = make([]task.Answer, len(b.asked))
	began := time.Now()
	var all sync.WaitGroup
	for k, c := range b.asked {
		all.Go(func() {
			if a, err := v.dendrite.Do(ctx, b.to, c.Request); err == nil {
				b.answers[k].Body = a.Body
			}
		})
	}
	all.Wait()
	b.took = time.Since(began).Seconds()
}

// seconds is how long a burst took, failed if one answer is missing or worth nothing. All are judged: were it one of them,
// who works on a part alone would be quicker by as much as he is caught.
func (b *burst) seconds(t task.Task) float64 {
	for k, c := range b.asked {
		if b.answers[k].Body == nil || t.Score(c, b.answers[k:k+1])[0] == 0 {
			return failed
		}
	}
	return b.took
}

// measureIfDue finds out anew what miners can do, those that answered the last challenge rightly, if that is long ago. Those
// that did not can do nothing.
func (v *Validator) measureIfDue(
	ctx context.Context, t task.Measured, g *neuron.Metagraph, scores map[uint32]float64, seed [32]byte, every uint64,
) error {
	last := read(v, func(s state) uint64 { return s.Measured })
	if last > 0 && g.Height < last+every {
		return nil
	}
	trials := map[uint32]trial{}
	able := slices.DeleteFunc(v.miners(g), func(m *epochv1.NeuronState) bool {
		if scores[m.Uid] == 0 {
			trials[m.Uid] = trial{Alone: missing, Together: failed}
		}
		return scores[m.Uid] == 0
	})
	found, err := v.measure(ctx, t, able, seed)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		v.setSound(err)
		return nil
	}
	maps.Copy(trials, found)
	v.log.Debug("measured", "height", g.Height, "trials", trials)
	return v.change(func(s *state) { s.Measured, s.Miners = g.Height, remember(s.Miners, trials) })
}

// measure finds out what miners can do.
func (v *Validator) measure(ctx context.Context, t task.Measured, miners []*epochv1.NeuronState, seed [32]byte) (map[uint32]trial, error) {
	alone, err := v.bursts(t, miners, seed, "alone")
	if err != nil {
		return nil, err
	}
	together, err := v.bursts(t, miners, seed, "together")
	if err != nil {
		return nil, err
	}
	trials := make([]trial, len(miners))
	for i := range trials {
		trials[i].Alone = missing
	}
	for _, i := range score.Positions(seed, len(miners), aloneWidth) {
		v.put(ctx, &alone[i])
		trials[i].Alone = alone[i].seconds(t)
	}
	var all sync.WaitGroup
	for i := range together {
		all.Go(func() { v.put(ctx, &together[i]) })
	}
	all.Wait()
	for i := range together { // only now, since to judge takes time from those that are still at work
		trials[i].Together = together[i].seconds(t)
	}
	out := map[uint32]trial{}
	for i, m := range miners {
		out[m.Uid] = trials[i]
	}
	return out, ctx.Err()
}

// remember adds what a test found, and forgets what is old.
func remember(known []miner, trials map[uint32]trial) []miner {
	out := slices.Clone(known)
	for i, m := range out {
		if l, measured := trials[m.UID]; measured {
			all := append(slices.Clone(m.Trials), l)
			out[i].Trials = all[max(0, len(all)-trialsKept):]
		}
	}
	return out
}

// rounds lines up what is remembered of the miners of a subnet, the latest tests last.
func rounds(known []miner, g *neuron.Metagraph) []score.Load {
	out := make([]score.Load, trialsKept)
	for r := range out {
		out[r] = score.Load{Alone: slices.Repeat([]float64{math.NaN()}, len(g.Neurons)), Together: slices.Repeat([]float64{math.NaN()}, len(g.Neurons))}
	}
	for i, n := range g.Neurons {
		k := slices.IndexFunc(known, miner{UID: n.Uid, Hotkey: n.Hotkey, RegisteredAt: n.RegisteredAt}.same)
		if k < 0 {
			continue
		}
		trials := known[k].Trials
		for j, l := range trials {
			r := out[trialsKept-len(trials)+j]
			r.Alone[i], r.Together[i] = reckoned(l.Alone), reckoned(l.Together)
		}
	}
	return out
}

// withCapacity makes scores worth what the miners can do, and says which of them seem to share a machine.
func (v *Validator) withCapacity(scores []float64, known []miner, g *neuron.Metagraph) []float64 {
	tests := rounds(known, g)
	for i, c := range score.Capacity(tests) {
		scores[i] *= c
	}
	var shared []uint32
	for _, i := range score.Shared(tests, trialsJudged) {
		shared = append(shared, g.Neurons[i].Uid)
	}
	if len(shared) > 0 {
		v.log.Warn("these miners are slower while others are asked: they seem to share a machine, and earn what it does once", "uids", shared)
	}
	return scores
}
