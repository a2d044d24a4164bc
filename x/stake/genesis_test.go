package stake_test

import (
	"strings"
	"testing"

	"cosmossdk.io/math"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/stake"
)

func genesis() *stakev1.GenesisState {
	g := stake.DefaultGenesis()
	g.Hotkeys = []stakev1.Hotkey{{Address: hot.String(), Owner: cold.String(), Stake: 10, Shares: math.NewInt(30), Nominators: 1}}
	g.Positions = []stakev1.Position{
		{Hotkey: hot.String(), Coldkey: cold.String(), Shares: math.NewInt(10)},
		{Hotkey: hot.String(), Coldkey: nina.String(), Shares: math.NewInt(20)},
	}
	return g
}

func TestValidateGenesis(t *testing.T) {
	t.Parallel()
	if err := stake.ValidateGenesis(genesis()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*stakev1.GenesisState){
		"occurs twice":                     func(g *stakev1.GenesisState) { g.Hotkeys = append(g.Hotkeys, g.Hotkeys[0]) },
		"hotkey \"tao1\"":                  func(g *stakev1.GenesisState) { g.Hotkeys[0].Address = "tao1" },
		"owner \"\"":                       func(g *stakev1.GenesisState) { g.Hotkeys[0].Owner = "" },
		"must be different keys":           func(g *stakev1.GenesisState) { g.Hotkeys[0].Owner = hot.String() },
		"take is 65536":                    func(g *stakev1.GenesisState) { g.Hotkeys[0].Take = 65536 },
		"10 rao in <nil> shares":           func(g *stakev1.GenesisState) { g.Hotkeys[0].Shares = math.Int{} },
		"10 rao in -1 shares":              func(g *stakev1.GenesisState) { g.Hotkeys[0].Shares = math.NewInt(-1) },
		"0 rao in 30 shares":               func(g *stakev1.GenesisState) { g.Hotkeys[0].Stake = 0 },
		"more than can exist":              func(g *stakev1.GenesisState) { g.Hotkeys[0].Stake = tokenomics.Cap + 1 },
		"unknown hotkey":                   func(g *stakev1.GenesisState) { g.Positions[0].Hotkey = nina.String() },
		"on " + hot.String() + " occurs":   func(g *stakev1.GenesisState) { g.Positions = append(g.Positions, g.Positions[0]) },
		"has <nil> shares":                 func(g *stakev1.GenesisState) { g.Positions[0].Shares = math.Int{} },
		"has -5 shares":                    func(g *stakev1.GenesisState) { g.Positions[0].Shares = math.NewInt(-5) },
		"coldkey \"x\"":                    func(g *stakev1.GenesisState) { g.Positions[0].Coldkey = "x" },
		"positions and shares differ by 1": func(g *stakev1.GenesisState) { g.Positions[0].Shares = math.NewInt(9) },
		"max_take is 65536":                func(g *stakev1.GenesisState) { g.Params.MaxTake = 65536 },
		"max_take is 5":                    func(g *stakev1.GenesisState) { g.Params.MaxTake, g.Params.MinTake = 5, 6 },
		"default_take is 11797":            func(g *stakev1.GenesisState) { g.Params.DefaultTake = 11_797 },
		"take_interval is":                 func(g *stakev1.GenesisState) { g.Params.TakeInterval = ^uint64(0) },
		"min_nomination is":                func(g *stakev1.GenesisState) { g.Params.MinNomination = tokenomics.Cap + 1 },
	} {
		g := genesis()
		change(g)
		if err := stake.ValidateGenesis(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
