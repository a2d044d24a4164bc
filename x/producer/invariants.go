package producer

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/tianwang-net/tianwang"
)

// CheckInvariants returns [ErrInconsistent] unless somebody produces, all tables agree, the account of the module holds
// exactly what is unbonding, and no fee was left lying about. It walks the whole state: it is for tests and audits.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := ValidateGenesis(g); err != nil {
		return ErrInconsistent.Wrap(err.Error())
	}
	if len(g.Active) == 0 {
		return ErrInconsistent.Wrap("nobody produces")
	}
	joined, held, given, waiting := 0, 0, 0, math.ZeroInt()
	for _, c := range g.Candidates {
		if c.HeldUntil > 0 {
			held++
		} else {
			joined++
		}
	}
	for _, key := range g.Keys {
		if key.ForgottenAt > 0 {
			given++
		}
	}
	for _, u := range g.Unbondings {
		waiting = waiting.Add(math.NewIntFromUint64(u.Amount))
	}
	for _, t := range []struct {
		name string
		want int
		size func(context.Context) (int, error)
	}{
		{"joined", joined, size(k.joined)},
		{"held", held, size(k.heldDue)},
		{"given up keys", given, size(k.keyDue)},
		{"unbonding", len(g.Unbondings), size(k.unbondingDue)},
		{"unbonding by coldkey", len(g.Unbondings), size(k.byColdkey)},
	} {
		if n, err := t.size(ctx); err != nil || n != t.want {
			return ErrInconsistent.Wrapf("index of %s has %d entries, the table %d: %v", t.name, n, t.want, err)
		}
	}
	for _, a := range []struct {
		name string
		want math.Int
	}{{ModuleName, waiting}, {Fees, math.ZeroInt()}} {
		if has := k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(a.name), tianwang.Denom).Amount; !has.Equal(a.want) {
			return ErrInconsistent.Wrapf("account %s holds %s rao, %s are booked", a.name, has, a.want)
		}
	}
	return nil
}

// size returns what counts the entries of an index.
func size[K any](index collections.KeySet[K]) func(context.Context) (int, error) {
	return func(ctx context.Context) (n int, err error) {
		err = index.Walk(ctx, nil, func(K) (bool, error) {
			n++
			return false, nil
		})
		return n, err
	}
}
