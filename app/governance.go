package app

import (
	"context"
	"encoding/json"
	"fmt"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	govv1beta1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1beta1"

	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/stake"
)

// governance is the frame of x/gov on this chain: the SDK's, with parameters of our own, errors that have codes, and block
// work that cannot stop the chain.
type governance struct {
	gov.AppModule
	k *Keepers
}

// DefaultGenesis implements module.HasGenesisBasics.
func (governance) DefaultGenesis(c codec.JSONCodec) json.RawMessage {
	return c.MustMarshalJSON(govv1.NewGenesisState(govv1.DefaultStartingProposalID, DefaultGovParams()))
}

// ValidateGenesis implements module.HasGenesisBasics.
func (g governance) ValidateGenesis(c codec.JSONCodec, config client.TxEncodingConfig, b json.RawMessage) error {
	if err := g.AppModule.ValidateGenesis(c, config, b); err != nil {
		return fmt.Errorf("genesis of gov: %w", err)
	}
	var state govv1.GenesisState
	if err := c.UnmarshalJSON(b, &state); err != nil {
		return fmt.Errorf("genesis of gov: %w", err)
	}
	if err := validateGovParams(*state.Params); err != nil {
		return fmt.Errorf("genesis of gov: %w", err)
	}
	return nil
}

// RegisterServices registers the servers.
func (g governance) RegisterServices(c module.Configurator) {
	server := govServer{govkeeper.NewMsgServerImpl(g.k.Gov), g.k}
	govv1.RegisterMsgServer(c.MsgServer(), server)
	govv1beta1.RegisterMsgServer(c.MsgServer(), govkeeper.NewLegacyMsgServerImpl(authority, server))
	govv1.RegisterQueryServer(c.QueryServer(), govkeeper.NewQueryServer(g.k.Gov))
}

// EndBlock counts the votes that are due and carries out what was decided. If that fails as a whole, which no proposal
// should bring about, the block goes on without it and the next one tries again.
func (g governance) EndBlock(ctx context.Context) error {
	c := sdk.UnwrapSDKContext(ctx)
	if err := base.RunCached(c, func(cached sdk.Context) error { return g.AppModule.EndBlock(cached) }); err != nil {
		c.Logger().Error("governance failed in this block", "reason", err)
		c.EventManager().EmitEvent(sdk.NewEvent("governance_failed", sdk.NewAttribute("reason", err.Error())))
	}
	return nil
}

// govServer checks what x/gov leaves open, and gives codes to errors that have none.
type govServer struct {
	govv1.MsgServer
	k *Keepers
}

// UpdateParams implements govv1.MsgServer.
func (s govServer) UpdateParams(ctx context.Context, m *govv1.MsgUpdateParams) (*govv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(authority, m.Authority, validateGovParams(m.Params)); err != nil {
		return nil, err
	}
	r, err := s.MsgServer.UpdateParams(ctx, m)
	return r, coded(err)
}

// SubmitProposal implements govv1.MsgServer.
func (s govServer) SubmitProposal(ctx context.Context, m *govv1.MsgSubmitProposal) (*govv1.MsgSubmitProposalResponse, error) {
	r, err := s.MsgServer.SubmitProposal(ctx, m)
	return r, coded(err)
}

// CancelProposal implements govv1.MsgServer.
func (s govServer) CancelProposal(ctx context.Context, m *govv1.MsgCancelProposal) (*govv1.MsgCancelProposalResponse, error) {
	if err := s.k.checkProposal(ctx, m.ProposalId); err != nil {
		return nil, err
	}
	r, err := s.MsgServer.CancelProposal(ctx, m)
	return r, coded(err)
}

// Deposit implements govv1.MsgServer.
func (s govServer) Deposit(ctx context.Context, m *govv1.MsgDeposit) (*govv1.MsgDepositResponse, error) {
	if err := s.k.checkProposal(ctx, m.ProposalId); err != nil {
		return nil, err
	}
	r, err := s.MsgServer.Deposit(ctx, m)
	return r, coded(err)
}

// Vote implements govv1.MsgServer.
func (s govServer) Vote(ctx context.Context, m *govv1.MsgVote) (*govv1.MsgVoteResponse, error) {
	if err := s.k.checkProposal(ctx, m.ProposalId); err != nil {
		return nil, err
	}
	r, err := s.MsgServer.Vote(ctx, m)
	return r, coded(err)
}

// VoteWeighted implements govv1.MsgServer.
func (s govServer) VoteWeighted(ctx context.Context, m *govv1.MsgVoteWeighted) (*govv1.MsgVoteWeightedResponse, error) {
	if err := s.k.checkProposal(ctx, m.ProposalId); err != nil {
		return nil, err
	}
	r, err := s.MsgServer.VoteWeighted(ctx, m)
	return r, coded(err)
}

// checkProposal returns an error unless there is such a proposal.
func (k *Keepers) checkProposal(ctx context.Context, id uint64) error {
	has, err := k.Gov.Proposals.Has(ctx, id)
	if err == nil && !has {
		err = govtypes.ErrInvalidProposal.Wrapf("proposal %d does not exist, or not any more", id)
	}
	return err
}

// coded gives an error of x/gov without a code that of a bad request.
func coded(err error) error {
	if err == nil {
		return nil
	}
	if codespace, _, _ := errorsmod.ABCIInfo(err, false); codespace == errorsmod.UndefinedCodespace {
		return sdkerrors.ErrInvalidRequest.Wrap(err.Error())
	}
	return err
}

// govHooks are asked by x/gov.
type govHooks struct{ k *Keepers }

var _ govtypes.GovHooks = govHooks{}

// AfterProposalSubmission has nothing to say.
func (govHooks) AfterProposalSubmission(context.Context, uint64, sdk.AccAddress) error { return nil }

// AfterProposalDeposit has nothing to say.
func (govHooks) AfterProposalDeposit(context.Context, uint64, sdk.AccAddress) error { return nil }

// AfterProposalFailedMinDeposit has nothing to say.
func (govHooks) AfterProposalFailedMinDeposit(context.Context, uint64) error { return nil }

// AfterProposalVote refuses the vote of an account that has less stake to vote with than the smallest nomination: votes
// are counted in one block, and this bounds their number. Looking the stake up costs the voter the gas of the reads that
// counting will need.
func (h govHooks) AfterProposalVote(ctx context.Context, _ uint64, voter sdk.AccAddress) error {
	hotkeys, holdings, err := h.k.voice(ctx, voter.String())
	if err != nil {
		return err
	}
	least, err := h.k.Stake.MinNomination(ctx)
	if err != nil {
		return err
	}
	var power uint64 // at most twice the supply
	for _, p := range hotkeys {
		power = max(power, p.Stake)
	}
	for _, p := range holdings {
		if p.Hotkey.Owner == voter.String() {
			power = max(power, p.Hotkey.Stake)
		}
		power = max(power, p.Worth)
	}
	if power < max(least, 1) {
		return stake.ErrNotEnoughStake.Wrapf("%s has no position of %d rao or more to vote with", voter, max(least, 1))
	}
	return nil
}

// AfterProposalVotingPeriodEnded forgets the votes on a proposal that is decided. One that was expedited and failed goes on
// as an ordinary one, and the votes on it stand.
func (h govHooks) AfterProposalVotingPeriodEnded(ctx context.Context, id uint64) error {
	p, err := h.k.Gov.Proposals.Get(ctx, id)
	if err != nil || p.Status == govv1.StatusVotingPeriod {
		return err
	}
	return h.k.Gov.Votes.Clear(ctx, collections.NewPrefixedPairRange[uint64, sdk.AccAddress](id))
}
