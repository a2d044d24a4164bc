package stake

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
)

// Holding is what a coldkey has in one pool.
type Holding struct {
	Hotkey stakev1.Hotkey
	Worth  uint64 // rao; 0 is an owner without stake of its own
}

// Holdings returns what a coldkey has, one for each hotkey that it owns or nominates, by hotkey. Their number is that of
// its positions.
func (k Keeper) Holdings(ctx context.Context, coldkey sdk.AccAddress) ([]Holding, error) {
	hotkeys, err := firsts(ctx, k.byColdkey, coldkey)
	if err != nil {
		return nil, err
	}
	all := make([]Holding, len(hotkeys))
	for i, hotkey := range hotkeys {
		h, err := k.Hotkey(ctx, hotkey)
		if err != nil {
			return nil, err
		}
		shares, err := k.position(ctx, hotkey, coldkey)
		if err != nil {
			return nil, err
		}
		all[i] = Holding{Hotkey: h, Worth: pool(h).Worth(shares.BigInt())}
	}
	return all, nil
}

// Total returns all stake there is, in rao: the balance of the module's account, which is the sum of all pools.
func (k Keeper) Total(ctx context.Context) uint64 {
	return k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(ModuleName), tianwang.Denom).Amount.Uint64()
}

// MinNomination returns the least that a nominator can have on a hotkey, in rao.
func (k Keeper) MinNomination(ctx context.Context) (uint64, error) {
	p, err := k.params.Get(ctx)
	return p.MinNomination, err
}
