package app_test

import (
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// TestImport_GrantsThatEndNow: a state is exported at the very time at which grants end, and goes on without them.
func TestImport_GrantsThatEndNow(t *testing.T) {
	t.Parallel()
	alice, bob := testchain.NewActor("alice"), testchain.NewActor("bob")
	c := testchain.New(t, func(g *testchain.Editor) {
		g.Grant(alice, 10*tao)
		g.Grant(bob, 10*tao)
	})
	const blocks = 8 // four of them for the grants
	ends := c.Time().Add(blocks * 12 * time.Second)
	later := ends.Add(time.Hour)
	for _, end := range []*time.Time{&ends, &later} {
		may, err := authz.NewMsgGrant(alice.Address(), bob.Address(), authz.NewGenericAuthorization(sdk.MsgTypeURL(&stakev1.MsgAddStake{})), end)
		if err != nil {
			t.Fatal(err)
		}
		pays, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{Expiration: end}, alice.Address(), bob.Address())
		if err != nil {
			t.Fatal(err)
		}
		alice, bob = bob, alice // each grants once
		c.Do(bob, may)
		c.Do(bob, pays)
	}
	for c.Time().Before(ends) {
		c.Block()
	}
	if !c.Time().Equal(ends) {
		t.Fatalf("the block is of %s, the grants end at %s", c.Time(), ends)
	}
	fork := c.Import()
	for range 2 {
		c.Block()
		fork.Feed(c.Requests()[len(c.Requests())-1])
		a, b := comparable(c.Content()), comparable(fork.Content())
		if d := a.Diff(b); len(d) > 0 {
			t.Fatalf("at height %d (original, import):\n%s", c.Height(), a.Describe(b, d))
		}
	}
}
