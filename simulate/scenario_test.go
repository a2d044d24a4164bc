package simulate_test

import (
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/simulate"
)

const small = `
title = "small"
epochs = 12
warmup = 2
[[validators]]
name = "honest"
count = 3
stake = 10.5
strategy = "honest"
[[miners]]
name = "miners"
count = 4
low = 0.2
high = 0.8
`

func TestScenarios_OfTheProgramAreWhole(t *testing.T) {
	t.Parallel()
	names := simulate.Names()
	if len(names) < 7 {
		t.Fatalf("only %v", names)
	}
	for _, name := range names {
		source, err := simulate.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := simulate.Parse(source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Title == "" || s.About == "" {
			t.Errorf("%s: says neither what it is nor what to look at", name)
		}
		variants, err := s.Variants()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, v := range variants {
			if _, err := v.Scenario.Economy(); err != nil {
				t.Errorf("%s %v: %v", name, v.Settings, err)
			}
		}
	}
}

func TestParse_TakesDefaultsFromANewSubnet(t *testing.T) {
	t.Parallel()
	s, err := simulate.Parse([]byte(small), "rules.kappa=40000", "validators.honest.stake=11.25", "rules.liquid_alpha=true", "title=other")
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Economy()
	if err != nil {
		t.Fatal(err)
	}
	want := simulate.DefaultRules()
	want.Kappa, want.LiquidAlpha = 40000, true
	want.AlphaLow, want.AlphaHigh, want.AlphaSigmoidSteepness = 45875, 58982, 1000
	if e.Rules != want {
		t.Errorf("got  %+v\nwant %+v", e.Rules, want)
	}
	if e.Validators[0].Stake != 11_250_000_000 || e.Epochs != 12 || s.Title != "other" {
		t.Errorf("%+v", e)
	}
}

func TestParse_Refuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, setting, want string }{
		{small + "colour = 3", "", "colour"},
		{"title = ", "", "line 1"},
		{small, "rules.yuma", "want NAME=VALUE"},
		{small, "rules.colour=3", `there is no "colour"`},
		{small, "validators.nobody.stake=3", `no group "nobody"`},
		{small, "validators.honest=3", "not a single value"},
		{small, "epochs.more=3", `"epochs" has no parts`},
		{small, "epochs=some", "not a whole number"},
		{small, "rules.kappa=70000", "rules.kappa"},
		{small, "rules.liquid_alpha=maybe", "neither true nor false"},
		{small, "validators.honest.stake=much", "not a number"},
	} {
		var settings []string
		if c.setting != "" {
			settings = []string{c.setting}
		}
		if _, err := simulate.Parse([]byte(c.file), settings...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.setting, err, c.want)
		}
	}
	for setting, want := range map[string]string{
		"rules.yuma=yuma9":                 "yuma9",
		"validators.honest.strategy=lucky": "lucky",
		"validators.honest.favour=nobody":  `no miners "nobody"`,
		"validators.honest.take=1.5":       "take is 1.5",
		"validators.honest.drafts=11":      "at most 10 commitments",
		"miners.miners.low=0.9":            "low ≤ high",
		"miners.miners.stakes_on=nobody":   `no validators "nobody"`,
		"miners.miners.name=honest":        "taken by another group",
		"miners.miners.name=":              "needs a name",
		"rules.max_uids=5":                 "7 neurons at the start, but 5 slots",
		"rules.max_uids=5000":              "at most 4096",
		"rules.tempo=0":                    "tempo is 0",
		"epochs=2":                         "2 epochs",
		"money.part=1.5":                   "1500000 millionths",
		"money.mobility=2":                 "nominators move 2",
	} {
		s, err := simulate.Parse([]byte(small), setting)
		if err != nil {
			t.Errorf("%s: %v", setting, err)
			continue
		}
		if _, err := s.Economy(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", setting, err, want)
		}
	}
	if _, err := simulate.Source("nothing"); err == nil {
		t.Error("a scenario that does not exist was found")
	}
}

func TestPlay_ReturnsEveryCombination(t *testing.T) {
	t.Parallel()
	s, err := simulate.Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	s.Vary = []simulate.Variation{
		{Setting: "rules.yuma", Values: []string{"yuma1", "yuma3n"}}, {Setting: "rules.reveal_period", Values: []string{"0", "1", "2"}},
	}
	told := 0
	played, err := s.Play(2, func(done, all int) {
		if told++; done != told || all != 6*2*12 {
			t.Errorf("told %d of %d, want %d of 144", done, all, told)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(played) != 6 || told != 144 || strings.Join(played[5].Settings, " ") != "rules.yuma=yuma3n rules.reveal_period=2" {
		t.Errorf("%d variants, told %d times: %+v", len(played), told, played)
	}
	for _, p := range played {
		if len(p.Outcomes) != 2 || p.Outcomes[0].Group("honest").Yield[11] != 1 || p.Lines[1].Share.Mean != 1 {
			t.Errorf("%v: %+v", p.Settings, p.Lines)
		}
	}
}
