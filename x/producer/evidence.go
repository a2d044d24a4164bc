package producer

import (
	"context"
	"fmt"

	"cosmossdk.io/core/comet"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Reasons for which evidence costs nothing.
const (
	ignoredUnknown    = "unknown"    // nobody's key, or forgotten
	ignoredAuthority  = "authority"  // has no stake and no successor; people must deal with it
	ignoredEarly      = "early"      // before the hotkey registered the key
	ignoredOld        = "old"        // older than evidence_age
	ignoredTombstoned = "tombstoned" // paid already
	ignoredFailed     = "failed"     // an error of ours, which the log has
)

// judge punishes what the consensus engine proves in this block: two votes for one height, or an attack on light
// clients. Each piece is judged in isolation.
func (k Keeper) judge(ctx sdk.Context, p producerv1.Params) {
	list := ctx.CometInfo().GetEvidence()
	for i := range list.Len() { // bound: the engine's limit of evidence in a block
		e := list.Get(i)
		var ignored string
		err := base.RunCached(ctx, func(ctx sdk.Context) (err error) {
			ignored, err = k.punish(ctx, p, e)
			return err
		})
		if err != nil {
			ctx.Logger().Error("evidence could not be judged", "height", e.Height(), "err", err)
			ignored = ignoredFailed
		}
		if ignored != "" {
			base.Emit(ctx, &producerv1.EventEvidenceIgnored{
				Address: fmt.Sprintf("%X", e.Validator().Address()), Height: uint64(max(e.Height(), 0)), Reason: ignored, // #nosec G115
			})
		}
	}
}

// punish slashes the pool of the hotkey whose key signed twice and buries it, or returns why not. What left the pool
// since then, and waits, is slashed when it is paid; see [cost].
func (k Keeper) punish(ctx context.Context, p producerv1.Params, e comet.Evidence) (ignored string, err error) {
	key, err := k.keys.Get(ctx, e.Validator().Address())
	if key, err = base.Or(key, err, producerv1.Key{}); err != nil {
		return "", err
	}
	height, now := uint64(max(e.Height(), 0)), base.Height(ctx) // #nosec G115 -- not negative
	switch {
	case key.Hotkey == "":
		_, found, err := k.authorityOf(ctx, e.Validator().Address())
		if found {
			return ignoredAuthority, err
		}
		return ignoredUnknown, err
	case now > height+p.EvidenceAge:
		return ignoredOld, nil
	case height < key.Since:
		return ignoredEarly, nil
	}
	hotkey, err := base.Address("hotkey", key.Hotkey)
	if err != nil {
		return "", err
	}
	if dead, err := k.tombstones.Has(ctx, hotkey); err != nil || dead {
		return ignoredTombstoned, err
	}
	c, err := k.candidates.Get(ctx, hotkey)
	if c, err = base.Or(c, err, producerv1.Candidate{}); err != nil || c.Hotkey == "" {
		return ignoredUnknown, err
	}
	amount, err := k.stakes.Slash(ctx, hotkey, p.SlashFraction, k.modules.Collector)
	if err != nil {
		return "", err
	}
	t := producerv1.Tombstone{Hotkey: c.Hotkey, Height: height, PunishedAt: now, Fraction: p.SlashFraction}
	if err := k.tombstones.Set(ctx, hotkey, t); err != nil {
		return "", err
	}
	base.Emit(ctx, &producerv1.EventSlashed{Hotkey: c.Hotkey, Height: height, Amount: amount, Fraction: p.SlashFraction})
	if c.HeldUntil == 0 {
		_, err = k.leave(ctx, p, hotkey, c, leftTombstoned)
	}
	return "", err
}
