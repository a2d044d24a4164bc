package base

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Role is what a key is for; one key may have both roles in different places.
type Role int

// Roles of keys.
const (
	Hotkey Role = iota
	Coldkey
)

// Rekeyer is a module that stores keys. Whoever adds a collection that holds an address adds it here, too; a test of the
// application finds those that are forgotten.
type Rekeyer interface {
	// Names says whether the module has stored the key in this role.
	Names(ctx context.Context, role Role, key sdk.AccAddress) (bool, error)
	// Rekey puts the new key wherever the old one stands in this role. The new one stands nowhere before.
	Rekey(ctx context.Context, role Role, old, new sdk.AccAddress) error
}
