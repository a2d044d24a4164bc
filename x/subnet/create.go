package subnet

import (
	"context"
	"fmt"
	"unicode/utf8"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bounds of texts, in bytes.
const (
	maxName        = 32
	maxTask        = 64
	maxDescription = 512
)

// LockCost returns the price of a new subnet now, and the first height at which one may be created.
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

// create opens a subnet: it checks room, time, names and money in this order, locks the price and starts the epochs.
func (k Keeper) create(ctx context.Context, owner sdk.AccAddress, m *subnetv1.MsgCreateSubnet) (subnetv1.Subnet, error) {
	none := subnetv1.Subnet{}
	params, err := k.params.Get(ctx)
	if err != nil {
		return none, err
	}
	all, err := k.Subnets(ctx)
	if err != nil {
		return none, err
	}
	if len(all) >= int(params.SubnetLimit) {
		return none, ErrTooManySubnets.Wrapf("all %d are taken", params.SubnetLimit)
	}
	cost, from, err := k.LockCost(ctx)
	if err != nil {
		return none, err
	}
	if now := base.Height(ctx); now < from {
		return none, ErrTooSoon.Wrapf("the next subnet can be created at block %d, now is block %d", from, now)
	}
	netuid, err := k.nextNetuid(ctx, all)
	if err != nil {
		return none, err
	}
	s := NewSubnet(params, netuid, m.Name, m.Task, m.TaskVersion)
	s.Owner, s.Description, s.Lock, s.RegisteredAt = owner.String(), m.Description, cost, base.Height(ctx)
	s.Burn.Height, s.Difficulty.Height = s.RegisteredAt, s.RegisteredAt
	if err := validateTexts(s); err != nil {
		return none, err
	}
	for _, other := range all {
		if other.Name == s.Name {
			return none, ErrName.Wrapf("%q is the name of subnet %d already", s.Name, other.Netuid)
		}
	}
	if cost > m.MaxCost {
		return none, ErrPrice.Wrapf("a subnet costs %d rao now, max_cost is %d", cost, m.MaxCost)
	}
	if err := k.checkFunds(ctx, owner, cost); err != nil {
		return none, err
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, owner, ModuleName, base.Rao(cost)); err != nil {
		return none, err
	}
	if err := k.subnets.Set(ctx, s.Netuid, s); err != nil {
		return none, err
	}
	if err := k.lock.Set(ctx, subnetv1.LockState{LastLock: cost, LastCreated: s.RegisteredAt, LastNetuid: s.Netuid}); err != nil {
		return none, err
	}
	base.Emit(ctx, &subnetv1.EventSubnetCreated{Netuid: s.Netuid, Owner: s.Owner, Name: s.Name, Cost: cost})
	return s, k.market.SubnetCreated(ctx, s)
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

func validateTexts(s subnetv1.Subnet) error {
	if !validName(s.Name, maxName) {
		return ErrName.Wrapf("%q: 1 to %d lower-case letters, digits and single dashes are needed", s.Name, maxName)
	}
	if !validName(s.Task, maxTask) {
		return ErrText.Wrapf("task %q: 1 to %d lower-case letters, digits and single dashes are needed", s.Task, maxTask)
	}
	if len(s.Description) > maxDescription || !utf8.ValidString(s.Description) {
		return ErrText.Wrapf("description: UTF-8 of at most %d bytes is needed", maxDescription)
	}
	return nil
}

// validName says whether a name is made of words of lower-case letters and digits joined by single dashes.
func validName(name string, longest int) bool {
	dash := true // no dash at the start
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			dash = false
		case c == '-' && !dash:
			dash = true
		default:
			return false
		}
	}
	return !dash && len(name) <= longest
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
	if err := ValidateHyperparams(s.Hyperparams); err != nil {
		return fmt.Errorf("subnet %d: %w", s.Netuid, err)
	}
	return nil
}
