package epoch

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

var (
	_ epochv1.MsgServer   = msgServer{}
	_ epochv1.QueryServer = queryServer{}
)

type msgServer struct{ Keeper }

// ResetBonds implements epochv1.MsgServer.
func (k msgServer) ResetBonds(ctx context.Context, m *epochv1.MsgResetBonds) (*epochv1.MsgResetBondsResponse, error) {
	if err := k.reset(ctx, m); err != nil {
		return nil, err
	}
	return &epochv1.MsgResetBondsResponse{}, nil
}

// UpdateParams implements epochv1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *epochv1.MsgUpdateParams) (*epochv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	return &epochv1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}

// DefaultParams returns the bounds of a new chain. The pruning score remembers about ten epochs.
func DefaultParams() epochv1.Params {
	return epochv1.Params{MaxEpochsPerBlock: 2, RetryInterval: 10, PruningAverage: 900_000}
}

// ValidateParams refuses bounds that would stop all epochs.
func ValidateParams(p epochv1.Params) error {
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"max_epochs_per_block", uint64(p.MaxEpochsPerBlock), 1, 1024},
		{"retry_interval", p.RetryInterval, 1, 100_000},
		{"pruning_average", p.PruningAverage, 0, tokenomics.Million},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	return nil
}

type queryServer struct{ Keeper }

// Params implements epochv1.QueryServer.
func (k queryServer) Params(ctx context.Context, _ *epochv1.QueryParamsRequest) (*epochv1.QueryParamsResponse, error) {
	p, err := k.params.Get(ctx)
	return &epochv1.QueryParamsResponse{Params: p}, err
}

// Clock implements epochv1.QueryServer.
func (k queryServer) Clock(ctx context.Context, r *epochv1.QueryClockRequest) (*epochv1.QueryClockResponse, error) {
	c, err := k.Keeper.Clock(ctx, r.Netuid)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	return &epochv1.QueryClockResponse{Clock: c}, nil
}

// Bonds implements epochv1.QueryServer.
func (k queryServer) Bonds(ctx context.Context, r *epochv1.QueryBondsRequest) (*epochv1.QueryBondsResponse, error) {
	if _, err := k.Keeper.Clock(ctx, r.Netuid); err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	rows, err := k.bondRows(ctx, r.Netuid)
	return &epochv1.QueryBondsResponse{Rows: rows}, err
}

// bondRows returns the bond rows of a subnet in readable form.
func (k queryServer) bondRows(ctx context.Context, netuid uint32) ([]epochv1.BondRow, error) {
	var all []epochv1.BondRow
	err := k.bonds.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid),
		func(key collections.Pair[uint32, uint32], packed []byte) (bool, error) {
			row := epochv1.BondRow{Uid: key.K2()}
			for _, e := range yuma.Row(packed).Entries() {
				row.Uids, row.Bonds = append(row.Uids, uint32(e.UID)), append(row.Bonds, uint32(e.Value))
			}
			all = append(all, row)
			return false, nil
		})
	return all, err
}
