package producer

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// Statement is what a consensus key signs to prove that its holder offers it for a hotkey. It names the chain and the
// hotkey, so that nobody can use a proof again, and it is text, while what the consensus engine signs begins with the
// length and the tag 8 of a protobuf message: neither signature can pass for the other.
func Statement(chainID string, hotkey sdk.AccAddress) []byte {
	return fmt.Appendf(nil, "tianwang producer key\n%s\n%s", chainID, hotkey)
}

// Address returns the consensus address of a key, as blocks and evidence name it.
func Address(pubkey []byte) sdk.ConsAddress {
	return sdk.ConsAddress((&ed25519.PubKey{Key: pubkey}).Address())
}

// checkKey refuses a key that a hotkey cannot have now: one that is malformed, not proven, somebody else's, or too soon
// after the last. previous is what the hotkey has now, nil if it never had one.
func (k Keeper) checkKey(ctx context.Context, p producerv1.Params, hotkey sdk.AccAddress, previous *producerv1.Candidate, pubkey, proof []byte) error {
	if len(pubkey) != ed25519.PubKeySize {
		return ErrKey.Wrapf("%d bytes, an ed25519 key has %d", len(pubkey), ed25519.PubKeySize)
	}
	key := ed25519.PubKey{Key: pubkey}
	if !key.VerifySignature(Statement(sdk.UnwrapSDKContext(ctx).ChainID(), hotkey), proof) {
		return ErrProof.Wrapf("key %X for hotkey %s", pubkey, hotkey)
	}
	known, err := k.keys.Get(ctx, Address(pubkey))
	if known, err = base.Or(known, err, producerv1.Key{Hotkey: hotkey.String()}); err != nil {
		return err
	}
	if known.Hotkey != hotkey.String() {
		return ErrKeyTaken.Wrapf("key %X belongs to %s", pubkey, known.Hotkey)
	}
	if previous == nil || string(previous.Pubkey) == string(pubkey) {
		return nil
	}
	if from, now := schedule.Again(previous.KeyChangedAt, p.KeyInterval), base.Height(ctx); now < from {
		return ErrKeyTooSoon.Wrapf("the key of %s can be changed again at block %d, now is block %d", hotkey, from, now)
	}
	return nil
}

// takeKey registers a key for a hotkey, or takes one back that it had given up.
func (k Keeper) takeKey(ctx context.Context, hotkey sdk.AccAddress, pubkey []byte) error {
	address := Address(pubkey)
	key, err := k.keys.Get(ctx, address)
	key, err = base.Or(key, err, producerv1.Key{Pubkey: pubkey, Hotkey: hotkey.String(), Since: base.Height(ctx)})
	if err != nil {
		return err
	}
	if key.ForgottenAt > 0 {
		if err := k.keyDue.Remove(ctx, collections.Join(key.ForgottenAt, []byte(address))); err != nil {
			return err
		}
	}
	key.ForgottenAt = 0
	return k.keys.Set(ctx, address, key)
}

// giveUpKey keeps a key in mind until no evidence against it counts any more.
func (k Keeper) giveUpKey(ctx context.Context, p producerv1.Params, pubkey []byte) error {
	address := Address(pubkey)
	key, err := k.keys.Get(ctx, address)
	if err != nil {
		return err
	}
	key.ForgottenAt = base.Height(ctx) + p.UnbondingPeriod
	if err := k.keyDue.Set(ctx, collections.Join(key.ForgottenAt, []byte(address))); err != nil {
		return err
	}
	return k.keys.Set(ctx, address, key)
}

// forgetKeys removes keys whose time is over, at most limit of them.
func (k Keeper) forgetKeys(ctx context.Context, limit int) error {
	due, err := dueNow(ctx, k.keyDue, limit)
	if err != nil {
		return err
	}
	for _, at := range due {
		if err := k.keyDue.Remove(ctx, at); err != nil {
			return err
		}
		if err := k.keys.Remove(ctx, at.K2()); err != nil {
			return err
		}
	}
	return nil
}

// dueNow returns the entries of an index by height that are due, the longest due first, at most limit of them.
func dueNow[K any](ctx context.Context, index collections.KeySet[collections.Pair[uint64, K]], limit int) ([]collections.Pair[uint64, K], error) {
	var due []collections.Pair[uint64, K]
	upTo := new(collections.Range[collections.Pair[uint64, K]]).
		EndExclusive(collections.PairPrefix[uint64, K](base.Height(ctx) + 1))
	err := index.Walk(ctx, upTo, func(key collections.Pair[uint64, K]) (bool, error) { // bound: limit
		due = append(due, key)
		return len(due) >= limit, nil
	})
	return due, err
}
