package simulate

import (
	"errors"
	"fmt"

	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/yuma"
)

// Rules are the rules of a subnet.
type Rules struct {
	yuma.Params

	// RevealPeriod is the number of epochs between commitment and reveal; 0 is weights that everybody sees at once.
	RevealPeriod uint64
	// Slots is how many neurons there may be.
	Slots int
	// Immunity is how many blocks a newcomer is safe.
	Immunity uint64
	// PruningAverage is how much of its old pruning score a neuron keeps, in millionths.
	PruningAverage uint64
	// Entry says how the price of a slot moves; it starts at the lowest.
	Entry tokenomics.Terms
	// Entries is how many slots are given in an epoch, at most.
	Entries int
}

// DefaultRules are those of a new subnet.
func DefaultRules() Rules {
	return Rules{
		Params: yuma.Params{
			Version: yuma.Yuma3N, Kappa: 32_767, Rho: 10, BondsMovingAverage: 900_000, BondsPenalty: 65_535,
			MaxAllowedValidators: 64, ActivityCutoff: 5000, Tempo: 360,
		},
		RevealPeriod: 3, Slots: 256, Immunity: 5000, PruningAverage: 900_000, Entries: 360,
		Entry: tokenomics.Terms{
			HalfLife: 360, Increase: 1_260_000, Low: tokenomics.RaoPerTAO / 2000, High: 100 * tokenomics.RaoPerTAO,
		},
	}
}

// Economy is a subnet with its people.
type Economy struct {
	Rules  Rules
	Epochs int
	Warmup int    // epochs at the start that are not counted
	Seed   uint64 // of all that is random
	Money  Money
	// Validators take the first uids, miners those after them.
	Validators []Validators
	Miners     []Miners
}

// Money says what there is to earn. The zero Money pays nothing: stakes stay as they are.
type Money struct {
	// Supply is all TAO there is before the first epoch, in rao; it decides the reward of a block.
	Supply uint64
	// Part of the rewards goes to this subnet, in millionths.
	Part uint64
	// Mobility is the part of their stake that nominators move in an epoch to the validator that paid best.
	Mobility float64
}

// Validators are a group that judges alike.
type Validators struct {
	Name      string
	Count     int
	Stake     uint64 // rao, of each: its own
	Nominated uint64 // rao, of each: that of nominators
	Take      uint16 // part of dividends that it keeps from nominators, in 65535ths
	Judge     Strategy
	// Drafts is how many rows a member commits to in an epoch; it shows the one that suits it best. 0 and 1 are one.
	Drafts int
}

// Miners are a group whose work is alike.
type Miners struct {
	Name  string
	Count int // at the start
	// Low and High bound the quality of members, which is what honest work would find out but for noise, in [0, 1].
	Low, High float64
	// Churn is the chance that the quality of a member is drawn anew in an epoch.
	Churn float64
	// Arrive is how many more come in an epoch after the warmup, on average; each pays at most MaxPrice rao.
	Arrive   float64
	MaxPrice uint64
	// StakesOn names validators that get what members earn as their own stake; without it members sell.
	StakesOn string
}

// maxNeurons bounds an economy, so that a mistake in a file does not fill the memory.
const maxNeurons = 4096

// Validate says what is wrong with an economy.
func (e Economy) Validate() error {
	count, seen := 0, map[string]bool{}
	name := func(kind, name string, members int) error {
		count += max(members, 0)
		switch {
		case name == "":
			return fmt.Errorf("%s: every group needs a name", kind)
		case seen[name]:
			return fmt.Errorf("%s %q: the name is taken by another group", kind, name)
		case members < 0:
			return fmt.Errorf("%s %q: count is %d", kind, name, members)
		}
		seen[name] = true
		return nil
	}
	for _, v := range e.Validators {
		if err := name("validators", v.Name, v.Count); err != nil {
			return err
		}
		if v.Judge == nil {
			return fmt.Errorf("validators %q: no strategy", v.Name)
		}
		if v.Drafts > 10 {
			return fmt.Errorf("validators %q: %d drafts, a chain keeps at most 10 commitments", v.Name, v.Drafts)
		}
	}
	for _, m := range e.Miners {
		if err := name("miners", m.Name, m.Count); err != nil {
			return err
		}
		switch {
		case !(0 <= m.Low && m.Low <= m.High && m.High <= 1):
			return fmt.Errorf("miners %q: quality from %v to %v, want 0 ≤ low ≤ high ≤ 1", m.Name, m.Low, m.High)
		case m.StakesOn != "" && e.judges(m.StakesOn) < 0:
			return fmt.Errorf("miners %q: there are no validators %q to stake on", m.Name, m.StakesOn)
		}
	}
	switch {
	case len(e.Validators) == 0:
		return errors.New("an economy needs validators")
	case count > e.Rules.Slots:
		return fmt.Errorf("%d neurons at the start, but %d slots", count, e.Rules.Slots)
	case e.Rules.Slots > maxNeurons:
		return fmt.Errorf("%d slots, at most %d", e.Rules.Slots, maxNeurons)
	case e.Epochs <= e.Warmup || e.Warmup < 0:
		return fmt.Errorf("%d epochs, of which %d are not counted", e.Epochs, e.Warmup)
	case e.Rules.Tempo == 0:
		return errors.New("tempo is 0")
	case e.Money.Part > tokenomics.Million:
		return fmt.Errorf("the subnet gets %d millionths of all rewards", e.Money.Part)
	case e.Money.Mobility < 0 || e.Money.Mobility > 1:
		return fmt.Errorf("nominators move %v of their stake, want a part between 0 and 1", e.Money.Mobility)
	}
	return nil
}

// judges returns the index of a group of validators, −1 if there is none.
func (e Economy) judges(name string) int {
	for i, v := range e.Validators {
		if v.Name == name {
			return i
		}
	}
	return -1
}

// Run plays all epochs. Progress, if not nil, is told how many are done.
func (e Economy) Run(progress func(epoch int)) (*Outcome, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	m := e.open()
	out := newOutcome(e)
	for epoch := range e.Epochs {
		if err := m.play(uint64(epoch)); err != nil { // #nosec G115 -- a count
			return nil, fmt.Errorf("epoch %d: %w", epoch, err)
		}
		out.add(m)
		if progress != nil {
			progress(epoch + 1)
		}
	}
	out.close(m)
	return out, nil
}

// limits is what rows may be here.
func (e Economy) limits() weights.Limits {
	return weights.Limits{MaxShare: weights.Max, Neurons: e.Rules.Slots}
}

// Loser plays all epochs and returns the group of the neuron that the next newcomer would replace.
func (e Economy) Loser() (string, error) {
	if err := e.Validate(); err != nil {
		return "", err
	}
	m := e.open()
	for epoch := range e.Epochs {
		if err := m.play(uint64(epoch)); err != nil { // #nosec G115 -- a count
			return "", fmt.Errorf("epoch %d: %w", epoch, err)
		}
	}
	uid := yuma.Lowest(m.in.RegisteredAt, m.pruning, m.Rules.Immunity, m.in.Block)
	return m.group(m.neurons[uid]), nil
}
