package retention

import "github.com/tianwang-net/tianwang/yuma"

// Point is one place of the map of thresholds.
type Point struct {
	Axis   string  // which setting is varied: sigma, beta, xi, kappa, or stake
	Value  float64 // of that setting
	Honest float64 // S_H
	Sigma  float64
	Rules  Rules

	// Published is the threshold that an independent computation in floating point found with the same generator, and
	// Claimed the one of the reference's documentation, 0 where it gives none.
	Published, Claimed float64
}

// Map returns the points of the map: the four settings around S_H = 0.6, and the whole curve of S_H for two deviations.
func Map() []Point {
	var ps []Point
	point := func(axis string, value, stake, sigma float64, change func(*Rules), published, claimed float64) {
		r := Default()
		if change != nil {
			change(&r)
		}
		ps = append(ps, Point{axis, value, stake, sigma, r, published, claimed})
	}
	for _, p := range [][3]float64{{0, .61, .60}, {.2, .67, .67}, {.4, .74, .73}} {
		point("sigma", p[0], .6, p[0], nil, p[1], p[2])
	}
	for _, p := range [][3]float64{{0, .80, .78}, {.5, .78, .76}, {1, .74, .73}} {
		point("beta", p[0], .6, .4, func(r *Rules) { r.Beta = p[0] }, p[1], p[2])
	}
	for _, p := range [][3]float64{{0, .83, .82}, {.25, .79, .78}, {.5, .74, .73}} {
		point("xi", p[0], .6, .4, func(r *Rules) { r.Xi = p[0] }, p[1], p[2])
	}
	for _, p := range []struct {
		kappa            uint16
		stake, published float64
	}{
		{kappa60, .51, Unprotected},
		{kappa60, .55, Unprotected},
		{kappa60, .6, .89},
		{kappa40, .51, .94},
		{kappa40, .55, .77},
		{kappa40, .6, .72},
	} {
		point("kappa", float64(p.kappa)/65535, p.stake, .4, func(r *Rules) { r.Kappa = p.kappa }, p.published, 0)
	}
	for _, p := range [][3]float64{
		{.51, .71, .90}, {.55, .67, .77}, {.6, .67, .74}, {.65, .70, .74}, {.7, .73, .75}, {.8, .81, .82}, {.9, .91, .91},
	} {
		point("stake", p[0], p[0], .2, nil, p[1], 0)
		point("stake", p[0], p[0], .4, nil, p[2], 0)
	}
	point("stake", .99, .99, .2, nil, 1, 0)
	return ps
}

// The majorities of the map beside one half, a hair less than 0.6 and 0.4, as 32767 is a hair less than one half: stakes
// are cut to 32 fraction bits, so a group with exactly the majority would fall short of it by the last of them.
const (
	kappa60 = 39320
	kappa40 = 26213
)

// Phase is one place of the table of long games.
type Phase struct {
	Cabal, Utility, Sigma float64
	Published             float64 // the cabal's share at the end, by an independent computation in floating point
	Choice                float64 // W_C with which it is reached here, by [Market.Best]
}

// PhaseEpochs is the length of the games of the table.
const PhaseEpochs = 1000

// Phases returns the table of long games.
func Phases() []Phase {
	return []Phase{
		{.40, 0, .2, .035, 0},
		{.40, .2, .2, .226, .3},
		{.40, .3, .2, .346, .5},
		{.40, .4, .2, .900, 1},
		{.45, .2, .2, .232, .3},
		{.49, .1, .2, .134, .15},
		{.49, .2, .2, .237, .3},
		{.51, 0, .2, .997, 1},
		{.40, 0, .4, .035, 0},
		{.40, .2, .4, .240, .4},
		{.40, .3, .4, .936, 1},
		{.40, .4, .4, .972, 1},
		{.45, .2, .4, .252, .5},
		{.49, .1, .4, .139, .2},
		{.49, .2, .4, .986, 1},
		{.51, 0, .4, .997, 1},
	}
}

// PhaseRules returns the rules of the long games under a version, and how far from the table it may end: bonds keep 90 %
// an epoch, and what bonds of merit lose to 16 bits shows a little.
func PhaseRules(v yuma.Version) (rules Rules, tolerance float64) {
	rules, tolerance = Default(), 0.03
	rules.Version = v
	if v >= yuma.Yuma3 {
		tolerance = 0.05
	}
	return rules, tolerance
}
