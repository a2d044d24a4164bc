package subnet

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ subnetv1.QueryServer = queryServer{}

type queryServer struct{ Keeper }

// Info returns a subnet with its terms of registration now.
func Info(ctx context.Context, s subnetv1.Subnet) subnetv1.SubnetInfo {
	now := base.Height(ctx)
	return subnetv1.SubnetInfo{Subnet: s, Burn: Burn(s, now), Difficulty: Difficulty(s, now)}
}

// Params implements subnetv1.QueryServer.
func (k queryServer) Params(ctx context.Context, _ *subnetv1.QueryParamsRequest) (*subnetv1.QueryParamsResponse, error) {
	p, err := k.params.Get(ctx)
	return &subnetv1.QueryParamsResponse{Params: p}, err
}

// Subnets implements subnetv1.QueryServer.
func (k queryServer) Subnets(ctx context.Context, _ *subnetv1.QuerySubnetsRequest) (*subnetv1.QuerySubnetsResponse, error) {
	all, err := k.Keeper.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	r := &subnetv1.QuerySubnetsResponse{}
	for _, s := range all {
		r.Subnets = append(r.Subnets, Info(ctx, s))
	}
	return r, nil
}

// Subnet implements subnetv1.QueryServer.
func (k queryServer) Subnet(ctx context.Context, r *subnetv1.QuerySubnetRequest) (*subnetv1.QuerySubnetResponse, error) {
	s, err := k.Keeper.Subnet(ctx, r.Netuid)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	return &subnetv1.QuerySubnetResponse{Subnet: Info(ctx, s)}, nil
}

// Neurons implements subnetv1.QueryServer.
func (k queryServer) Neurons(ctx context.Context, r *subnetv1.QueryNeuronsRequest) (*subnetv1.QueryNeuronsResponse, error) {
	if _, err := k.Keeper.Subnet(ctx, r.Netuid); err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	all, err := k.Keeper.Neurons(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	out := &subnetv1.QueryNeuronsResponse{}
	for _, n := range all {
		axon, err := k.Axon(ctx, r.Netuid, n.Uid)
		if err != nil {
			return nil, err
		}
		out.Neurons = append(out.Neurons, subnetv1.NeuronInfo{Neuron: n, Axon: axon})
	}
	return out, nil
}

// Uid implements subnetv1.QueryServer.
func (k queryServer) Uid(ctx context.Context, r *subnetv1.QueryUidRequest) (*subnetv1.QueryUidResponse, error) {
	hotkey, err := base.Address("hotkey", r.Hotkey)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	all, err := k.Keeper.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	out := &subnetv1.QueryUidResponse{}
	for _, s := range all {
		uid, err := k.uids.Get(ctx, collections.Join(s.Netuid, hotkey))
		if err == nil {
			out.Slots = append(out.Slots, subnetv1.Slot{Netuid: s.Netuid, Uid: uid})
		} else if err := base.NotFound(err, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// LockCost implements subnetv1.QueryServer.
func (k queryServer) LockCost(ctx context.Context, _ *subnetv1.QueryLockCostRequest) (*subnetv1.QueryLockCostResponse, error) {
	cost, from, closes, err := k.NextSubnet(ctx)
	return &subnetv1.QueryLockCostResponse{Cost: cost, NextHeight: from, Closes: closes}, err
}

// WorkBase implements subnetv1.QueryServer.
func (k queryServer) WorkBase(ctx context.Context, r *subnetv1.QueryWorkBaseRequest) (*subnetv1.QueryWorkBaseResponse, error) {
	s, err := k.Keeper.Subnet(ctx, r.Netuid)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	now := base.Height(ctx)
	hash, err := k.hashes.Get(ctx, now)
	if err != nil {
		return nil, status.Errorf(codes.Unavailable, "block %d has no hash yet, try again after the next block", now)
	}
	return &subnetv1.QueryWorkBaseResponse{
		Height: now, Hash: hash, Difficulty: Difficulty(s, now), ExpiresAt: now + params.WorkWindow,
	}, nil
}
