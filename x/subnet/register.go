package subnet

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/work"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// candidate is a registration whose message has been read.
type candidate struct {
	subnet          subnetv1.Subnet
	hotkey, coldkey sdk.AccAddress
}

// read resolves the names of a registration, or says which one is wrong.
func (k Keeper) read(ctx context.Context, netuid uint32, hotkey, coldkey string) (c candidate, err error) {
	if c.hotkey, err = base.Address("hotkey", hotkey); err != nil {
		return c, err
	}
	if c.coldkey, err = base.Address("coldkey", coldkey); err != nil {
		return c, err
	}
	c.subnet, err = k.Subnet(ctx, netuid)
	return c, err
}

// check holds for both kinds of registration: room in this block, a hotkey that is free and not there yet.
func (k Keeper) check(ctx context.Context, c candidate) error {
	s, now := c.subnet, base.Height(ctx)
	if s.LastRegistration == now && s.RegistrationsInBlock >= s.Hyperparams.MaxRegistrationsPerBlock { // which is at least 1
		return ErrTooManyInBlock.Wrapf("netuid %d admits %d a block, try again at block %d",
			s.Netuid, s.Hyperparams.MaxRegistrationsPerBlock, now+1)
	}
	known, err := k.uids.Has(ctx, collections.Join(s.Netuid, c.hotkey))
	if err != nil {
		return err
	}
	if known {
		return ErrRegistered.Wrapf("hotkey %s, netuid %d", c.hotkey, s.Netuid)
	}
	return k.stakes.CheckClaim(ctx, c.hotkey, c.coldkey)
}

// AdmitWork says whether a registration by work would succeed now. The ante handler asks it before the message costs
// anything, so that a transaction without a fee is either good or never in a block.
func (k Keeper) AdmitWork(ctx context.Context, m *subnetv1.MsgRegisterWork) error {
	_, err := k.admitWork(ctx, m)
	return err
}

func (k Keeper) admitWork(ctx context.Context, m *subnetv1.MsgRegisterWork) (candidate, error) {
	c, err := k.read(ctx, m.Netuid, m.Hotkey, m.Coldkey)
	if err != nil {
		return c, err
	}
	if !c.subnet.Hyperparams.WorkRegistration {
		return c, ErrClosed.Wrapf("netuid %d does not admit registration by work", m.Netuid)
	}
	hash, err := k.workBase(ctx, m.Height)
	if err != nil {
		return c, err
	}
	difficulty := Difficulty(c.subnet, base.Height(ctx))
	p := work.Puzzle{ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Netuid: m.Netuid, BlockHash: hash, Hotkey: c.hotkey}
	if !p.Verify(difficulty, m.Nonce) {
		return c, ErrWork.Wrapf("nonce %d at difficulty %d, netuid %d, block %d", m.Nonce, difficulty, m.Netuid, m.Height)
	}
	return c, k.check(ctx, c)
}

// workBase returns the hash of a block that work may be bound to: one before this, and not older than the window.
func (k Keeper) workBase(ctx context.Context, height uint64) ([]byte, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	now := base.Height(ctx)
	if height >= now || now-height > params.WorkWindow {
		return nil, ErrWorkBase.Wrapf("block %d; at block %d it must be from %d to %d",
			height, now, now-min(now, params.WorkWindow), now-min(now, 1))
	}
	hash, err := k.hashes.Get(ctx, height)
	return hash, base.NotFound(err, ErrWorkBase.Wrapf("the hash of block %d is not known, use a later one", height))
}

// registerWork takes a slot by work.
func (k Keeper) registerWork(ctx context.Context, m *subnetv1.MsgRegisterWork) (uint32, error) {
	c, err := k.admitWork(ctx, m)
	if err != nil {
		return 0, err
	}
	h, now := c.subnet.Hyperparams, base.Height(ctx)
	harder := difficulty(h).Next(Difficulty(c.subnet, now))
	c.subnet.Difficulty = subnetv1.Terms{Value: harder, Height: now}
	return k.enter(ctx, c, 0)
}

// registerBurn takes a slot for its price, which is recycled.
func (k Keeper) registerBurn(ctx context.Context, m *subnetv1.MsgRegisterBurn) (uid uint32, price uint64, err error) {
	c, err := k.read(ctx, m.Netuid, m.Hotkey, m.Coldkey)
	if err != nil {
		return 0, 0, err
	}
	h, now := c.subnet.Hyperparams, base.Height(ctx)
	if !h.BurnRegistration {
		return 0, 0, ErrClosed.Wrapf("netuid %d does not admit registration by burning", m.Netuid)
	}
	if err := k.check(ctx, c); err != nil {
		return 0, 0, err
	}
	price = Burn(c.subnet, now)
	if price > m.MaxPrice {
		return 0, 0, ErrPrice.Wrapf("a slot in netuid %d costs %d rao now, max_price is %d", m.Netuid, price, m.MaxPrice)
	}
	if err := k.checkFunds(ctx, c.coldkey, price); err != nil {
		return 0, 0, err
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, c.coldkey, k.recycler, base.Rao(price)); err != nil {
		return 0, 0, err
	}
	c.subnet.Burn = subnetv1.Terms{Value: burn(h).Next(price), Height: now}
	uid, err = k.enter(ctx, c, price)
	return uid, price, err
}

// enter gives a hotkey a slot: a new one while there is room, otherwise that of the neuron that ranks lowest.
func (k Keeper) enter(ctx context.Context, c candidate, price uint64) (uint32, error) {
	s, now := c.subnet, base.Height(ctx)
	if err := k.stakes.Claim(ctx, c.hotkey, c.coldkey); err != nil {
		return 0, err
	}
	uid, replaced := s.Neurons, ""
	if s.Neurons < s.Hyperparams.MaxUids {
		s.Neurons++
	} else {
		old, err := k.evict(ctx, s)
		if err != nil {
			return 0, err
		}
		uid, replaced = old.Uid, old.Hotkey
	}
	n := subnetv1.Neuron{Uid: uid, Hotkey: c.hotkey.String(), RegisteredAt: now}
	if err := k.neurons.Set(ctx, collections.Join(s.Netuid, uid), n); err != nil {
		return 0, err
	}
	if err := k.uids.Set(ctx, collections.Join(s.Netuid, c.hotkey), uid); err != nil {
		return 0, err
	}
	if s.LastRegistration != now {
		s.LastRegistration, s.RegistrationsInBlock = now, 0
	}
	s.RegistrationsInBlock++
	if err := k.subnets.Set(ctx, s.Netuid, s); err != nil {
		return 0, err
	}
	base.Emit(ctx, &subnetv1.EventNeuronRegistered{
		Netuid: s.Netuid, Uid: uid, Hotkey: n.Hotkey, Price: price, Replaced: replaced,
	})
	return uid, nil
}

// evict empties the slot of the neuron that ranks lowest and returns who held it. Its stake stays where it is.
func (k Keeper) evict(ctx context.Context, s subnetv1.Subnet) (subnetv1.Neuron, error) {
	neurons, err := k.Neurons(ctx, s.Netuid)
	if err != nil {
		return subnetv1.Neuron{}, err
	}
	scores, err := k.ranks.PruningScores(ctx, s.Netuid)
	if err != nil {
		return subnetv1.Neuron{}, err
	}
	old := neurons[Lowest(neurons, scores, s.Hyperparams.ImmunityPeriod, base.Height(ctx))]
	hotkey, err := base.Address("hotkey", old.Hotkey)
	if err != nil {
		return subnetv1.Neuron{}, err
	}
	if err := k.uids.Remove(ctx, collections.Join(s.Netuid, hotkey)); err != nil {
		return subnetv1.Neuron{}, err
	}
	if err := k.axons.Remove(ctx, collections.Join(s.Netuid, old.Uid)); err != nil {
		return subnetv1.Neuron{}, err
	}
	return old, k.market.NeuronReplaced(ctx, s.Netuid, old.Uid)
}

// Lowest returns the index of the neuron to be replaced: among those whose immunity is over, or else among all, the one
// with the lowest score, the earliest registration, the lowest uid, in this order. There must be at least one neuron.
func Lowest(neurons []subnetv1.Neuron, scores []uint64, immunity, now uint64) int {
	registeredAt := make([]uint64, len(neurons))
	for i, n := range neurons {
		registeredAt[i] = n.RegisteredAt
	}
	return yuma.Lowest(registeredAt, scores, immunity, now)
}
