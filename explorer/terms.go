package explorer

import (
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
)

// terms says what staking takes: what a page must know before somebody asks for it.
func (a *API) terms(q *query) (*Terms, error) {
	ctx := q.r.Context()
	stake, err := stakev1.NewQueryClient(a.client).Params(ctx, &stakev1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	producer, err := producerv1.NewQueryClient(a.client).Params(ctx, &producerv1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	fee, err := a.client.Fee(ctx, &stakev1.MsgAddStake{})
	if err != nil {
		return nil, err
	}
	return &Terms{Fee: Rao(fee), MinNomination: Rao(stake.Params.MinNomination), Unbonding: producer.Params.UnbondingPeriod}, nil
}
