package app_test

import (
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// randomGov are terms under which few votes decide, so that much is decided.
func randomGov(e *testchain.Editor) {
	testchain.Edit(e, "gov", func(g *govv1.GenesisState) {
		deposits, vote, expedited := 48*time.Second, 96*time.Second, 48*time.Second
		p := app.LocalGovParams()
		p.MaxDepositPeriod, p.VotingPeriod, p.ExpeditedVotingPeriod = &deposits, &vote, &expedited
		p.MinDeposit, p.ExpeditedMinDeposit = rao(1_000_000), rao(2_000_000)
		p.Quorum, p.BurnVoteQuorum = "0.05", true
		g.Params = &p
	})
}

// motion makes up what a proposal would do: mostly something that governance may.
func (w *world) motion() []sdk.Msg {
	by := testchain.Authority
	if w.rng.IntN(12) == 0 {
		by = w.anyone().String()
	}
	price := emission.DefaultParams()
	price.GasPrice = 900_000 + w.rng.Uint64N(200_000)
	if w.rng.IntN(6) == 0 {
		price.OwnerCut = 70_000
	}
	terms := escrow.DefaultParams()
	terms.MinGrace, terms.MaxChannels, terms.MinDeposit, terms.MaxRefundsPerBlock = 4, 6+w.rng.Uint32N(3), 1000, 2
	motions := []func() []sdk.Msg{
		func() []sdk.Msg { return nil },
		func() []sdk.Msg { return []sdk.Msg{&emissionv1.MsgUpdateParams{Authority: by, Params: price}} },
		func() []sdk.Msg { return []sdk.Msg{&escrowv1.MsgUpdateParams{Authority: by, Params: terms}} },
		func() []sdk.Msg {
			return []sdk.Msg{
				&subnetv1.MsgSetHyperparams{Sender: by, Netuid: w.netuid(), Settings: []subnetv1.Setting{{Name: "tempo", Value: "9"}}},
				&subnetv1.MsgSetHyperparams{Sender: by, Netuid: w.netuid(), Settings: []subnetv1.Setting{{Name: "rho", Value: "12"}}},
			}
		},
		func() []sdk.Msg {
			return []sdk.Msg{&stakev1.MsgResolveColdkeySwap{Authority: by, Coldkey: w.cold[4+w.rng.IntN(2)].String()}}
		},
		func() []sdk.Msg {
			return []sdk.Msg{&banktypes.MsgSend{FromAddress: by, ToAddress: w.anyone().String(), Amount: rao(w.amount())}}
		},
	}
	return pick(w, motions)()
}

func (w *world) propose(_, cold *testchain.Actor) testchain.Step {
	m := proposal(cold, 100_000+w.rng.Uint64N(3_000_000), w.motion()...)
	m.Expedited = w.rng.IntN(3) == 0
	if w.rng.IntN(12) == 0 {
		m.Title = ""
	}
	return testchain.Step{By: cold, Msg: m}
}

// proposalID returns a proposal that is voted on, or a recent one, or one that there is not yet.
func (w *world) proposalID() uint64 {
	if w.rng.IntN(3) > 0 {
		var open []uint64
		if err := w.c.App().Gov.VotingPeriodProposals.Walk(w.c.Context(), nil, func(id uint64, _ []byte) (bool, error) {
			open = append(open, id)
			return false, nil
		}); err != nil {
			panic(err)
		}
		if len(open) > 0 {
			return pick(w, open)
		}
	}
	last, err := w.c.App().Gov.ProposalID.Peek(w.c.Context())
	if err != nil {
		panic(err)
	}
	return last - min(last, w.rng.Uint64N(7))
}

func (w *world) deposit(_, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &govv1.MsgDeposit{
		ProposalId: w.proposalID(), Depositor: cold.String(), Amount: rao(w.rng.Uint64N(2_000_000)),
	}}
}

// ballot votes, mostly yes, with a hotkey or with a coldkey.
func (w *world) ballot(hot, cold *testchain.Actor) testchain.Step {
	by := pick(w, []*testchain.Actor{hot, cold, cold, w.anyone()})
	options := []govv1.VoteOption{
		govv1.OptionYes, govv1.OptionYes, govv1.OptionYes, govv1.OptionYes, govv1.OptionNo, govv1.OptionAbstain, govv1.OptionNoWithVeto, govv1.OptionEmpty,
	}
	if w.rng.IntN(5) > 0 {
		return testchain.Step{By: by, Msg: &govv1.MsgVote{ProposalId: w.proposalID(), Voter: by.String(), Option: pick(w, options)}}
	}
	return testchain.Step{By: by, Msg: &govv1.MsgVoteWeighted{ProposalId: w.proposalID(), Voter: by.String(), Options: govv1.WeightedVoteOptions{
		{Option: govv1.OptionYes, Weight: pick(w, []string{"0.7", "0.7", "0.7", "0.700000000000000001", "x"})},
		{Option: pick(w, options[3:6]), Weight: "0.3"},
	}}}
}

func (w *world) cancel(_, cold *testchain.Actor) testchain.Step {
	id := w.proposalID()
	if p, err := w.c.App().Gov.Proposals.Get(w.c.Context(), id); err == nil && w.by[p.Proposer] != nil && w.rng.IntN(3) > 0 {
		cold = w.by[p.Proposer]
	}
	return testchain.Step{By: cold, Msg: &govv1.MsgCancelProposal{ProposalId: id, Proposer: cold.String()}}
}

// checkGovernance wants the history to have tried the ways in which a proposal ends, and x/gov never to have failed. That of
// a message which fails is tried by TestGovernance_EveryParameter.
func checkGovernance(t *testing.T, c *testchain.Chain, events []abci.Event) {
	t.Helper()
	ended := map[string]int{}
	for _, e := range events {
		switch e.Type {
		case "governance_failed":
			t.Errorf("x/gov failed: %v", e)
		case "active_proposal", "inactive_proposal":
			for _, attr := range e.Attributes {
				if attr.Key == "proposal_result" {
					ended[attr.Value]++
				}
			}
		}
	}
	t.Logf("proposals: %v", ended)
	for _, how := range []string{"proposal_passed", "proposal_rejected", "proposal_dropped", "expedited_proposal_rejected"} {
		if ended[how] == 0 {
			t.Errorf("no proposal has ended as %s", how)
		}
	}
	if n, err := c.App().Gov.ProposalID.Peek(c.Context()); err != nil || n < 50 {
		t.Errorf("%d proposals, %v", n, err)
	}
}
