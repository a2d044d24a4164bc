package base

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/tianwang-net/tianwang"
)

// Height returns the height of the block that is being made, or of the state that is being read.
func Height(ctx context.Context) uint64 {
	h := sdk.UnwrapSDKContext(ctx).BlockHeight()
	return uint64(max(h, 0)) // #nosec G115 -- not negative
}

// Rao returns an amount of rao as coins.
func Rao(amount uint64) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(amount)))
}

// Emit emits a typed event. Only a message that is not registered fails, which a test would find.
func Emit(ctx context.Context, event proto.Message) {
	if err := sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event); err != nil {
		panic(err)
	}
}

// Address reads the address of an account and says which field it came from when it is malformed.
func Address(field, address string) (sdk.AccAddress, error) {
	a, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, sdkerrors.ErrInvalidAddress.Wrapf("%s %q: %v", field, address, err)
	}
	return a, nil
}

// CheckUpdate refuses new parameters that anybody but governance sends, and those that are invalid.
func CheckUpdate(authority, sender string, invalid error) error {
	switch {
	case sender != authority:
		return sdkerrors.ErrUnauthorized.Wrapf("%s is not the authority, only %s may change parameters", sender, authority)
	case invalid != nil:
		return sdkerrors.ErrInvalidRequest.Wrap(invalid.Error())
	}
	return nil
}

// Or returns the value, or the fallback when the error says that nothing is stored.
func Or[T any](value T, err error, fallback T) (T, error) {
	if errors.Is(err, collections.ErrNotFound) {
		return fallback, nil
	}
	return value, err
}

// NotFound replaces the error of a missing value by one that a caller understands.
func NotFound(err, instead error) error {
	if errors.Is(err, collections.ErrNotFound) {
		return instead
	}
	return err
}

// InRange refuses a number outside [low, high] and names it.
func InRange(name string, value, low, high uint64) error {
	if value < low || value > high {
		return fmt.Errorf("%s is %d, it must be from %d to %d", name, value, low, high)
	}
	return nil
}

// Either returns the first error if there is one, otherwise the second.
func Either(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
