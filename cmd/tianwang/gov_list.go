package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/client"
)

// proposalStates are the states of proposals as people write them.
var proposalStates = map[govv1.ProposalStatus]string{
	govv1.StatusDepositPeriod: "deposit", govv1.StatusVotingPeriod: "voting", govv1.StatusPassed: "passed",
	govv1.StatusRejected: "rejected", govv1.StatusFailed: "failed",
}

func (p *program) govListCommand() *cobra.Command {
	state := ""
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List proposals",
		Long: `Lists proposals: those that wait for their deposit, those that are voted on, and those that passed, were rejected, or passed
but could not be carried out.`,
		Example: `tianwang gov list
tianwang gov list --state voting --json`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			wanted := govv1.StatusNil
			for s, name := range proposalStates {
				if name == state {
					wanted = s
				}
			}
			if state != "" && wanted == govv1.StatusNil {
				return usage("state %q: one of %s is needed", state, strings.Join(slices.Sorted(maps.Values(proposalStates)), ", "))
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				q := govv1.NewQueryClient(c)
				all, err := pages(func(page *query.PageRequest) ([]*govv1.Proposal, *query.PageResponse, error) {
					r, err := q.Proposals(ctx, &govv1.QueryProposalsRequest{ProposalStatus: wanted, Pagination: page})
					if err != nil {
						return nil, nil, err
					}
					return r.Proposals, r.Pagination, nil
				})
				if err != nil {
					return nil, err
				}
				t := newTable("proposals", "no proposal", "proposal", "state", "deposit", "until", "title")
				t.head("deposit", "DEPOSIT (TAO)")
				for _, pr := range all {
					t.add(pr.Id, proposalStates[pr.Status], tao(raoOf(pr.TotalDeposit)), until(pr), pr.Title)
				}
				return []part{t}, nil
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only those that are in this `STATE`: deposit, voting, passed, rejected or failed")
	return cmd
}

// until is when the deposit or the vote ends.
func until(pr *govv1.Proposal) string {
	at := pr.VotingEndTime
	if at == nil {
		at = pr.DepositEndTime
	}
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// proposalOf returns one proposal.
func proposalOf(ctx context.Context, c *client.Client, id uint64) (*govv1.Proposal, error) {
	r, err := govv1.NewQueryClient(c).Proposal(ctx, &govv1.QueryProposalRequest{ProposalId: id})
	if err != nil {
		return nil, withHint(fmt.Errorf("proposal %d does not exist, or not any more: %w", id, err), "see what there is: tianwang gov list")
	}
	return r.Proposal, nil
}

func (p *program) govShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show PROPOSAL",
		Short:   "Show a proposal: what it would do, its deposit, its state, its votes",
		Example: `tianwang gov show 3`,
		Args:    exactly("PROPOSAL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseProposal(args[0])
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				pr, err := proposalOf(ctx, c, id)
				if err != nil {
					return nil, err
				}
				votes, err := tallyOf(ctx, c, pr)
				if err != nil {
					return nil, err
				}
				what := newTable("messages", "it changes nothing by itself", "type", "message")
				for _, m := range pr.Messages {
					body := json.RawMessage(`{}`)
					if b, err := c.JSON(m); err == nil { // otherwise its type has to do
						body = b
					}
					what.add(m.TypeUrl, jsonText(body))
				}
				return append([]part{record{
					{"proposal", pr.Id},
					{"title", pr.Title},
					{"summary", pr.Summary},
					{"state", proposalStates[pr.Status]},
					{"failed_reason", pr.FailedReason},
					{"proposer", pr.Proposer},
					{"deposit", tao(raoOf(pr.TotalDeposit))},
					{"expedited", yesNo(pr.Expedited)},
					{"until", until(pr)},
				}}, append(votes, what)...), nil
			})
		},
	}
}

// jsonText is JSON that people see as it is, and that programs get as part of theirs.
type jsonText json.RawMessage

// String implements fmt.Stringer.
func (j jsonText) String() string { return string(j) }

// MarshalJSON implements json.Marshaler.
func (j jsonText) MarshalJSON() ([]byte, error) { return j, nil }

// tallyOf shows how a vote stands, or how it ended.
func tallyOf(ctx context.Context, c *client.Client, pr *govv1.Proposal) ([]part, error) {
	r, err := govv1.NewQueryClient(c).TallyResult(ctx, &govv1.QueryTallyResultRequest{ProposalId: pr.Id})
	if err != nil {
		return nil, err
	}
	var parts record
	for _, v := range []struct{ name, count string }{
		{"yes", r.Tally.YesCount}, {"no", r.Tally.NoCount}, {"abstain", r.Tally.AbstainCount}, {"veto", r.Tally.NoWithVetoCount},
	} {
		n, ok := math.NewIntFromString(v.count)
		if !ok || !n.IsUint64() {
			return nil, fmt.Errorf("proposal %d: %q votes are %s", pr.Id, v.count, v.name)
		}
		parts = append(parts, field{v.name, tao(n.Uint64())})
	}
	return []part{parts}, nil
}

func (p *program) govTallyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tally PROPOSAL",
		Short: "Show how a vote stands, what it needs, and who has voted",
		Long: `Shows how a vote stands: the stake for and against, the turnout and the majority that are needed, and the votes. Votes are
weighed when the vote ends, with the stake that then is.`,
		Example: `tianwang gov tally 3`,
		Args:    exactly("PROPOSAL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseProposal(args[0])
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				pr, err := proposalOf(ctx, c, id)
				if err != nil {
					return nil, err
				}
				parts, err := tallyOf(ctx, c, pr)
				if err != nil {
					return nil, err
				}
				terms, err := termsOf(ctx, c, pr)
				if err != nil {
					return nil, err
				}
				votes, err := votesOf(ctx, c, id)
				if err != nil {
					return nil, err
				}
				head := record{{"proposal", pr.Id}, {"state", proposalStates[pr.Status]}, {"until", until(pr)}}
				return append([]part{head}, append(parts, terms, votes)...), nil
			})
		},
	}
}

// termsOf says what a proposal needs to pass.
func termsOf(ctx context.Context, c *client.Client, pr *govv1.Proposal) (part, error) {
	rules, err := govRules(ctx, c)
	if err != nil {
		return nil, err
	}
	r, err := banktypes.NewQueryClient(c).Balance(ctx, &banktypes.QueryBalanceRequest{
		Address: authtypes.NewModuleAddress("stake").String(), Denom: tianwang.Denom, // the sum of all pools
	})
	if err != nil {
		return nil, err
	}
	threshold := rules.Threshold
	if pr.Expedited {
		threshold = rules.ExpeditedThreshold
	}
	return record{
		{"all_stake", tao(r.Balance.Amount.Uint64())}, {"quorum", ratio(rules.Quorum)}, {"threshold", ratio(threshold)}, {"veto_threshold", ratio(rules.VetoThreshold)},
	}, nil
}

// ratio is a decimal fraction without the zeros at its end.
func ratio(s string) string { return strings.TrimRight(strings.TrimRight(s, "0"), ".") }

// votesOf lists the votes on a proposal that are not counted yet.
func votesOf(ctx context.Context, c *client.Client, id uint64) (part, error) {
	q := govv1.NewQueryClient(c)
	votes, err := pages(func(page *query.PageRequest) ([]*govv1.Vote, *query.PageResponse, error) {
		r, err := q.Votes(ctx, &govv1.QueryVotesRequest{ProposalId: id, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return r.Votes, r.Pagination, nil
	})
	if err != nil {
		return nil, err
	}
	t := newTable("votes", "no votes wait to be counted", "voter", "vote")
	for _, v := range votes {
		t.add(v.Voter, ballot(v.Options))
	}
	return t, nil
}

func (p *program) govRulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules [MODULE]",
		Short: "Show the parameters of a module that governance can change",
		Example: `tianwang gov rules
tianwang gov rules emission --json`,
		Args: between(0, "MODULE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			module := "gov"
			if len(args) > 0 {
				module = args[0]
			}
			service, known := ruledModules[module]
			if !known {
				return usage("%q: one of %s is needed", module, strings.Join(slices.Sorted(maps.Keys(ruledModules)), ", "))
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				params, err := paramsOf(ctx, c, service)
				if err != nil {
					return nil, err
				}
				t := newTable("parameters", "no parameters", "name", "value")
				if err := addParams(t, "", params); err != nil {
					return nil, err
				}
				return []part{record{{"module", module}, {"authority", govAuthority()}}, t}, nil
			})
		},
	}
}

// addParams lists parameters by name, those inside another with a dot.
func addParams(t *table, prefix string, params map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(params)) {
		switch v := params[name].(type) {
		case map[string]any:
			if err := addParams(t, prefix+name+".", v); err != nil {
				return err
			}
		case []any:
			b, err := json.Marshal(v)
			if err != nil {
				return err
			}
			t.add(prefix+name, jsonText(b))
		default:
			t.add(prefix+name, v)
		}
	}
	return nil
}
