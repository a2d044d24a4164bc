package client

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
)

// Gas limits of what costs no fee. A block is full when the limits in it are, so that a limit far above the use would
// keep others out: weights for 64 neurons take 60,000. A registration may replace a neuron and rewrite the scores of a
// whole subnet; bonds that begin anew are rewritten in the rows of all validators.
const (
	gasPerEntry        = 500 // of a row of weights or a vote
	gasPerRegistration = 5_000_000
	maxFreeGas         = 20_000_000 // the chain's own bound
)

// freeGas returns the gas limit of a transaction that costs no fee.
func freeGas(msgs []sdk.Msg) uint64 {
	gas := uint64(0)
	for _, msg := range msgs {
		gas += gasPerMessage
		switch m := msg.(type) {
		case *subnetv1.MsgRegisterWork, *epochv1.MsgResetBonds:
			gas += gasPerRegistration
		case *weightsv1.MsgSetWeights:
			gas += gasPerEntry * uint64(len(m.Uids))
		case *weightsv1.MsgRevealWeights:
			gas += gasPerEntry * uint64(len(m.Uids))
		case *rootv1.MsgVote:
			gas += gasPerEntry * uint64(len(m.Netuids))
		}
	}
	return min(gas, maxFreeGas)
}

// gasPerSpend is what one subnet in a voucher costs.
const gasPerSpend = 15_000

// gasPerPosition is what the swap of a key costs for each position that moves with it, with room for children and others
// who name the key.
const gasPerPosition = 20_000

// What messages about proposals cost beyond others: a byte of what is proposed, which is stored several times; a position of
// the voter; a deposit that is paid back.
const (
	gasPerProposedByte = 300
	gasPerHolding      = 12_000
	gasPerDeposit      = 60_000
)

// govGas returns the gas limit of a message about a proposal.
func (c *Client) govGas(ctx context.Context, msg sdk.Msg) (uint64, error) {
	voter := ""
	switch m := msg.(type) {
	case *govv1.MsgSubmitProposal:
		return gasPerMessage + gasPerProposedByte*uint64(m.Size()), nil // #nosec G115 -- not negative
	case *govv1.MsgCancelProposal:
		r, err := govv1.NewQueryClient(c).Deposits(ctx, &govv1.QueryDepositsRequest{ProposalId: m.ProposalId, Pagination: onlyTotal()})
		if err != nil {
			return 0, err
		}
		return gasPerMessage + gasPerDeposit*r.Pagination.Total, nil
	case *govv1.MsgVote:
		voter = m.Voter
	case *govv1.MsgVoteWeighted:
		voter = m.Voter
	}
	if voter == "" {
		return gasPerMessage, nil
	}
	r, err := stakev1.NewQueryClient(c).Stakes(ctx, &stakev1.QueryStakesRequest{Coldkey: voter, Pagination: onlyTotal()})
	if err != nil {
		return 0, err
	}
	return gasPerMessage + gasPerHolding*r.Pagination.Total, nil
}

// onlyTotal asks how many there are.
func onlyTotal() *query.PageRequest { return &query.PageRequest{Limit: 1, CountTotal: true} }

// gas returns the gas limit of a message that pays a fee: the same for all, and more for vouchers of
// many subnets and for swaps of keys, whose work grows with what the key holds.
func (c *Client) gas(ctx context.Context, msg sdk.Msg) (uint64, error) {
	positions := uint64(0)
	one := onlyTotal()
	switch m := msg.(type) {
	case *govv1.MsgSubmitProposal, *govv1.MsgCancelProposal, *govv1.MsgVote, *govv1.MsgVoteWeighted:
		return c.govGas(ctx, msg)
	case *escrowv1.MsgSettle:
		return gasPerMessage + gasPerSpend*uint64(len(m.Spent)), nil
	case *stakev1.MsgSwapHotkey:
		r, err := stakev1.NewQueryClient(c).Hotkey(ctx, &stakev1.QueryHotkeyRequest{Hotkey: m.Hotkey})
		if err != nil {
			return 0, err
		}
		positions = r.Hotkey.Nominators
	case *stakev1.MsgSwapColdkey:
		r, err := stakev1.NewQueryClient(c).Stakes(ctx, &stakev1.QueryStakesRequest{
			Coldkey: m.Coldkey, Pagination: one,
		})
		if err != nil {
			return 0, err
		}
		channels := escrowv1.NewQueryClient(c)
		pays, err := channels.ByPayer(ctx, &escrowv1.QueryByPayerRequest{Payer: m.Coldkey, Pagination: one})
		if err != nil {
			return 0, err
		}
		paid, err := channels.ByGateway(ctx, &escrowv1.QueryByGatewayRequest{Gateway: m.Coldkey, Pagination: one})
		if err != nil {
			return 0, err
		}
		positions = r.Pagination.Total + pays.Pagination.Total + paid.Pagination.Total
	}
	return gasPerMessage + gasPerPosition*positions, nil
}
