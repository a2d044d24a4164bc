package emission

import (
	"context"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// BeginBlock mints the reward of this block. If that fails nothing is minted, and the schedule waits.
func (k Keeper) BeginBlock(ctx context.Context) error {
	if failure := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error { return k.mint(ctx) }); failure != nil {
		base.Emit(ctx, &emissionv1.EventMintFailed{Reason: reasonOf(failure)})
	}
	return nil
}

// mint adds the reward of this block to what is pending, subnet by subnet. While no subnet is active, nothing is minted,
// and the schedule waits.
func (k Keeper) mint(ctx context.Context) error {
	ledger, err := k.ledger.Get(ctx)
	if err != nil {
		return err
	}
	era, reward := tokenomics.Reward(ledger.Minted-ledger.Burned, ledger.Era)
	netuids, parts, err := k.split(ctx, reward)
	if err != nil {
		return err
	}
	var minted uint64
	for i, netuid := range netuids {
		pending, err := k.Pending(ctx, netuid)
		if err != nil {
			return err
		}
		if err := k.setPending(ctx, netuid, pending+parts[i]); err != nil {
			return err
		}
		minted += parts[i]
	}
	if era > ledger.Era {
		base.Emit(ctx, &emissionv1.EventHalved{Era: era, BlockReward: reward})
	}
	if minted > 0 {
		if err := k.bank.MintCoins(ctx, ModuleName, base.Rao(minted)); err != nil {
			return err
		}
		base.Emit(ctx, &emissionv1.EventMinted{Amount: minted})
	}
	if minted == 0 && era == ledger.Era {
		return nil
	}
	ledger.Minted, ledger.Era = ledger.Minted+minted, era
	return k.ledger.Set(ctx, ledger)
}

// split divides the reward over the active subnets without dust: by root's shares, or equally while root has not voted.
// What root votes for netuid 0 is not among the parts and so not minted.
func (k Keeper) split(ctx context.Context, reward uint64) (netuids []uint32, parts []uint64, err error) {
	active, err := k.subnets.Active(ctx)
	if err != nil || len(active) == 0 || reward == 0 {
		return nil, nil, err
	}
	votes, err := k.votes.Shares(ctx)
	if err != nil {
		return nil, nil, err
	}
	weights := make([]uint64, len(active)+1) // the last is netuid 0, whose part is not minted
	if len(votes.Netuids) == 0 {
		for i := range active {
			weights[i] = 1
		}
	}
	for i, netuid := range votes.Netuids {
		if netuid == 0 {
			weights[len(active)] = votes.Parts[i]
		}
		for j := range active {
			if active[j] == netuid {
				weights[j] = votes.Parts[i]
			}
		}
	}
	return active, fixed.Apportion(reward, weights)[:len(active)], nil
}

// EndBlock burns what was paid as fees and for registrations in this block. If that fails it waits for the next one.
func (k Keeper) EndBlock(ctx context.Context) error {
	if failure := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error { return k.burn(ctx) }); failure != nil {
		base.Emit(ctx, &emissionv1.EventBurnFailed{Reason: reasonOf(failure)})
	}
	return nil
}

// burn empties the collector, so that what it held can be mined again.
func (k Keeper) burn(ctx context.Context) error {
	paid := k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(Collector), tianwang.Denom).Amount
	if !paid.IsPositive() {
		return nil
	}
	amount := paid.Uint64() // the supply fits
	if err := k.bank.BurnCoins(ctx, Collector, base.Rao(amount)); err != nil {
		return err
	}
	ledger, err := k.ledger.Get(ctx)
	if err != nil {
		return err
	}
	ledger.Burned += amount
	base.Emit(ctx, &emissionv1.EventBurned{Amount: amount})
	return k.ledger.Set(ctx, ledger)
}

// maxReason is the length of the longest reason of a failure that an event tells, in bytes.
const maxReason = 256

// reasonOf returns the beginning of an error's text.
func reasonOf(err error) string {
	reason := err.Error()
	return strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "?")
}

// CheckInvariants returns [ErrInconsistent] unless the supply is minted − burned and at most the cap, no other coin
// exists, and the module's account holds exactly what is pending. It is cheap enough for every block of a test.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	ledger, err := k.ledger.Get(ctx)
	if err != nil {
		return err
	}
	supply := k.bank.GetSupply(ctx, tianwang.Denom).Amount
	if !supply.Equal(math.NewIntFromUint64(ledger.Minted - ledger.Burned)) {
		return ErrInconsistent.Wrapf("supply is %s, minted %d − burned %d", supply, ledger.Minted, ledger.Burned)
	}
	if supply.GT(math.NewIntFromUint64(tokenomics.Cap)) {
		return ErrInconsistent.Wrapf("supply %s is above the cap", supply)
	}
	pending := math.ZeroInt()
	if err := k.pending.Walk(ctx, nil, func(_ uint32, amount uint64) (bool, error) {
		pending = pending.Add(math.NewIntFromUint64(amount))
		return false, nil
	}); err != nil {
		return err
	}
	if held := k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(ModuleName), tianwang.Denom).Amount; !held.Equal(pending) {
		return ErrInconsistent.Wrapf("%s rao are pending, the account of the module holds %s", pending, held)
	}
	return nil
}
