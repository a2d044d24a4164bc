package retention

import (
	"fmt"

	"github.com/tianwang-net/tianwang/simulate/figure"
)

// Axes are the settings over which [Curves] draws thresholds.
func Axes() []string { return []string{"sigma", "beta", "xi", "kappa"} }

// curve is the setting of one line.
type curve struct {
	name  string
	sigma float64
	rules Rules
}

// curves returns the lines of an axis; all have σ = 0.4 and the default rules but for the axis.
func curves(axis string) (title string, cs []curve, err error) {
	line := func(name string, value float64, change func(*Rules)) {
		c := curve{name: name, sigma: 0.4, rules: Default()}
		if change == nil {
			c.sigma = value
		} else {
			change(&c.rules)
		}
		cs = append(cs, c)
	}
	switch axis {
	case "sigma":
		title = "noise: what honest miners must be worth"
		for _, v := range []float64{0, 0.2, 0.4} {
			line(fmt.Sprintf("σ = %v", v), v, nil)
		}
	case "beta":
		title = "clipping of bonds: what honest miners must be worth"
		for _, v := range []float64{0, 0.5, 1} {
			line(fmt.Sprintf("β = %v", v), v, func(r *Rules) { r.Beta = v })
		}
	case "xi":
		title = "validators' part: what honest miners must be worth"
		for _, v := range []float64{0, 0.25, 0.5} {
			line(fmt.Sprintf("ξ = %v", v), v, func(r *Rules) { r.Xi = v })
		}
	case "kappa":
		title = "majority: what honest miners must be worth"
		for _, v := range []uint16{kappa40, Default().Kappa, kappa60} {
			line(fmt.Sprintf("κ = %.1f", float64(v)/65535), 0, func(r *Rules) { r.Kappa = v })
		}
	default:
		err = fmt.Errorf("axis %q: unknown, use one of %s", axis, Axes())
	}
	return title, cs, err
}

// Curves returns the thresholds of a market by honest stake, one line for each of some values of a setting. Stakes that
// nothing protects are left out.
func Curves(axis string, size Size, seed uint64) (figure.Figure, error) {
	title, cs, err := curves(axis)
	f := figure.Figure{
		Name: "retention-" + axis, Title: title, X: "honest stake", Y: "worth needed", Frame: &[4]float64{0.5, 1.03, 0.5, 1.02},
		Points: true,
	}
	if err != nil {
		return f, err
	}
	for _, c := range cs {
		s := figure.Series{Name: c.name}
		for _, stake := range []float64{.51, .53, .55, .57, .6, .65, .7, .75, .8, .85, .9, .95, .99} {
			wh, err := Draw(size, stake, c.sigma, seed).Threshold(c.rules)
			if err != nil {
				return f, err
			}
			if wh != Unprotected {
				s.Add(stake, wh)
			}
		}
		f.Series = append(f.Series, s)
	}
	return f, nil
}

// Ends returns the cabal's share of stake at the end of long games by its W_C, one line for each worth of its miners.
func Ends(cabalStake, sigma float64, rules Rules, size Size, seed uint64) (figure.Figure, error) {
	f := figure.Figure{
		Name:  fmt.Sprintf("compound-%.0f-%.0f", cabalStake*100, sigma*100),
		Title: fmt.Sprintf("a cabal with %.0f %% of stake after %d epochs, σ = %v", cabalStake*100, PhaseEpochs, sigma),
		X:     "weight that the cabal gives its own miners", Y: "its share of stake at the end",
		Frame: &[4]float64{0, 1.03, 0, 1.02}, Legend: figure.TopLeft, Points: true,
	}
	for _, utility := range []float64{0, 0.2, 0.3, 0.4} {
		s := figure.Series{Name: fmt.Sprintf("worth %.0f %%", utility*100)}
		m := Draw(size, 1-cabalStake, sigma, seed)
		for k := range 11 {
			wc := float64(k) / 10
			c, err := m.Compound(rules, utility, wc, PhaseEpochs)
			if err != nil {
				return f, err
			}
			s.Add(wc, c.Final())
		}
		f.Series = append(f.Series, s)
	}
	return f, nil
}
