package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/stake"
)

// assembly is a chain on which somebody has stake: a validator of val with 10 TAO of its owner boss, 20 of ann and 30 of
// bob, and a miner of dig with 40 TAO of its owner eve. Votes take five blocks, two if expedited.
type assembly struct {
	*testchain.Chain
	t                             *testing.T
	val, dig, boss, ann, bob, eve *testchain.Actor
	stranger                      *testchain.Actor // has a balance, and no stake
}

func newAssembly(t *testing.T, change func(*testchain.Editor)) *assembly {
	t.Helper()
	a := &assembly{
		t: t, val: testchain.NewActor("val"), dig: testchain.NewActor("dig"), boss: testchain.NewActor("boss"), ann: testchain.NewActor("ann"),
		bob: testchain.NewActor("bob"), eve: testchain.NewActor("eve"), stranger: testchain.NewActor("stranger"),
	}
	a.Chain = testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("open", func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 1000 })
		e.Staked(a.val, a.boss, 10*tao)
		e.Staked(a.dig, a.eve, 40*tao)
		for _, who := range []*testchain.Actor{a.val, a.dig, a.boss, a.ann, a.bob, a.eve, a.stranger} {
			e.Grant(who, 1000*tao)
		}
		govRules(e)
		if change != nil {
			change(e)
		}
	})
	a.DoAll(testchain.Step{By: a.ann, Msg: testchain.AddStake(a.ann, a.val, 20*tao)}, testchain.Step{By: a.bob, Msg: testchain.AddStake(a.bob, a.val, 30*tao)})
	return a
}

// govRules are fast: a minute to vote, which is five blocks.
func govRules(e *testchain.Editor) {
	testchain.Edit(e, "gov", func(g *govv1.GenesisState) {
		deposits, vote, expedited := 48*time.Second, 60*time.Second, 24*time.Second
		p := app.LocalGovParams()
		p.MaxDepositPeriod, p.VotingPeriod, p.ExpeditedVotingPeriod = &deposits, &vote, &expedited
		g.Params = &p
	})
}

// proposal returns a proposal of messages, with a deposit.
func proposal(by *testchain.Actor, deposit uint64, msgs ...sdk.Msg) *govv1.MsgSubmitProposal {
	m, err := govv1.NewMsgSubmitProposal(msgs, rao(deposit), by.String(), "", "a title", "a summary", false)
	if err != nil {
		panic(err)
	}
	if len(msgs) == 0 {
		m.Metadata = "only words"
	}
	return m
}

// propose puts a proposal into a block and returns its number.
func (a *assembly) propose(m *govv1.MsgSubmitProposal) uint64 {
	a.t.Helper()
	r := a.Block(a.Sign(a.bob, 0, m))[0]
	var answer govv1.MsgSubmitProposalResponse
	if err := errors.Join(testchain.Outcome(r), testchain.Response(r, &answer)); err != nil {
		a.t.Fatal(err)
	}
	return answer.ProposalId
}

func vote(by *testchain.Actor, id uint64, option govv1.VoteOption) testchain.Step {
	return testchain.Step{By: by, Msg: &govv1.MsgVote{ProposalId: id, Voter: by.String(), Option: option}}
}

// pass lets all stake vote for a proposal, and waits until it is decided.
func (a *assembly) pass(id uint64) *govv1.Proposal {
	a.t.Helper()
	a.DoAll(vote(a.val, id, govv1.OptionYes), vote(a.eve, id, govv1.OptionYes))
	return a.decided(id)
}

// decided waits until the votes are counted.
func (a *assembly) decided(id uint64) *govv1.Proposal {
	a.t.Helper()
	for range 10 {
		if p := a.proposal(id); p.Status != govv1.StatusVotingPeriod {
			return p
		}
		a.Block()
	}
	a.t.Fatalf("proposal %d is not decided", id)
	return nil
}

func (a *assembly) proposal(id uint64) *govv1.Proposal {
	a.t.Helper()
	r, err := govv1.NewQueryClient(a.Query()).Proposal(a.Context(), &govv1.QueryProposalRequest{ProposalId: id})
	if err != nil {
		a.t.Fatal(err)
	}
	return r.Proposal
}

// tally returns yes, abstain, no and veto as they are now, in TAO.
func (a *assembly) tally(id uint64) string {
	a.t.Helper()
	r, err := govv1.NewQueryClient(a.Query()).TallyResult(a.Context(), &govv1.QueryTallyResultRequest{ProposalId: id})
	if err != nil {
		a.t.Fatal(err)
	}
	return inTAO(r.Tally)
}

func inTAO(r *govv1.TallyResult) string {
	var s []string
	for _, n := range []string{r.YesCount, r.AbstainCount, r.NoCount, r.NoWithVetoCount} {
		var amount uint64
		if _, err := fmt.Sscan(n, &amount); err != nil {
			panic(err)
		}
		s = append(s, fmt.Sprintf("%g", float64(amount)/tao))
	}
	return strings.Join(s, " ")
}

// TestTally: one rao, one vote. A hotkey votes with its pool, a nominator who votes takes its part out, and the owner
// speaks for a hotkey that is silent.
func TestTally(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, func(e *testchain.Editor) {
		testchain.Edit(e, "gov", func(g *govv1.GenesisState) {
			day := 24 * time.Hour
			g.Params.VotingPeriod = &day
		})
	})
	id := a.propose(proposal(a.bob, tao))
	for _, step := range []struct {
		who  *testchain.Actor
		how  govv1.VoteOption
		want string
	}{
		{a.ann, govv1.OptionNo, "0 0 20 0"},           // a nominator alone: nobody speaks for the rest
		{a.boss, govv1.OptionYes, "40 0 20 0"},        // the owner speaks for the pool, less what votes itself
		{a.val, govv1.OptionAbstain, "10 30 20 0"},    // the hotkey speaks for the pool, the owner for its part
		{a.bob, govv1.OptionNoWithVeto, "10 0 20 30"}, // everybody in the pool has voted
		{a.ann, govv1.OptionYes, "30 0 0 30"},         // the last vote counts
		{a.eve, govv1.OptionYes, "70 0 0 30"},
		{a.dig, govv1.OptionNo, "70 0 0 30"}, // a hotkey whose pool is its owner's: the owner has voted
	} {
		a.DoAll(vote(step.who, id, step.how))
		if got := a.tally(id); got != step.want {
			t.Errorf("after %v of %s: yes, abstain, no, veto are %s, want %s", step.how, step.who, got, step.want)
		}
	}
	// Votes are weighed when they are counted: who has left has none.
	a.Do(a.bob, &stakev1.MsgRemoveStake{Coldkey: a.bob.String(), Hotkey: a.val.String(), All: true})
	if got := a.tally(id); got != "70 0 0 0" {
		t.Errorf("after bob has left: %s", got)
	}
	// A vote can be divided.
	a.Do(a.eve, &govv1.MsgVoteWeighted{ProposalId: id, Voter: a.eve.String(), Options: govv1.WeightedVoteOptions{
		{Option: govv1.OptionYes, Weight: "0.25"}, {Option: govv1.OptionNo, Weight: "0.75"},
	}})
	if got := a.tally(id); got != "40 0 30 0" {
		t.Errorf("after eve has divided its vote: %s", got)
	}
}

// TestGovernance_Quorum: a third of all stake must vote, more than half of it for the proposal, and less than a third of it
// against it with a veto, which burns the deposit.
func TestGovernance_Quorum(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		votes  func(*assembly, uint64) []testchain.Step
		want   govv1.ProposalStatus
		burned uint64
	}{
		"nobody": {func(*assembly, uint64) []testchain.Step { return nil }, govv1.StatusRejected, 0},
		"too few": {func(a *assembly, id uint64) []testchain.Step {
			return []testchain.Step{vote(a.bob, id, govv1.OptionYes)}
		}, govv1.StatusRejected, 0},
		"enough": {func(a *assembly, id uint64) []testchain.Step {
			return []testchain.Step{vote(a.eve, id, govv1.OptionYes)}
		}, govv1.StatusPassed, 0},
		"against": {func(a *assembly, id uint64) []testchain.Step {
			return []testchain.Step{vote(a.eve, id, govv1.OptionYes), vote(a.val, id, govv1.OptionNo)}
		}, govv1.StatusRejected, 0},
		"a nominator decides": {func(a *assembly, id uint64) []testchain.Step {
			return []testchain.Step{vote(a.eve, id, govv1.OptionYes), vote(a.val, id, govv1.OptionNo), vote(a.ann, id, govv1.OptionYes)}
		}, govv1.StatusPassed, 0},
		"veto": {func(a *assembly, id uint64) []testchain.Step {
			return []testchain.Step{vote(a.val, id, govv1.OptionYes), vote(a.eve, id, govv1.OptionNoWithVeto)}
		}, govv1.StatusRejected, 3 * tao},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAssembly(t, nil)
			id := a.propose(proposal(a.bob, 3*tao))
			if votes := c.votes(a, id); len(votes) > 0 {
				a.DoAll(votes...)
			}
			before, burned := a.Balance(a.bob), a.burned()
			p := a.decided(id)
			if p.Status != c.want {
				t.Errorf("the proposal is %s with %s, want %s", p.Status, inTAO(p.FinalTallyResult), c.want)
			}
			if got := a.burned() - burned; got != c.burned || a.Balance(a.bob) != before+3*tao-c.burned {
				t.Errorf("%d rao were burned and %d paid back, want %d burned of %d", got, a.Balance(a.bob)-before, c.burned, 3*tao)
			}
			if n := a.votes(id); n > 0 {
				t.Errorf("%d votes are kept after the decision", n)
			}
		})
	}
}

// burned is what left the supply so far.
func (a *assembly) burned() uint64 {
	a.t.Helper()
	r, err := emissionv1.NewQueryClient(a.Query()).Supply(a.Context(), &emissionv1.QuerySupplyRequest{})
	if err != nil {
		a.t.Fatal(err)
	}
	return r.Ledger.Burned
}

// votes counts the votes that are stored.
func (a *assembly) votes(id uint64) (n int) {
	a.t.Helper()
	rng := collections.NewPrefixedPairRange[uint64, sdk.AccAddress](id)
	if err := a.App().Gov.Votes.Walk(a.Context(), rng, func(collections.Pair[uint64, sdk.AccAddress], govv1.Vote) (bool, error) {
		n++
		return false, nil
	}); err != nil {
		a.t.Fatal(err)
	}
	return n
}

// TestGovernance_Deposits: a proposal waits for its deposit and is dropped without it; a proposer may withdraw, which burns
// half; nothing else takes a deposit, not even a decision.
func TestGovernance_Deposits(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	before := a.Balance(a.bob)
	dropped := a.propose(proposal(a.bob, tao/5))
	a.Blocks(5)
	if _, err := a.App().Gov.Proposals.Get(a.Context(), dropped); !errors.Is(err, collections.ErrNotFound) {
		t.Errorf("a proposal without its deposit is still there: %v", err)
	}
	if paid := before - a.Balance(a.bob); paid > 2_000_000 {
		t.Errorf("it cost %d rao and not a fee", paid)
	}
	withdrawn := a.propose(proposal(a.bob, tao/5))
	a.Do(a.ann, &govv1.MsgDeposit{ProposalId: withdrawn, Depositor: a.ann.String(), Amount: rao(tao)})
	if s := a.proposal(withdrawn).Status; s != govv1.StatusVotingPeriod {
		t.Errorf("with its deposit the proposal is %s", s)
	}
	fee, ann := uint64(1_000_000), a.Balance(a.ann)
	burned := a.burned()
	a.Do(a.bob, &govv1.MsgCancelProposal{ProposalId: withdrawn, Proposer: a.bob.String()})
	if got, back := a.burned()-burned-fee, a.Balance(a.ann)-ann; got != (tao+tao/5)/2 || back != tao/2 {
		t.Errorf("withdrawing burned %d rao and gave ann %d back", got, back)
	}

	// Somebody's deposit is not for others to spend.
	theft := a.propose(proposal(a.bob, tao, &banktypes.MsgSend{FromAddress: testchain.Authority, ToAddress: a.bob.String(), Amount: rao(tao)}))
	stake := a.propose(proposal(a.bob, tao, &stakev1.MsgAddStake{Coldkey: testchain.Authority, Hotkey: a.val.String(), Amount: tao}))
	own := a.propose(proposal(a.bob, tao, &govv1.MsgDeposit{ProposalId: theft + 3, Depositor: testchain.Authority, Amount: rao(tao)}))
	open := a.propose(proposal(a.bob, tao/5))
	for _, id := range []uint64{theft, stake, own} {
		a.DoAll(vote(a.val, id, govv1.OptionYes), vote(a.eve, id, govv1.OptionYes))
	}
	for _, id := range []uint64{theft, stake, own} {
		if p := a.decided(id); p.Status != govv1.StatusFailed {
			t.Errorf("a proposal that spends deposits is %s: %s", p.Status, p.FailedReason)
		}
	}
	if open != theft+3 {
		t.Fatalf("proposal %d, want %d", open, theft+3)
	}
}

// TestGovernance_Expedited: a proposal that needs two thirds within two blocks and gets half goes on as an ordinary one,
// and the votes on it stand.
func TestGovernance_Expedited(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	m := proposal(a.bob, 2*tao)
	m.Expedited = true
	id := a.propose(m)
	a.DoAll(vote(a.val, id, govv1.OptionYes), vote(a.eve, id, govv1.OptionNo))
	a.Blocks(2)
	if p := a.proposal(id); p.Expedited || p.Status != govv1.StatusVotingPeriod || a.tally(id) != "60 0 40 0" {
		t.Fatalf("after the first count: %+v, %s", p, a.tally(id))
	}
	if p := a.decided(id); p.Status != govv1.StatusPassed {
		t.Errorf("the proposal is %s", p.Status)
	}
	m = proposal(a.bob, 2*tao)
	m.Expedited = true
	id = a.propose(m)
	a.DoAll(vote(a.val, id, govv1.OptionYes), vote(a.eve, id, govv1.OptionYes))
	a.Blocks(1)
	if p := a.proposal(id); p.Status != govv1.StatusPassed {
		t.Errorf("with all votes it is %s after two blocks", p.Status)
	}
}

// TestGovernance_Refusals: what is wrong with proposals, deposits and votes, each with a code.
func TestGovernance_Refusals(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	id := a.propose(proposal(a.bob, tao))
	update := &emissionv1.MsgUpdateParams{Authority: a.bob.String(), Params: emission.DefaultParams()}
	untitled := proposal(a.bob, tao)
	untitled.Title = ""
	gold := proposal(a.bob, tao)
	gold.InitialDeposit = sdk.NewCoins(sdk.NewInt64Coin("gold", 1), sdk.NewInt64Coin("rao", tao))
	params := app.LocalGovParams()
	a.Refused([]testchain.Case{
		{Name: "somebody else's signature", By: a.bob, Msg: proposal(a.bob, tao, update), Want: govtypes.ErrInvalidSigner},
		{Name: "no title", By: a.bob, Msg: untitled, Want: sdkerrors.ErrInvalidRequest, Text: "title"},
		{Name: "too small a deposit", By: a.bob, Msg: proposal(a.bob, tao/10-1), Want: govtypes.ErrMinDepositTooSmall},
		{Name: "another coin", By: a.bob, Msg: gold, Want: govtypes.ErrInvalidDepositDenom},
		{
			Name: "deposit: unknown proposal", By: a.ann, Msg: &govv1.MsgDeposit{ProposalId: 99, Depositor: a.ann.String(), Amount: rao(tao)},
			Want: govtypes.ErrInvalidProposal, Text: "proposal 99 does not exist",
		},
		{
			Name: "vote: unknown proposal", By: a.ann, Msg: &govv1.MsgVote{ProposalId: 99, Voter: a.ann.String(), Option: govv1.OptionYes},
			Want: govtypes.ErrInvalidProposal,
		},
		{Name: "vote: no option", By: a.ann, Msg: &govv1.MsgVote{ProposalId: id, Voter: a.ann.String()}, Want: govtypes.ErrInvalidVote},
		{
			Name: "vote: no stake", By: a.stranger, Msg: &govv1.MsgVote{ProposalId: id, Voter: a.stranger.String(), Option: govv1.OptionYes},
			Want: stake.ErrNotEnoughStake, Text: "to vote with",
		},
		{Name: "vote: weights", By: a.ann, Msg: &govv1.MsgVoteWeighted{ProposalId: id, Voter: a.ann.String(), Options: govv1.WeightedVoteOptions{
			{Option: govv1.OptionYes, Weight: "0.5"},
		}}, Want: govtypes.ErrInvalidVote},
		{Name: "cancel: of somebody else", By: a.ann, Msg: &govv1.MsgCancelProposal{ProposalId: id, Proposer: a.ann.String()}, Want: govtypes.ErrInvalidProposer},
		{Name: "cancel: unknown", By: a.ann, Msg: &govv1.MsgCancelProposal{ProposalId: 99, Proposer: a.ann.String()}, Want: govtypes.ErrInvalidProposal},
		{
			Name: "parameters from anybody", By: a.eve, Msg: &govv1.MsgUpdateParams{Authority: a.eve.String(), Params: params},
			Want: sdkerrors.ErrUnauthorized, Text: "not the authority",
		},
	})
}

// TestGovernance_FailsAlone: when x/gov cannot work at all, blocks go on without it.
func TestGovernance_FailsAlone(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	a.propose(proposal(a.bob, tao/5))
	a.Damage("gov", govtypes.ParamsKey.Bytes(), nil)
	failed := 0
	for range 8 {
		for _, e := range a.BlockResult().Events {
			if e.Type == "governance_failed" {
				failed++
			}
		}
	}
	if failed == 0 {
		t.Error("nothing failed: the test damages nothing that matters")
	}
}
