package emission

import (
	"context"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

var (
	_ emissionv1.MsgServer   = msgServer{}
	_ emissionv1.QueryServer = queryServer{}
)

type msgServer struct{ Keeper }

// UpdateParams implements emissionv1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *emissionv1.MsgUpdateParams) (*emissionv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	return &emissionv1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}

// DefaultParams returns the terms of a new chain: 18 % for subnet owners, one rao for a unit of gas, nothing for the work
// of neurons.
func DefaultParams() emissionv1.Params {
	return emissionv1.Params{OwnerCut: 11_796, GasPrice: tokenomics.Million, FreeMessages: FreeCandidates()}
}

// ValidateParams refuses terms that contradict themselves.
func ValidateParams(p emissionv1.Params) error {
	if err := base.InRange("owner_cut", uint64(p.OwnerCut), 0, tokenomics.ProportionOne); err != nil {
		return err
	}
	if err := base.InRange("gas_price", p.GasPrice, 0, tokenomics.RaoPerTAO*tokenomics.Million); err != nil {
		return err
	}
	return validateFree(p.FreeMessages)
}

type queryServer struct{ Keeper }

// Params implements emissionv1.QueryServer.
func (k queryServer) Params(ctx context.Context, _ *emissionv1.QueryParamsRequest) (*emissionv1.QueryParamsResponse, error) {
	p, err := k.params.Get(ctx)
	return &emissionv1.QueryParamsResponse{Params: p}, err
}

// Schedule implements emissionv1.QueryServer.
func (k queryServer) Schedule(ctx context.Context, _ *emissionv1.QueryScheduleRequest) (*emissionv1.QueryScheduleResponse, error) {
	ledger, err := k.ledger.Get(ctx)
	if err != nil {
		return nil, err
	}
	r := &emissionv1.QueryScheduleResponse{Height: base.Height(ctx), Supply: ledger.Minted - ledger.Burned}
	r.Era, _ = tokenomics.Reward(r.Supply, ledger.Era)
	for _, e := range tokenomics.Schedule(r.Height, r.Supply, r.Era) {
		r.Eras = append(r.Eras, emissionv1.Era{Era: e.Era, BlockReward: e.Reward, FromSupply: e.Supply, FromHeight: e.Height})
	}
	return r, nil
}

// Supply implements emissionv1.QueryServer.
func (k queryServer) Supply(ctx context.Context, _ *emissionv1.QuerySupplyRequest) (*emissionv1.QuerySupplyResponse, error) {
	ledger, err := k.ledger.Get(ctx)
	if err != nil {
		return nil, err
	}
	supply := ledger.Minted - ledger.Burned
	era, reward := tokenomics.Reward(supply, ledger.Era)
	r := &emissionv1.QuerySupplyResponse{
		Height: base.Height(ctx), Supply: supply, Cap: tokenomics.Cap, Ledger: ledger,
		BlockReward: reward, NextHalving: tokenomics.NextHalving(era),
	}
	err = k.pending.Walk(ctx, nil, func(netuid uint32, amount uint64) (bool, error) { // bound: SubnetLimit
		r.Pending = append(r.Pending, emissionv1.Pending{Netuid: netuid, Amount: amount})
		return false, nil
	})
	return r, err
}
