package root_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
)

const tao = 1_000_000_000

var (
	hot   = testchain.Actors("hot", 5)
	cold  = testchain.NewActor("coldkey of the members")
	other = testchain.NewActor("another coldkey")
)

func join(by, hotkey *testchain.Actor) *rootv1.MsgJoin {
	return &rootv1.MsgJoin{Coldkey: by.String(), Hotkey: hotkey.String()}
}

func leave(by, hotkey *testchain.Actor) *rootv1.MsgLeave {
	return &rootv1.MsgLeave{Coldkey: by.String(), Hotkey: hotkey.String()}
}

func vote(by *testchain.Actor, netuids, weights []uint32) *rootv1.MsgVote {
	return &rootv1.MsgVote{Hotkey: by.String(), Netuids: netuids, Weights: weights}
}

// rules edits the parameters of root.
func rules(e *testchain.Editor, change func(*rootv1.Params)) {
	testchain.Edit(e, root.ModuleName, func(g *rootv1.GenesisState) { change(&g.Params) })
}

func members(t testing.TB, c *testchain.Chain) []rootv1.MemberInfo {
	t.Helper()
	r, err := rootv1.NewQueryClient(c.Query()).Members(c.Context(), &rootv1.QueryMembersRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Members
}

func shares(t testing.TB, c *testchain.Chain) rootv1.Shares {
	t.Helper()
	r, err := rootv1.NewQueryClient(c.Query()).Shares(c.Context(), &rootv1.QuerySharesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Shares
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Subnet("pictures", nil)
		for i, h := range hot {
			e.Staked(h, cold, uint64(10+i)*tao) // #nosec G115
		}
		e.Grant(cold, tao)
		e.Grant(other, tao)
		rules(e, func(p *rootv1.Params) { p.Seats, p.WeightsRateLimit = 2, 30 })
	})
	c.DoAll(testchain.Step{By: cold, Msg: join(cold, hot[1])}, testchain.Step{By: cold, Msg: join(cold, hot[2])})
	c.Do(hot[1], vote(hot[1], []uint32{1}, []uint32{1}))
	nobody := testchain.NewActor("nobody")
	malformed := join(cold, hot[0])
	malformed.Hotkey = "tao1zz"
	malformedLeave := leave(cold, hot[0])
	malformedLeave.Hotkey = ""
	c.Refused([]testchain.Case{
		{"join: no address", cold, malformed, sdkerrors.ErrInvalidAddress, "hotkey \"tao1zz\""},
		{"join: unknown hotkey", cold, join(cold, nobody), stake.ErrUnknownHotkey, nobody.String()},
		{"join: somebody else's hotkey", other, join(other, hot[0]), stake.ErrNotOwner, cold.String()},
		{"join: a member already", cold, join(cold, hot[1]), root.ErrMember, hot[1].String()},
		{"join: less stake than the least", cold, join(cold, hot[0]), root.ErrStakeTooLow, "has 10000000000 rao, more than 11000000000 are needed"},
		{"leave: no address", cold, malformedLeave, sdkerrors.ErrInvalidAddress, ""},
		{"leave: not a member", cold, leave(cold, hot[0]), root.ErrNotMember, hot[0].String()},
		{"leave: somebody else's seat", other, leave(other, hot[1]), stake.ErrNotOwner, ""},
		{"vote: not a member", hot[0], vote(hot[0], []uint32{1}, []uint32{1}), root.ErrNotMember, ""},
		{"vote: too soon, before the form", hot[1], vote(hot[1], []uint32{9, 9}, []uint32{1}), root.ErrTooSoon, "at block 33"},
		{"vote: lengths differ", hot[2], vote(hot[2], []uint32{1, 2}, []uint32{1}), root.ErrVote, "2 uids but 1"},
		{"vote: a netuid twice", hot[2], vote(hot[2], []uint32{1, 1}, []uint32{1, 2}), root.ErrVote, "twice"},
		{"vote: beyond 16 bits", hot[2], vote(hot[2], []uint32{65_537}, []uint32{1}), root.ErrVote, "65537"},
		{"vote: no such subnet", hot[2], vote(hot[2], []uint32{0, 1, 3}, []uint32{1, 1, 1}), root.ErrUnknownSubnet, "netuid 3"},
		{"parameters from anybody", other, &rootv1.MsgUpdateParams{Authority: other.String(), Params: root.DefaultParams()}, sdkerrors.ErrUnauthorized, ""},
	})
	c.BlocksTo(32)
	c.Do(hot[1], vote(hot[1], nil, nil)) // who votes for nothing takes its vote back
	if m := members(t, c)[0]; len(m.Netuids) != 0 || m.VotedAt != 33 {
		t.Errorf("the first member is %+v", m)
	}
}

// seated returns the hotkeys of all members.
func seated(t *testing.T, c *testchain.Chain) (all []string) {
	t.Helper()
	for i, m := range members(t, c) {
		if i > 0 && m.Uid <= members(t, c)[i-1].Uid {
			t.Errorf("uids do not rise: %v", members(t, c))
		}
		all = append(all, m.Hotkey)
	}
	return all
}

// TestSeats: seats go to the larger stake; a seat that changes hands, or is given up and taken again, has no votes.
func TestSeats(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		for i, amount := range []uint64{20, 10, 10, 30, 40} {
			e.Staked(hot[i], cold, amount*tao)
		}
		e.Grant(cold, 100*tao)
		rules(e, func(p *rootv1.Params) { p.Seats, p.Tempo, p.WeightsRateLimit = 3, 5, 0 })
	})
	for _, h := range hot[:3] {
		c.Do(cold, join(cold, h))
	}
	for _, h := range hot[:3] {
		c.Do(h, vote(h, []uint32{1}, []uint32{7}))
	}
	// All seats are taken; 30 TAO push out one of the two with 10, the first.
	c.Do(cold, join(cold, hot[3]))
	if got := seated(t, c); !slices.Equal(got, []string{hot[0].String(), hot[3].String(), hot[2].String()}) {
		t.Errorf("seated are %v", got)
	}
	m := members(t, c)[1]
	if m.VotedAt != 0 || len(m.Netuids) != 0 || m.JoinedAt != c.Height() {
		t.Errorf("the new member begins with %+v", m)
	}
	if err := c.Try(hot[1], vote(hot[1], []uint32{1}, []uint32{1})); !errors.Is(err, root.ErrNotMember) {
		t.Errorf("the evicted votes: %v", err)
	}
	// An equal stake is not enough; one rao more is. Then the one that loses stake is the next to go.
	c.Do(cold, testchain.AddStake(cold, hot[1], 1))
	c.Do(cold, join(cold, hot[1]))
	if err := c.Try(cold, join(cold, hot[2])); !errors.Is(err, root.ErrStakeTooLow) {
		t.Errorf("with less stake than the least: %v", err)
	}
	// Who leaves opens a seat, which the next takes with its uid.
	c.Do(cold, leave(cold, hot[3]))
	c.Do(cold, join(cold, hot[2]))
	if got := members(t, c)[1]; got.Hotkey != hot[2].String() || len(got.Netuids) != 0 {
		t.Errorf("the open seat went to %+v", got)
	}
	c.BlocksTo(c.Height() - c.Height()%5 + 5)
	if s := shares(t, c); len(s.Netuids) != 2 || s.Parts[1] != 1<<62 {
		t.Errorf("only one member still has a vote, the shares are %v", s)
	}

	// Fewer seats: those with the least stake lose theirs, and what is left can be exported and started again.
	if err := c.Govern(&rootv1.MsgUpdateParams{Authority: testchain.Authority, Params: rootv1.Params{Seats: 0}}); err == nil {
		t.Error("a root without seats was accepted")
	}
	p := root.DefaultParams()
	p.Seats = 1
	if err := c.Govern(&rootv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}); err != nil {
		t.Fatal(err)
	}
	c.Block()
	if got := seated(t, c); !slices.Equal(got, []string{hot[0].String()}) {
		t.Errorf("after the change seated are %v", got)
	}
	c.Import().Block()
}

// pendings returns what waits for the epochs of netuids 0 to 4.
func pendings(t *testing.T, c *testchain.Chain) (p [5]uint64) {
	t.Helper()
	for netuid := range uint32(5) {
		amount, err := c.App().Emission.Pending(c.Context(), netuid)
		if err != nil {
			t.Fatal(err)
		}
		p[netuid] = amount
	}
	return p
}

// candidates starts a chain with three active subnets, an empty one, and three hotkeys with half, 30 % and 20 % of the
// stake.
func candidates(t *testing.T) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		for _, name := range []string{"a", "b", "c", "empty"} {
			e.Subnet(name, func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 1000 }) // nothing is paid while we look
		}
		stakes := []uint64{50, 30, 20}
		for i, amount := range stakes {
			e.Staked(hot[i], cold, amount*tao)
			e.Neurons(uint32(i)+1, hot[i]) // #nosec G115
		}
		e.Grant(cold, tao)
		rules(e, func(p *rootv1.Params) { p.Tempo, p.WeightsRateLimit = 10, 5 })
	})
}

// TestVotes_SplitEmission: votes become shares by stake and support, and every block is split by them to the rao.
func TestVotes_SplitEmission(t *testing.T) {
	t.Parallel()
	c := candidates(t)
	// While nobody has voted, active subnets share alike; the remainder goes to the lowest.
	before := pendings(t, c)
	c.Block()
	if d := diff(pendings(t, c), before); d != [5]uint64{0, 333_333_334, 333_333_333, 333_333_333, 0} {
		t.Errorf("without votes a block is split as %d", d)
	}
	for i := range 3 {
		c.Do(cold, join(cold, hot[i]))
	}
	ballots := [][][]uint32{{{1, 2}, {3, 1}}, {{2, 4}, {1, 1}}, {{0, 1}, {1, 1}}}
	for i, b := range ballots {
		c.Do(hot[i], vote(hot[i], b[0], b[1]))
	}
	c.BlocksTo(10)
	s := shares(t, c)
	want := expected([]float64{.5, .3, .2}, ballots)
	var sum uint64
	for i, netuid := range s.Netuids {
		sum += s.Parts[i]
		if got := float64(s.Parts[i]) / (1 << 62); math.Abs(got-want[netuid]) > 1e-8 {
			t.Errorf("netuid %d has share %v, want %v", netuid, got, want[netuid])
		}
	}
	if sum != 1<<62 || s.Height != 10 || !slices.Equal(s.Netuids, []uint32{0, 1, 2, 3, 4}) {
		t.Errorf("shares %v sum to %d", s, sum)
	}
	// The share of the empty subnet is split over the others, that of netuid 0 is not minted.
	before, supply := pendings(t, c), c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64()
	c.Block()
	got := diff(pendings(t, c), before)
	if minted := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64() - supply; minted != got[1]+got[2]+got[3] || got[0] != 0 || got[4] != 0 {
		t.Errorf("a block minted %d and is split as %d", minted, got)
	}
	active := want[0] + want[1] + want[2] + want[3]
	for netuid := range 4 {
		exact := want[uint32(netuid)] / active * tao // #nosec G115
		if netuid > 0 && math.Abs(float64(got[netuid])-exact) > 10 {
			t.Errorf("netuid %d gets %d rao a block, want %.0f", netuid, got[netuid], exact)
		}
	}
	if got[3] != 0 {
		t.Errorf("a subnet that nobody voted for gets %d", got[3])
	}
	checkStandings(t, c)
	stopsAndGoesOn(t, c)
}

// checkStandings wants the second count to have moved every standing a hundredth of the way to its part, as the first did.
func checkStandings(t *testing.T, c *testchain.Chain) {
	t.Helper()
	standings := func() []rootv1.Standing {
		r, err := rootv1.NewQueryClient(c.Query()).Shares(c.Context(), &rootv1.QuerySharesRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Standings
	}
	s, first := shares(t, c), standings()
	if len(first) != 3 { // not netuid 0, and not the one that nobody voted for
		t.Fatalf("after the first count: %v", first)
	}
	for _, f := range first {
		if want := tokenomics.Part(s.Parts[f.Netuid], 10_000, tokenomics.Million); f.Average != want {
			t.Errorf("netuid %d has a standing of %d, want %d", f.Netuid, f.Average, want)
		}
	}
	c.BlocksTo(12)
	if again := standings(); !slices.Equal(again, first) {
		t.Errorf("between two counts they went from %v to %v", first, again)
	}
}

// stopsAndGoesOn lets all members vote for nothing to be issued, at block 13, and take it back.
func stopsAndGoesOn(t *testing.T, c *testchain.Chain) {
	t.Helper()
	// Who votes for netuid 0 alone, with all stake, stops emission, and the schedule waits.
	c.BlocksTo(13)
	for i := range 3 {
		c.Do(hot[i], vote(hot[i], []uint32{0}, []uint32{1}))
	}
	c.BlocksTo(20)
	supply := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64()
	c.Blocks(3)
	if now := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64(); now != supply {
		t.Errorf("although nothing is to be issued the supply went from %d to %d", supply, now)
	}
	// Votes taken back: split alike again.
	for i := range 3 {
		c.Do(hot[i], vote(hot[i], nil, nil))
	}
	c.BlocksTo(30)
	before := pendings(t, c)
	c.Block()
	if d := diff(pendings(t, c), before); d != [5]uint64{0, 333_333_334, 333_333_333, 333_333_333, 0} {
		t.Errorf("without votes again a block is split as %d", d)
	}
}

func diff(a, b [5]uint64) (d [5]uint64) {
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// expected is the vote in floating point, from the formula in the books: S·W normalised, times the sigmoid of support.
func expected(stake []float64, ballots [][][]uint32) map[uint32]float64 {
	rank, trust := map[uint32]float64{}, map[uint32]float64{}
	for i, b := range ballots {
		var sum float64
		for _, w := range b[1] {
			sum += float64(w)
		}
		for k, netuid := range b[0] {
			rank[netuid] += stake[i] * float64(b[1][k]) / sum
			trust[netuid] += stake[i]
		}
	}
	var total float64
	out := map[uint32]float64{}
	for netuid, r := range rank {
		out[netuid] = r / (1 + math.Exp(-10*(trust[netuid]-32767./65535)))
		total += out[netuid]
	}
	for netuid := range out {
		out[netuid] /= total
	}
	return out
}

func TestValidateGenesis(t *testing.T) {
	t.Parallel()
	valid := func() *rootv1.GenesisState {
		g := root.DefaultGenesis()
		g.Members = []rootv1.Member{{Uid: 0, Hotkey: hot[0].String()}, {Uid: 2, Hotkey: hot[1].String(), Votes: []byte{0, 0, 1, 0}}}
		g.Shares = rootv1.Shares{Netuids: []uint32{0, 1}, Parts: []uint64{1, 2}}
		return g
	}
	if err := root.ValidateGenesis(valid()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*rootv1.GenesisState){
		"seats is 0":                func(g *rootv1.GenesisState) { g.Params.Seats = 0 },
		"seats is 257":              func(g *rootv1.GenesisState) { g.Params.Seats = 257 },
		"tempo is 0":                func(g *rootv1.GenesisState) { g.Params.Tempo = 0 },
		"kappa is":                  func(g *rootv1.GenesisState) { g.Params.Kappa = 65_536 },
		"rho is":                    func(g *rootv1.GenesisState) { g.Params.Rho = 101 },
		"weights_rate_limit is":     func(g *rootv1.GenesisState) { g.Params.WeightsRateLimit = 1 << 40 },
		"2 members for 1 seats":     func(g *rootv1.GenesisState) { g.Params.Seats = 1 },
		"member 256":                func(g *rootv1.GenesisState) { g.Members[1].Uid = 256 },
		"member 0":                  func(g *rootv1.GenesisState) { g.Members[1].Uid = 0 },
		"occurs twice":              func(g *rootv1.GenesisState) { g.Members[1].Hotkey = hot[0].String() },
		"member 2: hotkey \"x\"":    func(g *rootv1.GenesisState) { g.Members[1].Hotkey = "x" },
		"member 2: weights: packed": func(g *rootv1.GenesisState) { g.Members[1].Votes = []byte{1} },
		"standing_average is":       func(g *rootv1.GenesisState) { g.Params.StandingAverage = 1_000_001 },
		"netuid 0 has 5":            func(g *rootv1.GenesisState) { g.Standings = []rootv1.Standing{{Netuid: 0, Average: 5}} },
		"netuid 4 has 0":            func(g *rootv1.GenesisState) { g.Standings = []rootv1.Standing{{Netuid: 4}} },
		"netuids of subnets must rise": func(g *rootv1.GenesisState) {
			g.Standings = []rootv1.Standing{{Netuid: 4, Average: 1}, {Netuid: 4, Average: 1}}
		},
		"2 netuids but 1 parts":        func(g *rootv1.GenesisState) { g.Shares.Parts = []uint64{1} },
		"netuid 0 does not come after": func(g *rootv1.GenesisState) { g.Shares.Netuids = []uint32{0, 0} },
	} {
		g := valid()
		change(g)
		if err := root.ValidateGenesis(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
