package subnet

import (
	"context"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// LockCost returns the price of a new subnet now, and the first height at which the last one allows another.
func (k Keeper) LockCost(ctx context.Context) (cost, from uint64, err error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, 0, err
	}
	lock, err := k.lock.Get(ctx)
	if err != nil {
		return 0, 0, err
	}
	since := base.Height(ctx) - min(base.Height(ctx), lock.LastCreated)
	cost = tokenomics.LockCost(params.MinLockCost, lock.LastLock, params.LockReductionInterval, since)
	return cost, schedule.Again(lock.LastCreated, params.CreationInterval), nil
}

// create opens a subnet: it checks room, time, names and money in this order, closes the one that makes room if there is
// none, locks the price and starts the epochs. It returns which one was closed, 0 for none.
func (k Keeper) create(ctx context.Context, owner sdk.AccAddress, m *subnetv1.MsgCreateSubnet) (subnetv1.Subnet, uint32, error) {
	s, closing, err := k.admitCreate(ctx, owner, m)
	if err != nil {
		return s, 0, err
	}
	if closing != 0 {
		if err := k.prune(ctx, closing); err != nil {
			return s, 0, err
		}
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, owner, ModuleName, base.Rao(s.Lock)); err != nil {
		return s, 0, err
	}
	if err := k.subnets.Set(ctx, s.Netuid, s); err != nil {
		return s, 0, err
	}
	lock := subnetv1.LockState{LastLock: s.Lock, LastCreated: s.RegisteredAt, LastNetuid: s.Netuid}
	if err := k.lock.Set(ctx, lock); err != nil {
		return s, 0, err
	}
	base.Emit(ctx, &subnetv1.EventSubnetCreated{Netuid: s.Netuid, Owner: s.Owner, Name: s.Name, Cost: s.Lock})
	return s, closing, k.market.SubnetCreated(ctx, s)
}

// admitCreate returns the subnet that a message would open and the netuid of the one that would make room, 0 for none.
func (k Keeper) admitCreate(
	ctx context.Context, owner sdk.AccAddress, m *subnetv1.MsgCreateSubnet,
) (none subnetv1.Subnet, closing uint32, err error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return none, 0, err
	}
	all, err := k.Subnets(ctx)
	if err != nil {
		return none, 0, err
	}
	if closing, _, err = k.leaving(ctx, params, all, base.Height(ctx)); err != nil {
		return none, 0, err
	}
	cost, from, err := k.LockCost(ctx)
	if err != nil {
		return none, 0, err
	}
	if now := base.Height(ctx); now < from {
		return none, 0, ErrTooSoon.Wrapf("the next subnet can be created at block %d, now is block %d", from, now)
	}
	netuid, err := k.nextNetuid(ctx, all)
	if err != nil {
		return none, 0, err
	}
	s := NewSubnet(params, netuid, m.Name, m.Task, m.TaskVersion)
	s.Owner, s.Description, s.Lock, s.RegisteredAt = owner.String(), m.Description, cost, base.Height(ctx)
	s.Burn.Height, s.Difficulty.Height = s.RegisteredAt, s.RegisteredAt
	if err := validateTexts(s); err != nil {
		return none, 0, err
	}
	if err := checkNameIsNew(all, s); err != nil {
		return none, 0, err
	}
	if cost > m.MaxCost {
		return none, 0, ErrPrice.Wrapf("a subnet costs %d rao now, max_cost is %d", cost, m.MaxCost)
	}
	return s, closing, k.checkFunds(ctx, owner, cost)
}

// NewSubnet returns an ownerless subnet with the chain's default rules, ready for registrations from height 0.
func NewSubnet(p subnetv1.Params, netuid uint32, name, task string, taskVersion uint32) subnetv1.Subnet {
	return subnetv1.Subnet{
		Netuid: netuid, Name: name, Task: task, TaskVersion: taskVersion, Hyperparams: p.Defaults,
		Burn:       subnetv1.Terms{Value: p.Defaults.MinBurn},
		Difficulty: subnetv1.Terms{Value: p.Defaults.MinDifficulty},
	}
}

// nextNetuid returns the netuid after the largest that was ever given, so that a late transaction never reaches the
// successor of the subnet that it was meant for; all is sorted.
func (k Keeper) nextNetuid(ctx context.Context, all []subnetv1.Subnet) (uint32, error) {
	lock, err := k.lock.Get(ctx)
	if err != nil {
		return 0, err
	}
	last := lock.LastNetuid
	if len(all) > 0 {
		last = max(last, all[len(all)-1].Netuid)
	}
	if last >= tokenomics.ProportionOne {
		return 0, ErrTooManySubnets.Wrapf("all netuids up to %d have been given", last)
	}
	return last + 1, nil
}

func (k Keeper) checkFunds(ctx context.Context, payer sdk.AccAddress, price uint64) error {
	if b := k.bank.GetBalance(ctx, payer, tianwang.Denom).Amount; b.LT(math.NewIntFromUint64(price)) {
		return ErrNotEnoughRao.Wrapf("%s has %s rao, the price is %d", payer, b, price)
	}
	return nil
}

// ValidateSubnet refuses a subnet that could not have been created.
func ValidateSubnet(s subnetv1.Subnet) error {
	if s.Netuid == Root || s.Netuid > tokenomics.ProportionOne {
		return fmt.Errorf("netuid %d: it must be from 1 to %d", s.Netuid, tokenomics.ProportionOne)
	}
	if err := validateTexts(s); err != nil {
		return fmt.Errorf("subnet %d: %w", s.Netuid, err)
	}
	if s.Owner != "" {
		if _, err := base.Address("owner", s.Owner); err != nil {
			return fmt.Errorf("subnet %d: %w", s.Netuid, err)
		}
	}
	if s.OfferedTo != "" {
		if _, err := base.Address("offered_to", s.OfferedTo); err != nil {
			return fmt.Errorf("subnet %d: %w", s.Netuid, err)
		}
	}
	if err := ValidateHyperparams(s.Hyperparams); err != nil {
		return fmt.Errorf("subnet %d: %w", s.Netuid, err)
	}
	return nil
}
