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
	g.Hotkeys = append(g.Hotkeys, stakev1.Hotkey{Address: nominee.String(), Owner: owner.String(), Shares: math.ZeroInt()})
	g.Children = []stakev1.Children{{
		Netuid: 1, Hotkey: hot.String(), Children: []stakev1.Relative{{Hotkey: nominee.String(), Proportion: 7}},
		Pending: []stakev1.Relative{{Hotkey: nominee.String(), Proportion: 9}}, PendingFrom: 3, SetAt: 1,
	}}
	g.Parents = []stakev1.Parents{{Netuid: 1, Hotkey: nominee.String(), Parents: []stakev1.Relative{{Hotkey: hot.String(), Proportion: 7}}}}
	g.ChildTakes = []stakev1.ChildTake{{Netuid: 1, Hotkey: nominee.String(), Take: 5}}
	g.AutoStakes = []stakev1.AutoStake{{Coldkey: nina.String(), Hotkey: hot.String()}}
	g.ColdkeySwaps = []stakev1.ColdkeySwap{{Coldkey: nina.String(), Hash: make([]byte, 32), ExecuteFrom: 5, CancelFrom: 6}}
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
		"2 nominators, 1 have":             func(g *stakev1.GenesisState) { g.Hotkeys[0].Nominators = 2 },
		"do not name their parents":        func(g *stakev1.GenesisState) { g.Parents = nil },
		"lends 0, not 7":                   func(g *stakev1.GenesisState) { g.Children[0].Children = nil },
		"lends 7, not 8":                   func(g *stakev1.GenesisState) { g.Parents[0].Parents[0].Proportion = 8 },
		"and lend nothing": func(g *stakev1.GenesisState) {
			g.Children = append(g.Children, stakev1.Children{Netuid: 1, Hotkey: nominee.String(), Children: []stakev1.Relative{{Hotkey: hot.String(), Proportion: 1}}})
		},
		"that occurs once, and a child":        func(g *stakev1.GenesisState) { g.Children = append(g.Children, g.Children[0]) },
		"or is the parent itself":              func(g *stakev1.GenesisState) { g.Children[0].Pending[0].Hotkey = hot.String() },
		"proportion of":                        func(g *stakev1.GenesisState) { g.Children[0].Pending[0].Proportion = 65_536 },
		"child take of":                        func(g *stakev1.GenesisState) { g.ChildTakes = append(g.ChildTakes, g.ChildTakes[0]) },
		"auto-stake of":                        func(g *stakev1.GenesisState) { g.AutoStakes[0].Hotkey = nina.String() },
		"a hash of 32 bytes":                   func(g *stakev1.GenesisState) { g.ColdkeySwaps[0].Hash = nil },
		"children_interval is 150, it must be": func(g *stakev1.GenesisState) { g.Params.ChildrenCooldown = 149 },
		"max_child_take is 5":                  func(g *stakev1.GenesisState) { g.Params.MinChildTake, g.Params.MaxChildTake = 6, 5 },
		"max_parents is 0":                     func(g *stakev1.GenesisState) { g.Params.MaxParents = 0 },
		"coldkey_swap_delay is 0":              func(g *stakev1.GenesisState) { g.Params.ColdkeySwapDelay = 0 },
		"min_nomination is":                    func(g *stakev1.GenesisState) { g.Params.MinNomination = tokenomics.Cap + 1 },
	} {
		g := genesis()
		change(g)
		if err := stake.ValidateGenesis(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
