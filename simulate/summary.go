package simulate

import (
	"math"
	"slices"
)

// Played is one variant of a scenario with what came of it, once for each seed.
type Played struct {
	Settings []string   `json:"settings,omitempty"`
	Lines    []Line     `json:"groups"`
	Outcomes []*Outcome `json:"-"`
}

// Line is a group in numbers that one can compare: means over seeds.
type Line struct {
	Name       string `json:"name"`
	Validators bool   `json:"validators"`

	// Of validators.

	StakeBefore float64 `json:"stake_before"` // part of all stake
	StakeAfter  float64 `json:"stake_after"`
	Yield       Spread  `json:"yield"`
	// Against is the yield divided by that of the first group of validators.
	Against Spread `json:"against_first"`

	// Of miners.

	Members float64 `json:"members"` // at the end
	Worth   Spread  `json:"worth"`
	Share   Spread  `json:"share"`
	Came    float64 `json:"came"`
	Gone    float64 `json:"gone"`
	Burned  float64 `json:"burned_tao"`

	Earned float64 `json:"earned_tao"`
}

// Spread is a mean, and how far single seeds lie from it.
type Spread struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Play plays every variant of a scenario with so many seeds, from the scenario's on. Progress, if not nil, is told how many
// epochs of all are done.
func (s Scenario) Play(seeds int, progress func(done, all int)) ([]Played, error) {
	variants, err := s.Variants()
	if err != nil {
		return nil, err
	}
	economies := make([]Economy, len(variants)) // all are checked before the first is played
	all, done := 0, 0
	for i, v := range variants {
		if economies[i], err = v.Scenario.Economy(); err != nil {
			return nil, err
		}
		all += economies[i].Epochs * seeds
	}
	var played []Played
	for i, v := range variants {
		p := Played{Settings: v.Settings}
		for k := range seeds {
			e := economies[i]
			e.Seed += uint64(k) // #nosec G115 -- a count
			o, err := e.Run(func(int) {
				done++
				if progress != nil {
					progress(done, all)
				}
			})
			if err != nil {
				return nil, err
			}
			p.Outcomes = append(p.Outcomes, o)
		}
		p.Lines = summarise(p.Outcomes)
		played = append(played, p)
	}
	return played, nil
}

// summarise takes the means over some runs of the same economy.
func summarise(outcomes []*Outcome) []Line {
	if len(outcomes) == 0 {
		return nil
	}
	lines := make([]Line, len(outcomes[0].Groups))
	for g := range lines {
		first := outcomes[0].Groups[g]
		mean := func(what func(*Outcome, *Group) float64) Spread { return spread(outcomes, g, what) }
		l := Line{Name: first.Name, Validators: first.Validators, Earned: mean(func(_ *Outcome, x *Group) float64 { return x.Earned }).Mean}
		if first.Validators {
			l.StakeBefore = first.Stake[0]
			l.StakeAfter = mean(func(_ *Outcome, x *Group) float64 { return x.Stake[len(x.Stake)-1] }).Mean
			l.Yield = mean(func(_ *Outcome, x *Group) float64 { return x.MeanYield })
			l.Against = mean(func(o *Outcome, x *Group) float64 { return ratio(x.MeanYield, o.Groups[0].MeanYield) })
		} else {
			l.Members = mean(func(_ *Outcome, x *Group) float64 { return float64(x.Members[len(x.Members)-1]) }).Mean
			l.Worth = mean(func(_ *Outcome, x *Group) float64 { return x.MeanWorth })
			l.Share = mean(func(_ *Outcome, x *Group) float64 { return x.MeanShare })
			l.Came = mean(func(_ *Outcome, x *Group) float64 { return float64(x.Came) }).Mean
			l.Gone = mean(func(_ *Outcome, x *Group) float64 { return float64(x.Gone) }).Mean
			l.Burned = mean(func(_ *Outcome, x *Group) float64 { return x.Burned }).Mean
		}
		lines[g] = l
	}
	return lines
}

func spread(outcomes []*Outcome, g int, what func(*Outcome, *Group) float64) Spread {
	values := make([]float64, len(outcomes))
	sum := 0.0
	for i, o := range outcomes {
		values[i] = what(o, &o.Groups[g])
		sum += values[i]
	}
	return Spread{sum / float64(len(values)), slices.Min(values), slices.Max(values)}
}

// Off is how far a seed lies from the mean, at most.
func (s Spread) Off() float64 { return math.Max(s.High-s.Mean, s.Mean-s.Low) }
