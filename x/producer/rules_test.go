package producer_test

import (
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/stake"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	c := house(t, func(p *producerv1.Params) { p.MinStake = 10 * tao }, 10, 20, 9, 40)
	c.DoAll(testchain.Step{By: cold[0], Msg: join(0)})
	malformed := join(1)
	malformed.Hotkey = "tao1zz"
	short := join(1)
	short.Pubkey = short.Pubkey[:31]
	otherChain := join(1)
	otherChain.Proof = keys[1].Prove(hot[0])
	stolen := joinWith(1, keys[0])
	noProof := join(1)
	noProof.Proof = nil
	foreign := join(1)
	foreign.Coldkey = cold[3].String()
	unknown := &producerv1.MsgJoin{Coldkey: cold[1].String(), Hotkey: hot[7].String()}
	leaveForeign := leave(0)
	leaveForeign.Coldkey = cold[3].String()
	c.Refused([]testchain.Case{
		{"join: no address", cold[1], malformed, sdkerrors.ErrInvalidAddress, "hotkey \"tao1zz\""},
		{"join: unknown hotkey", cold[1], unknown, stake.ErrUnknownHotkey, hot[7].String()},
		{"join: somebody else's hotkey", cold[3], foreign, stake.ErrNotOwner, cold[1].String()},
		{"join: a candidate already", cold[0], join(0), producer.ErrJoined, hot[0].String()},
		{"join: too little stake", cold[2], join(2), producer.ErrStakeTooLow, "has 9000000000 rao, at least 10000000000 are needed"},
		{"join: a short key", cold[1], short, producer.ErrKey, "31 bytes"},
		{"join: a proof for another hotkey", cold[1], otherChain, producer.ErrProof, hot[1].String()},
		{"join: no proof", cold[1], noProof, producer.ErrProof, ""},
		{"join: somebody else's key", cold[1], stolen, producer.ErrKeyTaken, hot[0].String()},
		{"leave: no candidate", cold[1], leave(1), producer.ErrNotCandidate, hot[1].String()},
		{"leave: somebody else's", cold[3], leaveForeign, stake.ErrNotOwner, ""},
		{"rotate: no candidate", cold[1], rotate(1, keys[1]), producer.ErrNotCandidate, ""},
		{"unjail: no candidate", cold[1], unjail(1), producer.ErrNotCandidate, ""},
		{"unjail: not jailed", cold[0], unjail(0), producer.ErrNotJailed, ""},
		{"parameters from anybody", nom, &producerv1.MsgUpdateParams{Authority: nom.String(), Params: producer.DefaultParams()}, sdkerrors.ErrUnauthorized, ""},
	})
	c.Do(cold[0], leave(0)) // 4
	c.Refused([]testchain.Case{
		{"leave: has left", cold[0], leave(0), producer.ErrNotCandidate, "free after block 44"},
		{"rotate: has left", cold[0], rotate(0, keys[5]), producer.ErrNotCandidate, ""},
		{"join: another key too soon", cold[0], joinWith(0, keys[5]), producer.ErrKeyTooSoon, "again at block 12"},
	})
}

// TestRefusals_Seat: who has no seat in root cannot produce.
func TestRefusals_Seat(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot[0], cold[0], 10*tao)
		e.Grant(cold[0], tao)
	})
	c.Refused([]testchain.Case{{"join", cold[0], join(0), producer.ErrNotMember, hot[0].String()}})
}

func TestParams(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, nil)
	for want, change := range map[string]func(*producerv1.Params){
		"max_producers is 0":          func(p *producerv1.Params) { p.MaxProducers = 0 },
		"min_producers is 65":         func(p *producerv1.Params) { p.MinProducers = 65 },
		"min_stake is 999999":         func(p *producerv1.Params) { p.MinStake = 999_999 },
		"refresh_interval is 0":       func(p *producerv1.Params) { p.RefreshInterval = 0 },
		"liveness_window is 16385":    func(p *producerv1.Params) { p.LivenessWindow = 16_385 },
		"slash_fraction is 65535":     func(p *producerv1.Params) { p.SlashFraction = 65_535 },
		"unbonding_period is 100000":  func(p *producerv1.Params) { p.UnbondingPeriod = p.EvidenceAge },
		"fee_share is 65536":          func(p *producerv1.Params) { p.FeeShare = 65_536 },
		"jail_duration is 100801":     func(p *producerv1.Params) { p.JailDuration = 100_801 },
		"min_signed is 65536":         func(p *producerv1.Params) { p.MinSigned = 65_536 },
		"key_interval is 10000001":    func(p *producerv1.Params) { p.KeyInterval = 10_000_001 },
		"evidence_age is 0":           func(p *producerv1.Params) { p.EvidenceAge = 0 },
		"stake must be there as long": func(p *producerv1.Params) { p.UnbondingPeriod = 5000 },
	} {
		p := producer.DefaultParams()
		change(&p)
		err := c.Govern(&producerv1.MsgUpdateParams{Authority: testchain.Authority, Params: p})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestGenesis: a state that could not have come about does not start.
func TestGenesis(t *testing.T) {
	t.Parallel()
	edit := func(change func(*producerv1.GenesisState)) func(*testchain.Editor) {
		return func(e *testchain.Editor) { testchain.Edit(e, producer.ModuleName, change) }
	}
	candidate := producerv1.Candidate{Hotkey: hot[0].String(), Pubkey: keys[0].Public()}
	key := producerv1.Key{Hotkey: hot[0].String(), Pubkey: keys[0].Public()}
	for want, change := range map[string]func(*producerv1.GenesisState){
		"power is 0": func(g *producerv1.GenesisState) { g.Authorities[0].Power = 0 },
		"that nobody else has": func(g *producerv1.GenesisState) {
			g.Authorities = append(g.Authorities, g.Authorities[0])
		},
		"its key is not registered": func(g *producerv1.GenesisState) {
			g.Candidates = append(g.Candidates, candidate)
		},
		"jailed and yet in the set": func(g *producerv1.GenesisState) {
			bad := candidate
			bad.SignsFrom, bad.JailedUntil = 3, 4
			g.Candidates, g.Keys = append(g.Candidates, bad), append(g.Keys, key)
		},
		"no candidate with this key": func(g *producerv1.GenesisState) {
			g.Active = []producerv1.Producer{{Operator: cold[0].String(), Hotkey: hot[0].String(), Pubkey: keys[0].Public(), Power: 1}}
		},
		"not given out yet": func(g *producerv1.GenesisState) {
			g.Unbondings = []producerv1.Unbonding{{Id: 1, Hotkey: hot[0].String(), Coldkey: cold[0].String(), Amount: 1}}
		},
		"7 are booked": func(g *producerv1.GenesisState) {
			g.Unbondings, g.NextId = []producerv1.Unbonding{{Id: 1, Hotkey: hot[0].String(), Coldkey: cold[0].String(), Amount: 7}}, 2
		},
		"or costs everything": func(g *producerv1.GenesisState) {
			g.Tombstones = []producerv1.Tombstone{{Hotkey: hot[0].String(), Fraction: 65_535}}
		},
		"blocks missed": func(g *producerv1.GenesisState) {
			g.Windows = []producerv1.Window{{Hotkey: hot[0].String(), Missed: []byte{1}}}
		},
	} {
		if err := testchain.TryGenesis(t, edit(change)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestFees: half of the fees are the proposer's: on the balance of an authority, in the pool of a hotkey, where its
// nominators share them. The other half is burned.
func TestFees(t *testing.T) {
	t.Parallel()
	c := house(t, func(p *producerv1.Params) { p.FeeShare = 32_768 }, 10, 10, 10, 10)
	share := uint64(fee) * 32_768 / 65_535
	operator := testchain.NewActor("producer")
	c.Do(nom, testchain.AddStake(nom, hot[0], 10*tao))
	if got := c.Balance(operator); got != share {
		t.Errorf("the authority got %d of a fee of %d, want %d", got, fee, share)
	}
	joinAll(c, 4)
	c.BlocksTo(7)
	had := c.Balance(operator)
	pools := func() (sum uint64) {
		for i := range 4 {
			sum += stakeOn(t, c, i)
		}
		return sum
	}
	before, position := pools(), c.Stake(hot[0], nom)
	supply := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64()
	for range 12 {
		c.Do(nom, testchain.AddStake(nom, hot[1], tao))
	}
	if got := pools() - before; got != 12*(tao+share) {
		t.Errorf("the pools grew by %d, %d were staked and a share of twelve fees is %d", got, 12*tao, 12*share)
	}
	if got := supply - c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64(); got != 12*(fee-share) {
		t.Errorf("%d were burned, want %d", got, 12*(fee-share))
	}
	if c.Stake(hot[0], nom) <= position || c.Balance(operator) != had {
		t.Errorf("the nominator has %d as before, or the authority still earns", c.Stake(hot[0], nom))
	}
}

// TestExport: a chain that goes on from an export in the middle of everything stores the same at every later height.
func TestExport(t *testing.T) {
	t.Parallel()
	c := producing(t, func(p *producerv1.Params) { p.FeeShare = 13_107 }, 6, 10, 11, 12, 13, 14, 15, 16)
	c.Do(nom, testchain.AddStake(nom, hot[2], 3*tao))
	c.Do(nom, remove(nom, hot[2], tao))
	c.Sleep(keys[5])
	c.Blocks(7)
	c.Do(cold[3], rotate(3, testchain.NewConsensusKey("fresh")))
	c.Misbehave(keys[2], c.Height()-1)
	c.Block()
	c.Do(cold[1], leave(1))
	c.Do(nom, remove(nom, hot[2], tao/2))
	fork := c.Import()
	for range 70 {
		if c.Height() == 40 {
			c.Sleep()
		}
		c.Block()
		fork.Feed(c.Requests()[len(c.Requests())-1])
		if d := c.Content().Diff(fork.Content()); len(d) > 0 {
			t.Fatalf("at height %d (original, import):\n%s", c.Height(), c.Content().Describe(fork.Content(), d))
		}
	}
	if got := one(t, c, 5).Producer.State; got != "jailed" {
		t.Errorf("who slept is %s", got)
	}
}
