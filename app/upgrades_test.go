package app_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/emission"
)

// TestUpgrade: by a decision the chain stops at a height, a program that does not know the upgrade says so, and one that does
// changes the state and goes on. The old one cannot follow any more, and the new one does not run before its height.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	dearer := app.Upgrade{Name: "dearer", Migrate: func(ctx sdk.Context, new *app.App) error {
		p := emission.DefaultParams()
		p.GasPrice = 3_000_000
		_, err := new.MsgServiceRouter().Handler(&emissionv1.MsgUpdateParams{})(ctx, &emissionv1.MsgUpdateParams{Authority: testchain.Authority, Params: p})
		return err
	}}
	at := int64(a.Height()) + 14 // #nosec G115 -- small
	plan := &upgradetypes.MsgSoftwareUpgrade{Authority: testchain.Authority, Plan: upgradetypes.Plan{Name: "dearer", Height: at, Info: "see the changelog"}}
	if p := a.pass(a.propose(proposal(a.bob, tao, plan))); p.Status != govv1.StatusPassed {
		t.Fatalf("the proposal is %s: %s", p.Status, p.FailedReason)
	}
	if r, err := upgradetypes.NewQueryClient(a.Query()).CurrentPlan(a.Context(), &upgradetypes.QueryCurrentPlanRequest{}); err != nil || r.Plan == nil || r.Plan.Height != at {
		t.Fatalf("the plan is %v, %v", r, err)
	}

	// Too early for the new program.
	a.Upgrade(dearer)
	if err := a.Halts(); err == nil || !strings.Contains(err.Error(), "BINARY UPDATED BEFORE TRIGGER") {
		t.Fatalf("the new program before its height: %v", err)
	}
	a.Upgrade()
	a.BlocksTo(uint64(at) - 1) // #nosec G115 -- positive

	var waits *app.UpgradeError
	if err := a.Halts(); !errors.As(err, &waits) || waits.Name != "dearer" || waits.Height != at || waits.Info != "see the changelog" {
		t.Fatalf("the old program at the height: %v", err)
	}
	if reason := a.App().HaltReason(); !errors.As(reason, &waits) || !strings.Contains(reason.Error(), "install the release") {
		t.Errorf("the application says %v", reason)
	}
	a.Upgrade() // starting the old one again helps nobody
	if err := a.Halts(); !errors.As(err, &waits) {
		t.Fatalf("the old program after a restart: %v", err)
	}

	a.Upgrade(dearer)
	a.Block()
	if price, err := a.App().Emission.GasPrice(a.Context()); err != nil || price != 3_000_000 {
		t.Errorf("after the migration gas costs %d, %v", price, err)
	}
	a.Blocks(20) // over restarts of an instance
	a.Do(a.bob, testchain.AddStake(a.bob, a.val, tao))
	if done, err := a.App().Upgrade.GetDoneHeight(a.Context(), "dearer"); err != nil || done != at {
		t.Errorf("the upgrade was done at %d, %v", done, err)
	}

	a.Upgrade() // a program from before the upgrade
	if err := a.Halts(); err == nil || !strings.Contains(err.Error(), "upgrade handler is missing") {
		t.Errorf("the old program after the upgrade: %v", err)
	}
}

// TestC7_TwiceIsOnce: an upgrade that is carried out again, as by a node that was killed before it had stored the block, and
// by a release whose migrations are called twice, changes nothing but the books of x/upgrade. One that does is found.
func TestC7_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	price := func(next func(uint64) uint64) func(sdk.Context, *app.App) error {
		return func(ctx sdk.Context, to *app.App) error {
			p := emission.DefaultParams()
			was, err := to.Emission.GasPrice(ctx)
			if err != nil {
				return err
			}
			p.GasPrice = next(was)
			_, err = to.MsgServiceRouter().Handler(&emissionv1.MsgUpdateParams{})(ctx, &emissionv1.MsgUpdateParams{Authority: testchain.Authority, Params: p})
			return err
		}
	}
	c, _, _ := busy(t)
	for _, u := range []app.Upgrade{
		{Name: "nothing"}, // the migrations of the modules alone
		{Name: "sets", Migrate: price(func(uint64) uint64 { return 3_000_000 })},
		{Name: "adds", Migrate: price(func(was uint64) uint64 { return was + 1 })},
	} {
		c.Upgrade(u)
		ctx := sdk.NewContext(c.App().CommitMultiStore().CacheMultiStore(), cmtproto.Header{Height: int64(c.Height()) + 1, Time: c.Time()}, false, log.NewNopLogger()) // #nosec G115
		var after [2]testchain.Content
		for i := range after {
			if err := c.App().CheckInvariants(ctx); err != nil {
				t.Fatalf("%s: %v", u.Name, err)
			}
			if err := c.App().Upgrade.ApplyUpgrade(ctx, upgradetypes.Plan{Name: u.Name, Height: ctx.BlockHeight()}); err != nil {
				t.Fatalf("%s: %v", u.Name, err)
			}
			after[i] = c.ContentIn(ctx)
			maps.DeleteFunc(after[i], func(key, _ string) bool { return strings.HasPrefix(key, "upgrade/") })
		}
		if err := c.App().CheckInvariants(ctx); err != nil {
			t.Errorf("%s: %v", u.Name, err)
		}
		if d := after[0].Diff(after[1]); (len(d) > 0) != (u.Name == "adds") {
			t.Errorf("%s: done again, it changes %d entries:\n%s", u.Name, len(d), after[0].Describe(after[1], d))
		}
	}
}

// TestUpgrade_Cancelled: governance can take a plan back.
func TestUpgrade_Cancelled(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	at := int64(a.Height()) + 20 // #nosec G115 -- small
	a.pass(a.propose(proposal(a.bob, tao, &upgradetypes.MsgSoftwareUpgrade{Authority: testchain.Authority, Plan: upgradetypes.Plan{Name: "never", Height: at}})))
	if p := a.pass(a.propose(proposal(a.bob, tao, &upgradetypes.MsgCancelUpgrade{Authority: testchain.Authority}))); p.Status != govv1.StatusPassed {
		t.Fatalf("the proposal is %s: %s", p.Status, p.FailedReason)
	}
	a.BlocksTo(uint64(at) + 2) // #nosec G115 -- positive
}

// TestUpgrade_Exported: a plan outlives export and import, and the chain that goes on stops at the same height for it.
func TestUpgrade_Exported(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	at := int64(a.Height()) + 30 // #nosec G115 -- small
	plan := upgradetypes.Plan{Name: "later", Height: at, Info: "see the changelog"}
	a.pass(a.propose(proposal(a.bob, tao, &upgradetypes.MsgSoftwareUpgrade{Authority: testchain.Authority, Plan: plan})))
	fork := a.Import()
	fork.Block() // what a genesis says is stored with the first block
	if got, err := fork.App().Upgrade.GetUpgradePlan(fork.Context()); err != nil || got != plan {
		t.Fatalf("after import the plan is %+v, %v", got, err)
	}
	fork.BlocksTo(uint64(at) - 1) // #nosec G115 -- positive
	var waits *app.UpgradeError
	if err := fork.Halts(); !errors.As(err, &waits) || waits.Name != "later" || waits.Height != at || waits.Info != plan.Info {
		t.Errorf("at the height of the plan: %v", err)
	}

	// One that was taken back is not in the next export.
	a.pass(a.propose(proposal(a.bob, tao, &upgradetypes.MsgCancelUpgrade{Authority: testchain.Authority})))
	next := a.Import()
	next.Block()
	if got, err := next.App().Upgrade.GetUpgradePlan(next.Context()); !errors.Is(err, upgradetypes.ErrNoUpgradePlanFound) {
		t.Errorf("the plan that was taken back is %+v, %v", got, err)
	}
}

// TestGenesis_Plan: a genesis with a plan that no chain could have made is refused.
func TestGenesis_Plan(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	for plan, want := range map[string]string{
		`{}`:                                 "",
		`{"plan":{"name":"x","height":"9"}}`: "",
		`{"plan":{"name":"x","height":"0"}}`: "height must be greater than 0",
		`{"plan":{"name":"","height":"9"}}`:  "name cannot be empty",
		`{"plan":{"name":"x","speed":"9"}}`:  "speed",
		`{"plan":"x"}`:                       "genesis of upgrade",
	} {
		err := a.App().Basics()[upgradetypes.ModuleName].(module.HasGenesisBasics).ValidateGenesis(a.App().Encoding.Codec, nil, []byte(plan))
		if (want == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", plan, err, want)
		}
	}
}
