package app

import (
	"context"
	"fmt"
	"slices"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
)

// Upgrade is a change of the rules that all nodes make at one height, which governance names in a plan. A release has
// those that it knows; the program stops at the height of one that it does not know.
type Upgrade struct {
	// Name is that of the plan.
	Name string
	// Stores are those that come, go, or get another name.
	Stores storetypes.StoreUpgrades
	// Migrate changes the state, after the migrations of the modules; nil if they are all.
	Migrate func(sdk.Context, *App) error
}

// upgrades are those that this release carries out. One whose height has passed stays in the list: a program without the
// last upgrade of a chain does not run it.
var upgrades []Upgrade

// UpgradeError says that a chain waits for a release that this program is not.
type UpgradeError struct {
	Name   string
	Height int64
	Info   string // what the proposal said about it
}

// Error implements error.
func (e *UpgradeError) Error() string {
	info := ""
	if e.Info != "" {
		info = " (" + e.Info + ")"
	}
	return fmt.Sprintf("block %d needs the upgrade %q, which this program does not have%s; install the release that has it and start the node again",
		e.Height, e.Name, info)
}

// setUpgrades registers what to do at the heights of upgrades, and opens the stores that one of them brings if its height
// is the next.
func (a *App) setUpgrades(o Options) error {
	all := slices.Concat(upgrades, rehearsed, o.Upgrades)
	for _, u := range all {
		a.Upgrade.SetUpgradeHandler(u.Name, func(ctx context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
			c := sdk.UnwrapSDKContext(ctx)
			to, err := a.modules.RunMigrations(c, a.configurator, from)
			if err != nil || u.Migrate == nil {
				return to, err
			}
			return to, u.Migrate(c, a)
		})
	}
	if o.Home == "" {
		return nil // a state machine without a directory has nothing to read
	}
	plan, err := a.Upgrade.ReadUpgradeInfoFromDisk()
	if err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	for _, u := range all {
		if u.Name == plan.Name && !a.Upgrade.IsSkipHeight(plan.Height) {
			a.SetStoreLoader(upgradetypes.UpgradeStoreLoader(plan.Height, &u.Stores))
		}
	}
	return nil
}

// Halted is closed when the state machine has stopped for good, because of an upgrade that it does not know; see
// [App.HaltReason].
func (a *App) Halted() <-chan struct{} { return a.halted }

// HaltReason returns why the state machine has stopped: an [*UpgradeError] if the chain waits for another release. It is
// nil before [App.Halted] is closed.
func (a *App) HaltReason() error {
	select {
	case <-a.halted:
		return a.reason
	default:
		return nil
	}
}

// halt says that no block follows, and why.
func (a *App) halt(ctx sdk.Context, reason error) error {
	plan, err := a.Upgrade.GetUpgradePlan(ctx)
	if err == nil && plan.ShouldExecute(ctx.BlockHeight()) && !a.Upgrade.HasHandler(plan.Name) {
		reason = &UpgradeError{Name: plan.Name, Height: plan.Height, Info: plan.Info}
	}
	a.stopOnce.Do(func() {
		a.reason = reason
		close(a.halted)
	})
	return reason
}
