package producer

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// delay is how many blocks after the one in which it is decided a set makes its first block.
const delay = 2

// fit is a candidate that could produce now.
type fit struct {
	hotkey    sdk.AccAddress
	candidate producerv1.Candidate
	owner     string
	stake     uint64
}

// byStake puts the largest stake first, equals by hotkey.
func byStake(a, b fit) int {
	return cmp.Or(cmp.Compare(b.stake, a.stake), bytes.Compare(a.hotkey, b.hotkey))
}

// all returns every candidate that has not left, the largest stake first.
func (k Keeper) all(ctx context.Context) ([]fit, error) {
	var all []fit
	if err := k.joined.Walk(ctx, nil, func(hotkey sdk.AccAddress) (bool, error) { // bound: root's seats
		all = append(all, fit{hotkey: hotkey})
		return false, nil
	}); err != nil {
		return nil, err
	}
	for i := range all {
		f := &all[i]
		var err error
		if f.candidate, err = k.candidates.Get(ctx, f.hotkey); err != nil {
			return nil, err
		}
		if h, err := k.stakes.Hotkey(ctx, f.hotkey); err == nil { // one that is gone has no stake, and must not stop the others
			f.owner, f.stake = h.Owner, h.Stake
		}
	}
	slices.SortFunc(all, byStake)
	return all, nil
}

// isFit says whether a candidate with a seat could produce.
func isFit(p producerv1.Params, f fit) bool {
	return f.candidate.JailedUntil == 0 && f.stake >= p.MinStake
}

// dismiss ends the candidacy of those who lost their seat in root.
func (k Keeper) dismiss(ctx context.Context, p producerv1.Params, all []fit) ([]fit, error) {
	var seated []fit
	for _, f := range all {
		ok, err := k.members.IsMember(ctx, f.hotkey)
		if err != nil {
			return nil, err
		}
		if ok {
			seated = append(seated, f)
			continue
		}
		if _, err := k.leave(ctx, p, f.hotkey, f.candidate, leftSeat); err != nil {
			return nil, err
		}
	}
	return seated, nil
}

// choose returns the set: the fit candidates with most stake, or the authorities while they are too few.
func (k Keeper) choose(ctx context.Context, p producerv1.Params, seated []fit) ([]producerv1.Producer, error) {
	var set []producerv1.Producer
	for _, f := range seated {
		if isFit(p, f) && len(set) < int(p.MaxProducers) {
			set = append(set, producerv1.Producer{
				Operator: f.owner, Hotkey: f.candidate.Hotkey, Pubkey: f.candidate.Pubkey, Power: f.stake / powerUnit,
			})
		}
	}
	if len(set) < int(p.MinProducers) {
		return k.Authorities(ctx)
	}
	return set, nil
}

// refresh chooses the set anew and returns what changes for the consensus engine.
func (k Keeper) refresh(ctx context.Context, p producerv1.Params) ([]abci.ValidatorUpdate, error) {
	all, err := k.all(ctx)
	if err != nil {
		return nil, err
	}
	seated, err := k.dismiss(ctx, p, all)
	if err != nil {
		return nil, err
	}
	set, err := k.choose(ctx, p, seated)
	if err != nil {
		return nil, err
	}
	if len(set) == 0 {
		return nil, ErrInconsistent.Wrap("no authority is named")
	}
	if err := k.appoint(ctx, set, seated); err != nil {
		return nil, err
	}
	if err := k.stale.Remove(ctx); err != nil {
		return nil, err
	}
	return k.replace(ctx, set)
}

// appoint notes from which block on each candidate must sign, and forgets the missed blocks of those outside.
func (k Keeper) appoint(ctx context.Context, set []producerv1.Producer, seated []fit) error {
	in := map[string]bool{}
	for _, p := range set {
		in[p.Hotkey] = true
	}
	for _, f := range seated {
		switch c := f.candidate; {
		case in[c.Hotkey] && c.SignsFrom == 0:
			c.SignsFrom = base.Height(ctx) + delay
			if err := k.candidates.Set(ctx, f.hotkey, c); err != nil {
				return err
			}
		case !in[c.Hotkey] && c.SignsFrom > 0:
			if err := k.withdraw(ctx, f.hotkey, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// replace stores the set and returns the differences to the last one, by key: power 0 removes. The consensus engine gets
// exactly the difference to what it was told before, so that it never removes what it does not have.
func (k Keeper) replace(ctx context.Context, set []producerv1.Producer) ([]abci.ValidatorUpdate, error) {
	old, err := k.Producers(ctx)
	if err != nil {
		return nil, err
	}
	had, changed := map[string]producerv1.Producer{}, false
	for _, p := range old {
		had[string(p.Pubkey)] = p
	}
	var updates []abci.ValidatorUpdate
	event := &producerv1.EventSetChanged{From: base.Height(ctx) + delay, Producers: uint32(len(set)), Authorities: set[0].Hotkey == ""} // #nosec G115
	for _, p := range set {
		before := had[string(p.Pubkey)]
		delete(had, string(p.Pubkey))
		event.Power += p.Power
		if same(before, p) {
			continue
		}
		changed = true
		if before.Power != p.Power {
			updates = append(updates, abci.Ed25519ValidatorUpdate(p.Pubkey, int64(p.Power))) // #nosec G115 -- bounded
		}
		if err := k.active.Set(ctx, p.Pubkey, p); err != nil {
			return nil, err
		}
	}
	for _, p := range old {
		if _, gone := had[string(p.Pubkey)]; gone {
			changed = true
			updates = append(updates, abci.Ed25519ValidatorUpdate(p.Pubkey, 0))
			if err := k.active.Remove(ctx, p.Pubkey); err != nil {
				return nil, err
			}
		}
	}
	if changed {
		base.Emit(ctx, event)
	}
	slices.SortFunc(updates, func(a, b abci.ValidatorUpdate) int {
		return bytes.Compare(a.PubKey.GetEd25519(), b.PubKey.GetEd25519())
	})
	return updates, nil
}

// Producers returns who makes blocks, by key. It is never empty.
func (k Keeper) Producers(ctx context.Context) ([]producerv1.Producer, error) {
	var all []producerv1.Producer
	err := k.active.Walk(ctx, nil, func(_ []byte, p producerv1.Producer) (bool, error) { // bound: max_producers
		all = append(all, p)
		return false, nil
	})
	return all, err
}

// Authorities returns who genesis named to make blocks, in its order.
func (k Keeper) Authorities(ctx context.Context) ([]producerv1.Producer, error) {
	var all []producerv1.Producer
	err := k.authorities.Walk(ctx, nil, func(_ uint32, p producerv1.Producer) (bool, error) { // bound: genesis
		all = append(all, p)
		return false, nil
	})
	return all, err
}

// same says whether nothing about a producer changed.
func same(a, b producerv1.Producer) bool {
	return a.Power == b.Power && a.Hotkey == b.Hotkey && a.Operator == b.Operator && a.Name == b.Name
}
