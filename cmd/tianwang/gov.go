package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) govCommand() *cobra.Command {
	return group("gov", "Decide together: proposals, deposits and votes",
		p.govListCommand(),
		p.govShowCommand(),
		p.govTallyCommand(),
		p.govRulesCommand(),
		group("propose", "Propose a change of a parameter, an upgrade, or a text",
			p.proposeParamCommand(),
			p.proposeUpgradeCommand(),
			p.proposeTextCommand(),
		),
		p.govSubmitCommand(),
		p.govDepositCommand(),
		p.govVoteCommand(),
		p.govCancelCommand(),
	)
}

// authority is the account that signs what was decided.
func govAuthority() string { return authtypes.NewModuleAddress(govtypes.ModuleName).String() }

// draft is a proposal as its author thinks of it.
type draft struct {
	title, summary, metadata string
	deposit                  amountFlag
	expedited                bool
}

// flags adds what every proposal has.
func (d *draft) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&d.title, "title", "", "a line that says what is proposed (default made from what is proposed)")
	f.StringVar(&d.summary, "summary", "", "why, in a few sentences (default the title)")
	f.Var(&d.deposit, "deposit", "deposit of the coldkey (default all that is needed for the vote to begin)")
	f.BoolVar(&d.expedited, "expedited", false, "a shorter vote, a larger deposit and a larger majority")
}

// submit sends a proposal with what messages makes of the chain, and shows its number.
func (p *program) submit(ctx context.Context, d draft, title string, messages func(context.Context, *client.Client) ([]sdk.Msg, error)) error {
	proposer, err := p.coldkeyAddress()
	if err != nil {
		return err
	}
	if d.title == "" {
		d.title = title
	}
	if d.summary == "" {
		d.summary = d.title
	}
	var answer govv1.MsgSubmitProposalResponse
	var needed uint64
	return p.carryOut(ctx, order{
		by: p.coldkey,
		prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
			rules, err := govRules(ctx, c)
			if err != nil {
				return nil, "", err
			}
			needed = raoOf(rules.MinDeposit)
			if d.expedited {
				needed = raoOf(rules.ExpeditedMinDeposit)
			}
			if !d.deposit.set {
				d.deposit.rao = needed
			}
			msgs, err := messages(ctx, c)
			if err != nil {
				return nil, "", err
			}
			m, err := govv1.NewMsgSubmitProposal(msgs, coins(d.deposit.rao), proposer, d.metadata, d.title, d.summary, d.expedited)
			return m, fmt.Sprintf("propose %q with a deposit of %s TAO", d.title, tokenomics.FormatTAO(d.deposit.rao)), err
		},
		answer: &answer,
		done: func() []part {
			said := line("proposed; the vote has begun")
			if d.deposit.rao < needed {
				said = line("proposed; the vote begins when the deposit is complete")
			}
			return []part{said, record{
				{"proposal", answer.ProposalId}, {"title", d.title}, {"deposit", tao(d.deposit.rao)}, {"needed", tao(needed)},
			}}
		},
	})
}

// coins is an amount of rao as a deposit.
func coins(rao uint64) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(rao)))
}

// raoOf is a deposit in rao.
func raoOf(deposit sdk.Coins) uint64 {
	if n := deposit.AmountOf(tianwang.Denom); n.IsUint64() {
		return n.Uint64()
	}
	return 0
}

// govRules returns the terms of governance.
func govRules(ctx context.Context, c *client.Client) (*govv1.Params, error) {
	r, err := govv1.NewQueryClient(c).Params(ctx, &govv1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	return r.Params, nil
}

func (p *program) govSubmitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "submit FILE",
		Short: "Propose what a file says",
		Long: `Proposes the messages in a JSON file, to be carried out together if the proposal passes: an object with "title", "summary",
"messages" and, if wanted, "deposit" in TAO, "expedited" and "metadata". Each message has its type in "@type"; where it
has neither "authority" nor "sender", the authority is filled in.`,
		Example: `tianwang gov submit proposal.json`,
		Args:    exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := os.ReadFile(args[0])
			if err != nil {
				return usage("%v", err)
			}
			var file struct {
				Title, Summary, Metadata, Deposit string
				Expedited                         bool
				Messages                          []map[string]json.RawMessage
			}
			if err := json.Unmarshal(b, &file); err != nil {
				return usage("%s: %v", args[0], err)
			}
			d := draft{title: file.Title, summary: file.Summary, metadata: file.Metadata, expedited: file.Expedited}
			if file.Deposit != "" {
				if err := d.deposit.Set(file.Deposit); err != nil {
					return usage("%s: deposit: %v", args[0], err)
				}
			}
			if d.title == "" || d.summary == "" {
				return usage("%s: a title and a summary are needed", args[0])
			}
			return p.submit(cmd.Context(), d, "", func(_ context.Context, c *client.Client) ([]sdk.Msg, error) {
				return readMessages(c, file.Messages)
			})
		},
	}
}

// readMessages reads messages of a file, and fills in who signs them.
func readMessages(c *client.Client, raw []map[string]json.RawMessage) (msgs []sdk.Msg, err error) {
	for i, one := range raw {
		if one["authority"] == nil && one["sender"] == nil {
			one["authority"] = json.RawMessage(strconv.Quote(govAuthority()))
		}
		b, err := json.Marshal(one)
		if err != nil {
			return nil, err
		}
		m, err := c.Message(b)
		if err != nil {
			return nil, usage("message %d of the file: %v", i+1, err)
		}
		msgs = append(msgs, m)
	}
	return msgs, nil
}

// parseProposal reads the number of a proposal.
func parseProposal(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 {
		return 0, usage("proposal %q: a whole number from 1 is needed; see what there is: tianwang gov list", s)
	}
	return n, nil
}

func (p *program) govDepositCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "deposit PROPOSAL AMOUNT",
		Short: "Add to the deposit of a proposal",
		Long: `Adds to the deposit of a proposal. When it is complete the vote begins. It comes back when the vote has ended, unless a third
of it was a veto.`,
		Example: `tianwang gov deposit 3 20`,
		Args:    exactly("PROPOSAL", "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseProposal(args[0])
			if err != nil {
				return err
			}
			amount, err := parseAmount(args[1])
			if err != nil {
				return err
			}
			by, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&govv1.MsgDeposit{ProposalId: id, Depositor: by, Amount: coins(amount)},
					fmt.Sprintf("deposit %s TAO on proposal %d", tokenomics.FormatTAO(amount), id)),
				done: func() []part {
					return []part{line("deposited"), record{{"proposal", id}, {"depositor", by}, {"amount", tao(amount)}}}
				},
			})
		},
	}
}

func (p *program) govCancelCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "cancel PROPOSAL",
		Short:   "Withdraw a proposal of one's own; a part of its deposit is burned",
		Example: `tianwang gov cancel 3`,
		Args:    exactly("PROPOSAL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseProposal(args[0])
			if err != nil {
				return err
			}
			by, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&govv1.MsgCancelProposal{ProposalId: id, Proposer: by}, fmt.Sprintf("withdraw proposal %d", id)),
				done:    func() []part { return []part{line("withdrawn"), record{{"proposal", id}}} },
			})
		},
	}
}

// ballotWords are the options of a vote as people write them.
var ballotWords = []struct {
	word   string
	option govv1.VoteOption
}{{"yes", govv1.OptionYes}, {"no", govv1.OptionNo}, {"abstain", govv1.OptionAbstain}, {"veto", govv1.OptionNoWithVeto}}

// wordOf is an option as people write it.
func wordOf(o govv1.VoteOption) string {
	for _, b := range ballotWords {
		if b.option == o {
			return b.word
		}
	}
	return o.String()
}

func (p *program) govVoteCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "vote PROPOSAL OPTION…",
		Short: "Vote yes, no, abstain or veto",
		Long: `Votes with all stake of the coldkey: what it has on hotkeys, and the pools of the hotkeys that it owns, except for those
who vote themselves. With --use-hotkey the hotkey votes with its pool; it pays the fee. Whoever has delegated stake follows
the hotkey unless it votes itself. A vote can be divided, as in yes:70 abstain:30, and the last one counts.`,
		Example: `tianwang gov vote 3 yes
tianwang gov vote 3 yes:70 abstain:30 --use-hotkey --hotkey validator`,
		Args: between(2, "PROPOSAL", "OPTION…"),
	}
	sender := p.senderFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		id, err := parseProposal(args[0])
		if err != nil {
			return err
		}
		options, err := parseBallot(args[1:])
		if err != nil {
			return err
		}
		voter, by, err := sender()
		if err != nil {
			return err
		}
		var m sdk.Msg = &govv1.MsgVoteWeighted{ProposalId: id, Voter: voter, Options: options}
		if len(options) == 1 {
			m = &govv1.MsgVote{ProposalId: id, Voter: voter, Option: options[0].Option}
		}
		return p.carryOut(cmd.Context(), order{
			by:      by,
			prepare: always(m, fmt.Sprintf("vote %s on proposal %d", strings.Join(args[1:], ", "), id)),
			done: func() []part {
				return []part{line("voted"), record{{"proposal", id}, {"voter", voter}, {"vote", ballot(options)}}}
			},
		})
	}
	return cmd
}

// ballot shows a vote as people write it.
func ballot(options []*govv1.WeightedVoteOption) string {
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = wordOf(o.Option)
		if w, err := math.LegacyNewDecFromStr(o.Weight); err == nil && !w.Equal(math.LegacyOneDec()) {
			percent := w.MulInt64(100).String()
			words[i] += ":" + strings.TrimRight(strings.TrimRight(percent, "0"), ".")
		}
	}
	return strings.Join(words, " ")
}

// parseBallot reads one option, or several with their percentages, which must sum to 100.
func parseBallot(args []string) (govv1.WeightedVoteOptions, error) {
	var options govv1.WeightedVoteOptions
	sum := math.LegacyZeroDec()
	for _, arg := range args {
		word, percent, divided := strings.Cut(arg, ":")
		at := slices.IndexFunc(ballotWords, func(b struct {
			word   string
			option govv1.VoteOption
		},
		) bool {
			return b.word == word
		})
		if at < 0 {
			return nil, usage("%q: yes, no, abstain or veto is needed, or several with percentages, as in yes:70 abstain:30", arg)
		}
		weight := math.LegacyNewDec(100)
		if divided {
			var err error
			if weight, err = math.LegacyNewDecFromStr(percent); err != nil || !weight.IsPositive() {
				return nil, usage("%q: a percentage is needed, as in yes:70", arg)
			}
		}
		sum = sum.Add(weight)
		options = append(options, &govv1.WeightedVoteOption{Option: ballotWords[at].option, Weight: weight.QuoInt64(100).String()})
	}
	if !sum.Equal(math.LegacyNewDec(100)) {
		return nil, usage("%s: the percentages sum to %s, not to 100", strings.Join(args, " "), sum.TruncateInt())
	}
	return options, nil
}
