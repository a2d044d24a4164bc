package explorer

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdkquery "github.com/cosmos/cosmos-sdk/types/query"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/tianwang-net/tianwang"
)

// shownProposals is how many proposals a list has.
const shownProposals = 100

func (a *API) proposals(q *query) (List[Proposal], error) {
	r, err := govv1.NewQueryClient(a.client).Proposals(q.r.Context(), &govv1.QueryProposalsRequest{
		Pagination: &sdkquery.PageRequest{Limit: shownProposals, Reverse: true},
	})
	if err != nil {
		return List[Proposal]{}, err
	}
	out := List[Proposal]{Data: []Proposal{}}
	for _, p := range r.Proposals {
		one, err := a.newProposal(q.r.Context(), p)
		if err != nil {
			return out, err
		}
		out.Data = append(out.Data, *one)
	}
	return out, nil
}

// shownVotes is how many votes of a proposal are shown.
const shownVotes = 500

func (a *API) proposal(q *query) (*WholeProposal, error) {
	ctx, c := q.r.Context(), govv1.NewQueryClient(a.client)
	id, err := strconv.ParseUint(q.r.PathValue("id"), 10, 63)
	if err != nil {
		return nil, &Problem{http.StatusBadRequest, "bad_number", "the number of a proposal is needed"}
	}
	r, err := c.Proposal(ctx, &govv1.QueryProposalRequest{ProposalId: id})
	if status.Code(err) == codes.NotFound {
		return nil, notFound("unknown_proposal", "there is no proposal %d", id)
	}
	if err != nil {
		return nil, err
	}
	one, err := a.newProposal(ctx, r.Proposal)
	if err != nil {
		return nil, err
	}
	out := &WholeProposal{Proposal: *one, Messages: []json.RawMessage{}, Votes: []Ballot{}}
	votes, err := c.Votes(ctx, &govv1.QueryVotesRequest{ProposalId: id, Pagination: &sdkquery.PageRequest{Limit: shownVotes}})
	if err != nil {
		return nil, err
	}
	for _, v := range votes.Votes {
		for _, o := range v.Options {
			out.Votes = append(out.Votes, Ballot{v.Voter, word(o.Option.String()), o.Weight})
		}
	}
	return out, a.rules(ctx, r.Proposal, out)
}

// rules adds what a proposal would do, and what it needs.
func (a *API) rules(ctx context.Context, p *govv1.Proposal, out *WholeProposal) error {
	for _, m := range p.Messages {
		b, err := a.client.JSON(&govv1.Proposal{Messages: []*codectypes.Any{m}})
		var wrapped struct {
			Messages []json.RawMessage `json:"messages"`
		}
		if err != nil || json.Unmarshal(b, &wrapped) != nil || len(wrapped.Messages) != 1 { // of a module that is not known here
			unknown, err := json.Marshal(map[string]string{"@type": m.TypeUrl})
			if err != nil {
				return err
			}
			out.Messages = append(out.Messages, unknown)
			continue
		}
		out.Messages = append(out.Messages, wrapped.Messages[0])
	}
	params, err := govv1.NewQueryClient(a.client).Params(ctx, &govv1.QueryParamsRequest{})
	if err != nil {
		return err
	}
	out.Quorum, err = strconv.ParseFloat(params.Params.Quorum, 64)
	threshold := params.Params.Threshold
	if p.Expedited {
		threshold = params.Params.ExpeditedThreshold
	}
	var err2, err3 error
	out.Threshold, err2 = strconv.ParseFloat(threshold, 64)
	out.Veto, err3 = strconv.ParseFloat(params.Params.VetoThreshold, 64)
	return errors.Join(err, err2, err3)
}

// newProposal shapes a proposal. While it is voted on, the tally is as it stands now; rao vote, one each.
func (a *API) newProposal(ctx context.Context, p *govv1.Proposal) (*Proposal, error) {
	out := &Proposal{
		ID: p.Id, Title: p.Title, Summary: p.Summary, Status: word(p.Status.String()), Proposer: p.Proposer, Expedited: p.Expedited, Failed: p.FailedReason,
		Submitted: timeOf(p.SubmitTime), DepositEnd: timeOf(p.DepositEndTime), VotingStart: timeOf(p.VotingStartTime), VotingEnd: timeOf(p.VotingEndTime),
	}
	for _, c := range p.TotalDeposit {
		if c.Denom == tianwang.Denom && c.Amount.IsUint64() {
			out.Deposit = Rao(c.Amount.Uint64())
		}
	}
	tally := p.FinalTallyResult
	if p.Status == govv1.StatusVotingPeriod {
		r, err := govv1.NewQueryClient(a.client).TallyResult(ctx, &govv1.QueryTallyResultRequest{ProposalId: p.Id})
		if err != nil {
			return nil, err
		}
		tally = r.Tally
	}
	totals, err := a.store.Totals(ctx)
	if err != nil {
		return nil, err
	}
	out.Stake = Rao(totals.Staked)
	if tally == nil {
		return out, nil
	}
	for _, c := range []struct {
		text string
		into *Rao
	}{{tally.YesCount, &out.Yes}, {tally.NoCount, &out.No}, {tally.AbstainCount, &out.Abstain}, {tally.NoWithVetoCount, &out.NoWithVeto}} {
		n, err := strconv.ParseUint(c.text, 10, 64)
		if err != nil {
			return nil, err
		}
		*c.into = Rao(n)
	}
	return out, nil
}

// word is the last part of the name of a status or an option: "voting_period" of PROPOSAL_STATUS_VOTING_PERIOD.
func word(name string) string {
	for _, before := range []string{"PROPOSAL_STATUS_", "VOTE_OPTION_"} {
		name = strings.TrimPrefix(name, before)
	}
	return strings.ToLower(name)
}

func timeOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return stamp(*t)
}
