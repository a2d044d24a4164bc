package root

import (
	"context"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
)

// ForgetSubnet removes a subnet from all votes and from the last count, and its standing. Its part goes to the others in proportion; if
// nothing is left, emission is split equally until the next count.
func (k Keeper) ForgetSubnet(ctx context.Context, netuid uint32) error {
	all, err := k.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		votes, err := weights.Unpack(m.Votes)
		if err != nil {
			return err
		}
		kept := make(weights.Row, 0, len(votes))
		for _, e := range votes {
			if uint32(e.UID) != netuid {
				kept = append(kept, e)
			}
		}
		if len(kept) == len(votes) {
			continue
		}
		m.Votes = kept.Pack()
		if err := k.members.Set(ctx, m.Uid, m); err != nil {
			return err
		}
	}
	return base.Either(k.standings.Remove(ctx, netuid), k.forgetShare(ctx, netuid))
}

func (k Keeper) forgetShare(ctx context.Context, netuid uint32) error {
	old, err := k.shares.Get(ctx)
	if err != nil {
		return err
	}
	kept := rootv1.Shares{Height: old.Height}
	anything := false
	for i, n := range old.Netuids {
		if n != netuid {
			kept.Netuids, kept.Parts = append(kept.Netuids, n), append(kept.Parts, old.Parts[i])
			anything = anything || old.Parts[i] > 0
		}
	}
	if !anything {
		kept.Netuids, kept.Parts = nil, nil
	}
	return k.shares.Set(ctx, kept)
}
