package subnet

import (
	"context"

	"cosmossdk.io/collections"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// AdmitAxon says whether an axon would be accepted now; the ante handler asks it, since serving costs no fee.
func (k Keeper) AdmitAxon(ctx context.Context, m *subnetv1.MsgServeAxon) error {
	_, _, err := k.admitAxon(ctx, m)
	return err
}

func (k Keeper) admitAxon(ctx context.Context, m *subnetv1.MsgServeAxon) (uint32, endpoint.Endpoint, error) {
	none := endpoint.Endpoint{}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return 0, none, err
	}
	uid, err := k.UID(ctx, m.Netuid, hotkey)
	if err != nil {
		return 0, none, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, none, err
	}
	e, err := endpoint.Parse(m.Host, m.Port, m.Protocol, params.AllowPrivateEndpoints)
	if err != nil {
		return 0, none, ErrEndpoint.Wrap(err.Error())
	}
	if err := endpoint.CheckKey(m.Protocol, m.TlsKey); err != nil {
		return 0, none, ErrEndpoint.Wrap(err.Error())
	}
	s, err := k.Subnet(ctx, m.Netuid)
	if err != nil {
		return 0, none, err
	}
	old, err := k.Axon(ctx, m.Netuid, uid)
	if err != nil {
		return 0, none, err
	}
	if old != nil {
		if from, now := schedule.Again(old.UpdatedAt, s.Hyperparams.ServingRateLimit), base.Height(ctx); now < from {
			return 0, none, ErrTooSoon.Wrapf("axon of uid %d can be changed again at block %d, now is block %d", uid, from, now)
		}
	}
	return uid, e, nil
}

// serve publishes an axon.
func (k Keeper) serve(ctx context.Context, m *subnetv1.MsgServeAxon) error {
	uid, e, err := k.admitAxon(ctx, m)
	if err != nil {
		return err
	}
	axon := subnetv1.Axon{
		Host: e.Addr.Addr().String(), Port: uint32(e.Addr.Port()), Protocol: e.Protocol, UpdatedAt: base.Height(ctx),
		TlsKey: m.TlsKey,
	}
	if err := k.axons.Set(ctx, collections.Join(m.Netuid, uid), axon); err != nil {
		return err
	}
	base.Emit(ctx, &subnetv1.EventAxonServed{Netuid: m.Netuid, Uid: uid, Url: e.URL()})
	return nil
}
