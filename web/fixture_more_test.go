//go:build e2e

package web

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/tianwang-net/tianwang/explorer"
)

// more are the answers about subnets, neurons, root, producers, governance, parameters and yields.
func (f *fixture) more() map[string]func(*http.Request) any {
	return map[string]func(*http.Request) any{
		"subnets/{netuid}/hyperparams": f.hyperparams,
		"subnets/{netuid}/at-risk":     f.atRisk,
		"subnets/{netuid}/weights":     f.weights,
		"neurons/{address}":            f.worker,
		"coldkeys/{address}/neurons":   f.fleet,
		"root":                         f.root,
		"producers":                    f.producers,
		"proposals":                    func(*http.Request) any { return listOf([]explorer.Proposal{f.whole().Proposal}) },
		"proposals/{id}":               func(*http.Request) any { return f.whole() },
		"params":                       f.params,
		"yields":                       f.yields,
		"terms":                        func(*http.Request) any { return explorer.Terms{Fee: 300_000, MinNomination: tao / 10, Unbonding: 600} },
	}
}

// health is the status, with 503 when it is old.
func (f *fixture) health(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	old := f.stale != ""
	f.mu.Unlock()
	if !old {
		f.json(f.status)(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusServiceUnavailable)
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = json.NewEncoder(w).Encode(f.status())
}

// lastQuery is what was asked of the payments last.
func (f *fixture) lastQuery() url.Values {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.query
}

func (f *fixture) hyperparams(*http.Request) any {
	return explorer.Hyperparams{
		Netuid: 1, SetAt: 40_000, RegisteredAt: 12, URL: evil("https://example.org"), Contact: evil("mail"),
		Settings: []explorer.Setting{
			{Name: "tempo", Value: "60"},
			{Name: "kappa", Value: "32767"},
			{Name: "burn_registration", Value: "true"},
			{Name: "min_burn", Value: "500000"},
			{Name: evil("unknown"), Value: evil("value")},
		},
	}
}

func (f *fixture) atRisk(*http.Request) any {
	return explorer.AtRisk{Height: f.height, Free: 0, Neurons: []explorer.Risk{
		{Place: 1, UID: 5, Hotkey: address(105), Label: "copycat", Score: 0.0001, Needed: 0.0176, ImmuneUntil: 123},
		{Place: 2, UID: 6, Hotkey: address(106), Label: "random", ImmuneUntil: f.height + 40, ImmuneBlocks: 40},
	}}
}

func (f *fixture) weights(*http.Request) any {
	return explorer.WeightMatrix{Rows: []explorer.WeightRow{
		{UID: 0, UpdatedAt: 41_233, Weights: []explorer.Weight{{UID: 3, Share: 0.75}, {UID: 4, Share: 0.25}}},
		{UID: 1, UpdatedAt: 40_633, Weights: []explorer.Weight{{UID: 3, Share: 1}}},
	}}
}

// placed are neurons in two subnets, one of which goes next.
func (f *fixture) placed() []explorer.PlacedNeuron {
	out := []explorer.PlacedNeuron{}
	for i, s := range f.subnets[:2] {
		out = append(out, explorer.PlacedNeuron{
			Netuid: s.Netuid, Subnet: s.Name, Height: f.height, Daily: 14 * tao, Place: uint32(i), Neuron: s.Neurons[3],
		})
	}
	return out
}

func (f *fixture) worker(r *http.Request) any {
	return explorer.Worker{Hotkey: r.PathValue("address"), Label: "kn7", Coldkey: address(1003), Stake: 12 * tao, First: 3, Daily: 28 * tao, Slots: f.placed()}
}

func (f *fixture) fleet(r *http.Request) any {
	return explorer.Fleet{Coldkey: r.PathValue("address"), Hotkeys: 2, Immune: 0, Danger: 1, Stake: 12 * tao, Daily: 28 * tao, Slots: f.placed()}
}

func (f *fixture) root(*http.Request) any {
	return explorer.Root{
		Seats: 64, CountedAt: 41_220, NextCount: 41_240,
		Members: []explorer.Member{
			{UID: 0, Hotkey: address(100), Label: "validator-1", JoinedAt: 20, VotedAt: 41_000, Stake: 3_000 * tao, Votes: []explorer.Vote{{Netuid: 1, Share: 0.6}, {Netuid: 2, Share: 0.4}}},
			{UID: 1, Hotkey: address(101), JoinedAt: 21, Stake: 2_000 * tao, Votes: []explorer.Vote{}},
		},
		Shares: []explorer.SubnetShare{{Netuid: 1, Name: "next-byte", Share: 0.6}, {Netuid: 0, Share: 0.4}},
	}
}

func (f *fixture) producers(*http.Request) any {
	strip := []explorer.Signed{}
	for h := f.height - 50; h < f.height; h++ {
		strip = append(strip, explorer.Signed{Height: h, Signed: h%7 != 0, Made: h%3 == 0})
	}
	return explorer.Producers{ByAuthorities: false, Fit: 4, NextRefresh: 41_240, Window: 100, Producers: []explorer.Producer{
		{Hotkey: address(100), Label: "validator-1", Operator: address(1000), Address: "00000000000000000000000000000000ABCDEF01", State: "active", Power: 3_000, Share: 0.6, Stake: 3_000 * tao, SignedCount: 43, MadeCount: 17, Strip: strip},
		{Hotkey: address(102), Operator: address(1002), Address: "00000000000000000000000000000000ABCDEF02", State: "jailed", Missed: 60, JailedUntil: 41_300, Strip: strip},
	}}
}

func (f *fixture) whole() explorer.WholeProposal {
	return explorer.WholeProposal{
		Proposal: explorer.Proposal{
			ID: 3, Title: evil("Meet in May"), Summary: evil("Everybody once a year."), Status: "voting_period", Proposer: address(1), Submitted: at(41_000), DepositEnd: at(41_100),
			VotingStart: at(41_000), VotingEnd: at(99_000), Deposit: tao, Stake: 1_000 * tao, Yes: 300 * tao, No: 100 * tao,
		},
		Messages: []json.RawMessage{json.RawMessage(`{"@type":"/tianwang.stake.v1.MsgUpdateParams"}`)}, Quorum: 0.334, Threshold: 0.5, Veto: 0.334,
		Votes: []explorer.Ballot{{Voter: address(1000), Option: "yes", Weight: "1.000000000000000000"}, {Voter: address(1001), Option: "no", Weight: "1"}},
	}
}

func (f *fixture) params(*http.Request) any {
	return listOf([]explorer.ModuleParams{
		{Module: "stake", Params: []explorer.Setting{{Name: "min_nomination", Value: "100000000"}}},
		{Module: "gov", Params: []explorer.Setting{{Name: "voting_period", Value: "172800s"}}},
	})
}

func (f *fixture) yields(*http.Request) any {
	return listOf([]explorer.RealisedYield{{
		Hotkey: address(100), Label: "validator-1", Stake: 3_000 * tao, Take: 0.18, Windows: []explorer.Window{
			{Name: "1h", Blocks: 300, Whole: true, Return: 0.00002, APR: 0.1752, Rewards: 5, Earned: tao},
			{Name: "1d", Blocks: 7_200, Whole: true, Return: 0.0005, APR: 0.1825, Rewards: 120, Earned: tao},
			{Name: "7d", Blocks: 41_237, Return: 0.0028, APR: 0.146, Rewards: 800, Earned: tao},
			{Name: "30d", Blocks: 41_237, Return: 0.0028, APR: 999, Rewards: 800, Earned: tao},
		},
	}})
}
