package simulate

import "github.com/tianwang-net/tianwang/task"

// Outcome is what an economy came to.
type Outcome struct {
	Groups []Group   `json:"groups"` // validators, then miners
	Supply []float64 `json:"supply"` // TAO after each epoch
	Price  []float64 `json:"price"`  // TAO for a slot at the end of each epoch

	counted int
	warmup  int
	judges  int
}

// Group is what came of one group. Means are over the epochs that count.
type Group struct {
	Name       string `json:"name"`
	Validators bool   `json:"validators"`

	// Of validators.

	Stake []float64 `json:"stake,omitempty"` // part of all stake, before the first epoch and after each
	// Yield is the part of all dividends divided by the part of all stake, in each epoch; 1 is what the average rao earns.
	Yield     []float64 `json:"yield,omitempty"`
	MeanYield float64   `json:"mean_yield,omitempty"`

	// Of miners.

	Members []int     `json:"members,omitempty"` // after each epoch
	Share   []float64 `json:"share,omitempty"`   // part of what miners earn, in each epoch
	// Worth is the part of all weight that exact judges would give, in each epoch.
	Worth     []float64 `json:"worth,omitempty"`
	MeanShare float64   `json:"mean_share,omitempty"`
	MeanWorth float64   `json:"mean_worth,omitempty"`
	Came      int       `json:"came,omitempty"`   // newcomers
	Gone      int       `json:"gone,omitempty"`   // members that lost their slot
	Burned    float64   `json:"burned,omitempty"` // TAO paid for slots

	// Of both.

	Earned float64 `json:"earned"` // TAO, in all epochs
}

const tao = 1e9

func newOutcome(e Economy) *Outcome {
	out := &Outcome{warmup: e.Warmup, judges: len(e.Validators)}
	for _, v := range e.Validators {
		out.Groups = append(out.Groups, Group{Name: v.Name, Validators: true})
	}
	for _, w := range e.Miners {
		out.Groups = append(out.Groups, Group{Name: w.Name})
	}
	stake, _ := stakes(e)
	for g := range e.Validators {
		out.Groups[g].Stake = append(out.Groups[g].Stake, stake[g])
	}
	return out
}

// stakes returns the parts of all stake that groups of validators start with.
func stakes(e Economy) (parts []float64, all float64) {
	parts = make([]float64, len(e.Validators))
	for g, v := range e.Validators {
		parts[g] = float64(v.Count) * float64(v.Stake+v.Nominated)
		all += parts[g]
	}
	for g := range parts {
		parts[g] = ratio(parts[g], all)
	}
	return parts, all
}

// tally sums something over the neurons of each group.
func (o *Outcome) tally(m *market, what func(i int, n *neuron) float64) (sums []float64, all float64) {
	sums = make([]float64, len(o.Groups))
	for i, n := range m.neurons {
		sums[n.group] += what(i, n)
	}
	for _, s := range sums {
		all += s
	}
	return sums, all
}

// add notes an epoch.
func (o *Outcome) add(m *market) {
	stake, allStake := o.tally(m, func(_ int, n *neuron) float64 {
		if !n.judge {
			return 0
		}
		return float64(n.pool.Stake)
	})
	before, allBefore := o.tally(m, func(i int, n *neuron) float64 {
		if !n.judge {
			return 0
		}
		return float64(m.in.Stake[i])
	})
	gained, allGained := o.tally(m, func(_ int, n *neuron) float64 { return float64(n.gained) })
	earned, allEarned := o.tally(m, func(_ int, n *neuron) float64 { return float64(n.earned) })
	worth, allWorth := o.tally(m, func(_ int, n *neuron) float64 {
		if n.judge {
			return 0
		}
		return task.Weight(n.quality)
	})
	members, _ := o.tally(m, func(int, *neuron) float64 { return 1 })
	counts := len(o.Supply) >= o.warmup
	if counts {
		o.counted++
	}
	for g := range o.Groups {
		group := &o.Groups[g]
		if m.Money.Part > 0 {
			group.Earned += (gained[g] + earned[g]) / tao
		}
		if group.Validators {
			group.Stake = append(group.Stake, ratio(stake[g], allStake))
			yield := ratio(ratio(gained[g], allGained), ratio(before[g], allBefore))
			group.Yield = append(group.Yield, yield)
			if counts {
				group.MeanYield += yield
			}
			continue
		}
		group.Members = append(group.Members, int(members[g]))
		group.Share, group.Worth = append(group.Share, ratio(earned[g], allEarned)), append(group.Worth, ratio(worth[g], allWorth))
		group.Came += m.came[g]
		if counts {
			group.MeanShare += ratio(earned[g], allEarned)
			group.MeanWorth += ratio(worth[g], allWorth)
		}
	}
	o.Supply = append(o.Supply, float64(m.supply)/tao)
	now := m.Rules.Entry.At(m.price.value, m.in.Block-m.price.at)
	o.Price = append(o.Price, float64(now)/tao)
}

// close makes means of sums.
func (o *Outcome) close(m *market) {
	for g := range o.Groups {
		group := &o.Groups[g]
		for _, mean := range []*float64{&group.MeanYield, &group.MeanShare, &group.MeanWorth} {
			*mean = ratio(*mean, float64(o.counted))
		}
		group.Gone, group.Burned = m.gone[g], float64(m.burned[g])/tao
	}
}

// Group returns what came of a group, nil if there is none of that name.
func (o *Outcome) Group(name string) *Group {
	for g := range o.Groups {
		if o.Groups[g].Name == name {
			return &o.Groups[g]
		}
	}
	return nil
}

// ratio is a/b, 0 of nothing.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
