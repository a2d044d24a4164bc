package cases

import (
	"fmt"

	"github.com/tianwang-net/tianwang/yuma"
)

// Variant is a version of the consensus with the settings under which the catalogue compares it.
type Variant struct {
	Name   string
	Params yuma.Params
}

// Variants returns the variants of the catalogue and ours, oldest first. Majority is 32767/65535; bonds keep 90 % of an
// epoch before Yuma3 and 97.5 % since; liquid alpha moves between 0.1 and 0.3 with a steepness of 10.
//
//	yuma1                        bonds follow clipped weights, as in April 2024
//	yuma2 yuma2-beta0            bonds follow clipped weights, or weights as they were set
//	yuma3 yuma3-liquid           bonds of merit, with one speed or liquid alpha; bonds follow weights as they were set
//	yuma3n yuma3n-liquid         the same, normalised by stake
//	yuma3n-beta1                 the same with bonds that follow clipped weights
func Variants() []Variant {
	const full = 65535
	vs := []Variant{
		{"yuma1", yuma.Params{Version: yuma.Yuma1, BondsMovingAverage: 900_000}},
		{"yuma2", yuma.Params{Version: yuma.Yuma2, BondsMovingAverage: 900_000, BondsPenalty: full}},
		{"yuma2-beta0", yuma.Params{Version: yuma.Yuma2, BondsMovingAverage: 900_000}},
		{"yuma3", yuma.Params{Version: yuma.Yuma3, BondsMovingAverage: 975_000}},
		{"yuma3-liquid", yuma.Params{Version: yuma.Yuma3, BondsMovingAverage: 975_000, LiquidAlpha: true}},
		{"yuma3n", yuma.Params{Version: yuma.Yuma3N, BondsMovingAverage: 975_000}},
		{"yuma3n-liquid", yuma.Params{Version: yuma.Yuma3N, BondsMovingAverage: 975_000, LiquidAlpha: true}},
		{"yuma3n-beta1", yuma.Params{Version: yuma.Yuma3N, BondsMovingAverage: 975_000, BondsPenalty: full}},
	}
	for i := range vs {
		p := &vs[i].Params
		p.Kappa, p.MaxAllowedValidators, p.ActivityCutoff, p.Tempo = 32767, validators, 5000, tempo
		p.AlphaLow, p.AlphaHigh, p.AlphaSigmoidSteepness = 6553, 19660, 1000
	}
	return vs
}

// FindVariant returns the variant of a name.
func FindVariant(name string) (Variant, error) {
	for _, v := range Variants() {
		if v.Name == name {
			return v, nil
		}
	}
	return Variant{}, fmt.Errorf("variant %q: unknown, see cases.Variants", name)
}
