package simulate

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"math"
	"path"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/yuma"
)

// Scenario is an economy as a file: TOML, amounts in TAO. What a file leaves out is as in [DefaultScenario].
type Scenario struct {
	Title string `toml:"title"`
	About string `toml:"about"` // what to look at

	Epochs int    `toml:"epochs"`
	Warmup int    `toml:"warmup"`
	Seed   uint64 `toml:"seed"`

	Rules      RuleSet          `toml:"rules"`
	Money      Purse            `toml:"money"`
	Validators []ValidatorGroup `toml:"validators"`
	Miners     []MinerGroup     `toml:"miners"`

	// Vary names settings and values to try; every combination is played.
	Vary []Variation `toml:"vary"`
}

// Variation is a setting and the values it takes, as [Scenario.Set] reads them.
type Variation struct {
	Setting string   `toml:"setting"`
	Values  []string `toml:"values"`
}

// RuleSet is [Rules] in a file.
type RuleSet struct {
	Yuma               string  `toml:"yuma"`
	Kappa              uint16  `toml:"kappa"`
	BondsMovingAverage uint64  `toml:"bonds_moving_average"`
	BondsPenalty       uint16  `toml:"bonds_penalty"`
	LiquidAlpha        bool    `toml:"liquid_alpha"`
	AlphaLow           uint16  `toml:"alpha_low"`
	AlphaHigh          uint16  `toml:"alpha_high"`
	AlphaSteepness     int16   `toml:"alpha_steepness"`
	MaxValidators      uint16  `toml:"max_validators"`
	ActivityCutoff     uint64  `toml:"activity_cutoff"`
	Tempo              uint16  `toml:"tempo"`
	RevealPeriod       uint64  `toml:"reveal_period"`
	MaxUids            int     `toml:"max_uids"`
	ImmunityPeriod     uint64  `toml:"immunity_period"`
	PruningAverage     uint64  `toml:"pruning_average"`
	MinBurn            float64 `toml:"min_burn"`
	MaxBurn            float64 `toml:"max_burn"`
	HalfLife           uint64  `toml:"registration_half_life"`
	Increase           uint64  `toml:"registration_increase"`
	Entries            int     `toml:"registrations_per_epoch"`
}

// Purse is [Money] in a file.
type Purse struct {
	Supply   float64 `toml:"supply"`
	Part     float64 `toml:"part"` // of all rewards, in [0, 1]
	Mobility float64 `toml:"mobility"`
}

// ValidatorGroup is [Validators] in a file.
type ValidatorGroup struct {
	Name      string  `toml:"name"`
	Count     int     `toml:"count"`
	Stake     float64 `toml:"stake"`
	Nominated float64 `toml:"nominated"`
	Take      float64 `toml:"take"` // in [0, 1]
	Drafts    int     `toml:"drafts"`
	Behaviour
}

// Behaviour names a strategy and its settings.
type Behaviour struct {
	// Strategy is honest, copy, uniform or random.
	Strategy string `toml:"strategy"`
	// Noise is the relative standard deviation with which an honest validator sees a miner.
	Noise float64 `toml:"noise"`
	// Late is how many epochs behind an honest validator is.
	Late int `toml:"late"`
	// Every is how often it judges, in epochs; it repeats itself in between.
	Every uint64 `toml:"every"`
	// Until is the epoch in which it falls silent; 0 is never.
	Until uint64 `toml:"until"`
	// Favour is a group of miners that gets FavourPart of all its weight.
	Favour     string  `toml:"favour"`
	FavourPart float64 `toml:"favour_part"`
	// Scale is a group of miners whose weights it multiplies by ScaleBy.
	Scale   string  `toml:"scale"`
	ScaleBy float64 `toml:"scale_by"`
}

// MinerGroup is [Miners] in a file.
type MinerGroup struct {
	Name     string  `toml:"name"`
	Count    int     `toml:"count"`
	Low      float64 `toml:"low"`
	High     float64 `toml:"high"`
	Churn    float64 `toml:"churn"`
	Arrive   float64 `toml:"arrive"`
	MaxPrice float64 `toml:"max_price"`
	StakesOn string  `toml:"stakes_on"`
}

//go:embed scenarios/*.toml
var library embed.FS

// ErrUnknown is returned for a scenario that does not come with the program.
var ErrUnknown = errors.New("no such scenario")

// Names lists the scenarios that come with the program.
func Names() []string {
	entries, _ := library.ReadDir("scenarios") // embedded: it is there
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".toml")
	}
	return names
}

// Source returns the file of a scenario that comes with the program.
func Source(name string) ([]byte, error) {
	b, err := library.ReadFile(path.Join("scenarios", name+".toml"))
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrUnknown, name)
	}
	return b, nil
}

// DefaultScenario has the rules of a new subnet, stakes that stay as they are, and nobody in it.
func DefaultScenario() Scenario {
	r := DefaultRules()
	return Scenario{Epochs: 350, Warmup: 50, Seed: 1, Rules: RuleSet{
		Yuma: r.Version.String(), Kappa: r.Kappa, BondsMovingAverage: r.BondsMovingAverage, BondsPenalty: r.BondsPenalty,
		AlphaLow: 45_875, AlphaHigh: 58_982, AlphaSteepness: 1000, // the reference's 0.7, 0.9 and 10
		MaxValidators: r.MaxAllowedValidators, ActivityCutoff: r.ActivityCutoff, Tempo: r.Tempo,
		RevealPeriod: r.RevealPeriod, MaxUids: r.Slots, ImmunityPeriod: r.Immunity, PruningAverage: r.PruningAverage,
		MinBurn: float64(r.Entry.Low) / tao, MaxBurn: float64(r.Entry.High) / tao,
		HalfLife: r.Entry.HalfLife, Increase: r.Entry.Increase, Entries: r.Entries,
	}}
}

// Parse reads a scenario, with settings to override as [Scenario.Set] has them: "rules.yuma=yuma3". Unknown fields are
// errors.
func Parse(b []byte, settings ...string) (Scenario, error) {
	s := DefaultScenario()
	if err := decode(b, &s); err != nil {
		return s, err
	}
	for _, setting := range settings {
		name, value, ok := strings.Cut(setting, "=")
		if !ok {
			return s, fmt.Errorf("setting %q: want NAME=VALUE, as in rules.yuma=yuma3", setting)
		}
		var err error
		if s, err = s.Set(strings.TrimSpace(name), strings.TrimSpace(value)); err != nil {
			return s, err
		}
	}
	return s, nil
}

func decode(b []byte, s *Scenario) error {
	d := toml.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(s)
	var strict *toml.StrictMissingError
	var syntax *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		return fmt.Errorf("unknown setting:\n%s", strict.String())
	case errors.As(err, &syntax):
		return fmt.Errorf("line %s:\n%s", place(syntax), syntax.String())
	}
	return err
}

func place(e *toml.DecodeError) string {
	row, column := e.Position()
	return fmt.Sprintf("%d, column %d", row, column)
}

// Economy returns what the scenario describes.
func (s Scenario) Economy() (Economy, error) {
	version, err := yuma.ParseVersion(s.Rules.Yuma)
	if err != nil {
		return Economy{}, fmt.Errorf("rules: %w", err)
	}
	r := s.Rules
	e := Economy{Epochs: s.Epochs, Warmup: s.Warmup, Seed: s.Seed, Rules: Rules{
		Params: yuma.Params{
			Version: version, Kappa: r.Kappa, Rho: 10, BondsMovingAverage: r.BondsMovingAverage, BondsPenalty: r.BondsPenalty,
			LiquidAlpha: r.LiquidAlpha, AlphaLow: r.AlphaLow, AlphaHigh: r.AlphaHigh, AlphaSigmoidSteepness: r.AlphaSteepness,
			MaxAllowedValidators: r.MaxValidators, ActivityCutoff: r.ActivityCutoff, Tempo: r.Tempo,
		},
		RevealPeriod: r.RevealPeriod, Slots: r.MaxUids, Immunity: r.ImmunityPeriod, PruningAverage: r.PruningAverage,
		Entries: r.Entries,
		Entry:   tokenomics.Terms{HalfLife: r.HalfLife, Increase: r.Increase, Low: rao(r.MinBurn), High: rao(r.MaxBurn)},
	}, Money: Money{Supply: rao(s.Money.Supply), Part: uint64(math.Round(s.Money.Part * tokenomics.Million)), Mobility: s.Money.Mobility}}
	for _, v := range s.Validators {
		judge, err := s.strategy(v.Behaviour)
		if err != nil {
			return e, fmt.Errorf("validators %q: %w", v.Name, err)
		}
		if v.Take < 0 || v.Take > 1 {
			return e, fmt.Errorf("validators %q: take is %v, want a part between 0 and 1", v.Name, v.Take)
		}
		e.Validators = append(e.Validators, Validators{
			Name: v.Name, Count: orOne(v.Count), Stake: rao(v.Stake), Nominated: rao(v.Nominated),
			Take: uint16(v.Take * tokenomics.ProportionOne), Judge: judge, Drafts: v.Drafts,
		})
	}
	for _, w := range s.Miners {
		high := w.High
		if high == 0 && w.Low > 0 {
			high = w.Low
		}
		e.Miners = append(e.Miners, Miners{
			Name: w.Name, Count: w.Count, Low: w.Low, High: high, Churn: w.Churn, Arrive: w.Arrive, MaxPrice: rao(w.MaxPrice),
			StakesOn: w.StakesOn,
		})
	}
	return e, e.Validate()
}

// strategy returns what validators do, from the inside out: how they see, then what they do with it.
func (s Scenario) strategy(b Behaviour) (Strategy, error) {
	var judge Strategy
	switch b.Strategy {
	case "honest":
		judge = Late(b.Noise, b.Late)
	case "copy":
		judge = Copy()
	case "uniform":
		judge = Uniform()
	case "random":
		judge = Random()
	default:
		return nil, fmt.Errorf("strategy %q: unknown, use honest, copy, uniform or random", b.Strategy)
	}
	for _, group := range []string{b.Favour, b.Scale} {
		if group != "" && !s.mines(group) {
			return nil, fmt.Errorf("there are no miners %q", group)
		}
	}
	if b.FavourPart < 0 || b.FavourPart > 1 {
		return nil, fmt.Errorf("favour_part is %v, want a part between 0 and 1", b.FavourPart)
	}
	if b.Scale != "" {
		judge = Scale(judge, b.Scale, b.ScaleBy)
	}
	if b.Favour != "" {
		judge = Favour(judge, b.Favour, b.FavourPart)
	}
	if b.Every > 1 {
		judge = Stale(judge, b.Every)
	}
	if b.Until > 0 {
		judge = Silent(judge, b.Until)
	}
	return judge, nil
}

func (s Scenario) mines(group string) bool {
	for _, w := range s.Miners {
		if w.Name == group {
			return true
		}
	}
	return false
}

func orOne(n int) int { return max(n, 1) }

// rao turns an amount of a file into rao, to the nearest.
func rao(amount float64) uint64 {
	if amount <= 0 {
		return 0
	}
	return uint64(math.Round(min(amount, tokenomics.Cap/tao) * tao))
}
