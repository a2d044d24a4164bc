package subnet

import (
	"context"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ subnetv1.MsgServer = msgServer{}

type msgServer struct{ Keeper }

// CreateSubnet implements subnetv1.MsgServer.
func (k msgServer) CreateSubnet(ctx context.Context, m *subnetv1.MsgCreateSubnet) (*subnetv1.MsgCreateSubnetResponse, error) {
	owner, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	s, closed, err := k.create(ctx, owner, m)
	if err != nil {
		return nil, err
	}
	return &subnetv1.MsgCreateSubnetResponse{Netuid: s.Netuid, Cost: s.Lock, Closed: closed}, nil
}

// RegisterWork implements subnetv1.MsgServer.
func (k msgServer) RegisterWork(ctx context.Context, m *subnetv1.MsgRegisterWork) (*subnetv1.MsgRegisterResponse, error) {
	uid, err := k.registerWork(ctx, m)
	if err != nil {
		return nil, err
	}
	return &subnetv1.MsgRegisterResponse{Uid: uid}, nil
}

// RegisterBurn implements subnetv1.MsgServer.
func (k msgServer) RegisterBurn(ctx context.Context, m *subnetv1.MsgRegisterBurn) (*subnetv1.MsgRegisterResponse, error) {
	uid, price, err := k.registerBurn(ctx, m)
	if err != nil {
		return nil, err
	}
	return &subnetv1.MsgRegisterResponse{Uid: uid, Price: price}, nil
}

// ServeAxon implements subnetv1.MsgServer.
func (k msgServer) ServeAxon(ctx context.Context, m *subnetv1.MsgServeAxon) (*subnetv1.MsgServeAxonResponse, error) {
	if err := k.serve(ctx, m); err != nil {
		return nil, err
	}
	return &subnetv1.MsgServeAxonResponse{}, nil
}

// SetHyperparams implements subnetv1.MsgServer.
func (k msgServer) SetHyperparams(ctx context.Context, m *subnetv1.MsgSetHyperparams) (*subnetv1.MsgSetHyperparamsResponse, error) {
	if err := k.setHyperparams(ctx, m); err != nil {
		return nil, err
	}
	return &subnetv1.MsgSetHyperparamsResponse{}, nil
}

// SetIdentity implements subnetv1.MsgServer.
func (k msgServer) SetIdentity(ctx context.Context, m *subnetv1.MsgSetIdentity) (*subnetv1.MsgSetIdentityResponse, error) {
	if err := k.setIdentity(ctx, m); err != nil {
		return nil, err
	}
	return &subnetv1.MsgSetIdentityResponse{}, nil
}

// OfferOwnership implements subnetv1.MsgServer.
func (k msgServer) OfferOwnership(ctx context.Context, m *subnetv1.MsgOfferOwnership) (*subnetv1.MsgOfferOwnershipResponse, error) {
	if err := k.offerOwnership(ctx, m); err != nil {
		return nil, err
	}
	return &subnetv1.MsgOfferOwnershipResponse{}, nil
}

// AcceptOwnership implements subnetv1.MsgServer.
func (k msgServer) AcceptOwnership(ctx context.Context, m *subnetv1.MsgAcceptOwnership) (*subnetv1.MsgAcceptOwnershipResponse, error) {
	if err := k.acceptOwnership(ctx, m); err != nil {
		return nil, err
	}
	return &subnetv1.MsgAcceptOwnershipResponse{}, nil
}

// DissolveSubnet implements subnetv1.MsgServer.
func (k msgServer) DissolveSubnet(ctx context.Context, m *subnetv1.MsgDissolveSubnet) (*subnetv1.MsgDissolveSubnetResponse, error) {
	if err := k.queueDissolution(ctx, m); err != nil {
		return nil, err
	}
	return &subnetv1.MsgDissolveSubnetResponse{}, nil
}

// UpdateParams implements subnetv1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *subnetv1.MsgUpdateParams) (*subnetv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	all, err := k.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) > int(m.Params.SubnetLimit) {
		return nil, ErrTooManySubnets.Wrapf("there are %d, subnet_limit cannot be %d", len(all), m.Params.SubnetLimit)
	}
	return &subnetv1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}
