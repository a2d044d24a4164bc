package app_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/escrow"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
	"github.com/tianwang-net/tianwang/x/weights"
)

const heldKey = "the hotkey of a candidate is not swapped; see TestRekey of x/producer"

// Collections that the test below leaves out, with the reason.
var (
	unfilled = map[string]string{"producer/stale": "set in a block and gone at its end"}
	unmoved  = map[string]string{
		"stake/swaps":          "an announcement ends before its coldkey is swapped",
		"producer/authorities": "genesis names the authorities; they are no market keys",
		"producer/candidates":  heldKey, "producer/joined": heldKey, "producer/windows": heldKey, "producer/keys": heldKey,
		"producer/held_due": heldKey, "producer/key_due": "it has the addresses of consensus keys",
	}
)

// busy is a chain on which every collection of every module has something, and nearly all name hot or cold.
func busy(t *testing.T) (c *testchain.Chain, hot, cold *testchain.Actor) {
	t.Helper()
	hots, colds := testchain.Actors("hot", 4), testchain.Actors("cold", 4)
	hot, cold = hots[0], colds[0]
	kid, mum, other := hots[1], hots[2], hots[3]
	node := testchain.NewActor("a hotkey with a node")
	c = testchain.NewSolo(t, func(e *testchain.Editor) {
		e.Subnet("open", func(s *subnetv1.Subnet) { s.Owner, s.Hyperparams.BondsReset = cold.String(), true })
		e.Subnet("secret", func(s *subnetv1.Subnet) { s.Hyperparams.CommitReveal, s.OfferedTo = true, cold.String() })
		for i := range hots {
			e.Staked(hots[i], colds[i], uint64(10+i)*tao) // #nosec G115
			e.Grant(colds[i], 2000*tao)
		}
		e.Neurons(1, hots...)
		e.Neurons(2, hots...)
		e.Staked(node, cold, 100*tao)
		e.Grant(hot, tao)
		testchain.Edit(e, "gov", func(g *govv1.GenesisState) { g.Params.MinDeposit, g.Params.ExpeditedMinDeposit = rao(tao), rao(2*tao) })
		producers(e, hot, node, kid, mum)
		testchain.Edit(e, "root", func(g *rootv1.GenesisState) { g.Params.Tempo = 40 })
		testchain.Edit(e, "stake", func(g *stakev1.GenesisState) {
			g.Params.ChildrenInterval, g.Params.ChildrenCooldown, g.Params.TakeInterval = 0, 2, 0
		})
	})
	lend := func(by, parent, child *testchain.Actor, netuid uint32) testchain.Step {
		return testchain.Step{By: by, Msg: &stakev1.MsgSetChildren{
			Coldkey: by.String(), Hotkey: parent.String(), Netuid: netuid, Children: []stakev1.Relative{{Hotkey: child.String(), Proportion: 20_000}},
		}}
	}
	take := func(to uint32) testchain.Step {
		return testchain.Step{By: cold, Msg: &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: to}}
	}
	hash := rotation.Hash(testchain.ChainID, colds[3].Address(), testchain.NewActor("a new coldkey").Address())
	c.DoAll(
		testchain.Step{By: colds[1], Msg: testchain.AddStake(colds[1], hot, 3*tao+7)},
		testchain.Step{By: cold, Msg: testchain.AddStake(cold, mum, 2*tao+1)},
		testchain.Step{By: cold, Msg: &rootv1.MsgJoin{Coldkey: cold.String(), Hotkey: hot.String()}},
		testchain.Step{By: cold, Msg: &subnetv1.MsgCreateSubnet{Coldkey: cold.String(), Name: "new", Task: "lm", MaxCost: 1 << 60}},
	)
	produce(c, cold, node, colds[1], kid, colds[2], mum)
	c.DoAll(lend(cold, hot, kid, 1), lend(colds[2], mum, hot, 2), take(5), take(500),
		testchain.Step{By: cold, Msg: &stakev1.MsgSetAutoStake{Coldkey: cold.String(), Hotkey: mum.String()}},
		testchain.Step{By: colds[1], Msg: &stakev1.MsgSetAutoStake{Coldkey: colds[1].String(), Hotkey: hot.String()}},
		testchain.Step{By: cold, Msg: &stakev1.MsgSetChildTake{Coldkey: cold.String(), Hotkey: hot.String(), Netuid: 2, Take: 900}},
		testchain.Step{By: colds[3], Msg: &stakev1.MsgAnnounceColdkeySwap{Coldkey: colds[3].String(), Hash: hash, MaxFee: tao}},
	)
	c.BlocksTo(25)
	c.DoAll(
		testchain.Step{By: hot, Msg: testchain.SetWeights(hot, 1, []uint32{1, 3}, []uint32{1, 2})},
		testchain.Step{By: mum, Msg: testchain.SetWeights(mum, 1, []uint32{1, 3}, []uint32{1, 2})},
		testchain.Step{By: kid, Msg: testchain.SetWeights(kid, 1, []uint32{2, 3}, []uint32{1, 2})},
		testchain.Step{By: hot, Msg: &weightsv1.MsgCommitWeights{Hotkey: hot.String(), Netuid: 2, Scheme: 1, Hash: make([]byte, 32)}},
		testchain.Step{By: hot, Msg: &rootv1.MsgVote{Hotkey: hot.String(), Netuids: []uint32{1}, Weights: []uint32{1}}},
		testchain.Step{By: hot, Msg: &subnetv1.MsgServeAxon{Hotkey: hot.String(), Netuid: 1, Host: "127.0.0.1", Port: 9, Protocol: "http"}},
	)
	c.DoAll(
		testchain.Step{By: cold, Msg: &escrowv1.MsgOpen{Payer: cold.String(), Gateway: colds[1].String(), Deposit: tao}},
		testchain.Step{By: colds[1], Msg: &escrowv1.MsgOpen{Payer: colds[1].String(), Gateway: cold.String(), Deposit: tao}},
	)
	c.Do(cold, &escrowv1.MsgClose{Sender: cold.String(), Channel: 1})
	c.DoAll( // one that is voted on, with a vote of a hotkey and of a coldkey, and one that waits for its deposit
		testchain.Step{By: cold, Msg: proposal(cold, tao)},
		testchain.Step{By: cold, Msg: proposal(cold, tao/5)},
		testchain.Step{By: colds[1], Msg: &govv1.MsgDeposit{ProposalId: 2, Depositor: colds[1].String(), Amount: rao(tao / 5)}},
	)
	c.DoAll(vote(cold, 1, govv1.OptionYes), vote(hot, 1, govv1.OptionNo))
	c.BlocksTo(45)
	c.DoAll(lend(cold, hot, other, 1), lend(colds[2], mum, kid, 2), lend(colds[1], kid, hot, 3))
	c.Sleep(nodeKey(kid, 0))
	c.DoAll(
		testchain.Step{By: hot, Msg: &epochv1.MsgResetBonds{Hotkey: hot.String(), Netuid: 1}},
		testchain.Step{By: cold, Msg: &subnetv1.MsgDissolveSubnet{Sender: cold.String(), Netuid: 3}},
	)
	return c, hot, cold
}

// producers lets two members of root be enough to make blocks, and says that a hotkey did so once and was punished.
func producers(e *testchain.Editor, buried *testchain.Actor, members ...*testchain.Actor) {
	testchain.Edit(e, "root", func(g *rootv1.GenesisState) {
		for i, m := range members {
			g.Members = append(g.Members, rootv1.Member{Uid: uint32(i), Hotkey: m.String()}) // #nosec G115
		}
	})
	testchain.Edit(e, "producer", func(g *producerv1.GenesisState) {
		g.Params.MinProducers, g.Params.RefreshInterval = 2, 5
		g.Tombstones = []producerv1.Tombstone{{Hotkey: buried.String(), Height: 1, PunishedAt: 2, Fraction: 3}}
	})
}

// produce makes three hotkeys candidates, given with their coldkeys before them. Stake of the first waits, the third leaves.
func produce(c *testchain.Chain, pairs ...*testchain.Actor) {
	var joins []testchain.Step
	for i := 0; i < len(pairs); i += 2 {
		by, hot := pairs[i], pairs[i+1]
		key := nodeKey(hot, 0)
		joins = append(joins, testchain.Step{By: by, Msg: &producerv1.MsgJoin{
			Coldkey: by.String(), Hotkey: hot.String(), Pubkey: key.Public(), Proof: key.Prove(hot),
		}})
	}
	c.DoAll(joins...)
	c.DoAll(
		testchain.Step{By: pairs[0], Msg: &stakev1.MsgRemoveStake{Coldkey: pairs[0].String(), Hotkey: pairs[1].String(), Amount: tao}},
		testchain.Step{By: pairs[4], Msg: &producerv1.MsgLeave{Coldkey: pairs[4].String(), Hotkey: pairs[5].String()}},
	)
}

// TestSwap_ForgetsNothing swaps a hotkey and a coldkey on a chain where every collection of every module has something:
// afterwards everything that is stored is what it was with the key renamed, and swapping back restores it. A collection
// that is new and not filled by this test, or that holds addresses but not the swapped ones, fails it.
func TestSwap_ForgetsNothing(t *testing.T) {
	t.Parallel()
	c, hot, cold := busy(t)
	before := c.Content()
	checkFilled(t, c, before, hot, cold)
	for role, old := range map[base.Role]*testchain.Actor{base.Hotkey: hot, base.Coldkey: cold} {
		fresh := testchain.NewActor("a fresh key")
		ctx := c.Context()
		if err := c.App().Stake.Swap(ctx, role, old.Address(), fresh.Address()); err != nil {
			t.Fatal(err)
		}
		got, want := withoutAccounts(c.ContentIn(ctx)), withoutAccounts(renamed(before, role, old, fresh))
		if d := got.Diff(want); len(d) > 0 {
			t.Errorf("role %d: what is stored is not what it was with the key renamed (is, should be):\n%s", role, got.Describe(want, d))
		}
		if err := c.App().CheckInvariants(ctx); err != nil {
			t.Errorf("role %d: %v", role, err)
		}
		if err := c.App().Stake.Swap(ctx, role, fresh.Address(), old.Address()); err != nil {
			t.Fatal(err)
		}
		back, first := withoutAccounts(c.ContentIn(ctx)), withoutAccounts(before)
		if d := back.Diff(first); len(d) > 0 {
			t.Errorf("role %d: swapping back does not restore what was stored:\n%s", role, back.Describe(first, d))
		}
	}
}

// withoutAccounts leaves out x/auth, where the fresh key got an account: keys keep their sequences and their coins.
func withoutAccounts(c testchain.Content) testchain.Content {
	kept := testchain.Content{}
	for k, v := range c {
		if !strings.HasPrefix(k, "acc/") {
			kept[k] = v
		}
	}
	return kept
}

// renamed replaces a key by another in all of the modules' stores, in both forms in which addresses are stored.
func renamed(c testchain.Content, _ base.Role, old, fresh *testchain.Actor) testchain.Content {
	out := testchain.Content{}
	for k, v := range c {
		if name, _, _ := strings.Cut(k, "/"); name == "bank" || name == "acc" {
			out[k] = v
			continue
		}
		k = strings.ReplaceAll(k, hex.EncodeToString(old.Address().Bytes()), hex.EncodeToString(fresh.Address().Bytes()))
		v = strings.ReplaceAll(v, string(old.Address()), string(fresh.Address()))
		out[k] = strings.ReplaceAll(v, old.String(), fresh.String())
	}
	return out
}

// checkFilled wants something in every collection, and one of the keys wherever there are addresses.
func checkFilled(t *testing.T, c *testchain.Chain, content testchain.Content, keys ...*testchain.Actor) {
	t.Helper()
	schemas := map[string]collections.Schema{
		stake.ModuleName: c.App().Stake.Schema, subnet.ModuleName: c.App().Subnet.Schema, root.ModuleName: c.App().Root.Schema,
		weights.ModuleName: c.App().Weights.Schema, epoch.ModuleName: c.App().Epoch.Schema,
		emission.ModuleName: c.App().Emission.Schema, escrow.ModuleName: c.App().Escrow.Schema, producer.ModuleName: c.App().Producer.Schema,
	}
	for _, module := range app.OwnModules() {
		schema, ok := schemas[module]
		if !ok {
			t.Errorf("module %s is new: give this test its schema", module)
		}
		for _, col := range schema.ListCollections() {
			name, filled, addressed, swapped := module+"/"+col.GetName(), false, false, false
			for k, v := range content {
				if !strings.HasPrefix(k, fmt.Sprintf("%s/%x", module, col.GetPrefix())) {
					continue
				}
				filled = true
				addressed = addressed || strings.Contains(v, sdk.GetConfig().GetBech32AccountAddrPrefix()+"1") || len(k) > len(module)+40
				for _, a := range keys {
					swapped = swapped || strings.Contains(k, hex.EncodeToString(a.Address().Bytes())) ||
						strings.Contains(v, a.String()) || strings.Contains(v, string(a.Address()))
				}
			}
			if !filled && unfilled[name] == "" {
				t.Errorf("%s is empty: make the test fill it", name)
			}
			if addressed && !swapped && unmoved[name] == "" {
				t.Errorf("%s holds addresses, but not those that are swapped: make the test name them there", name)
			}
		}
	}
}

// TestForgetSubnet: the families of a subnet that is no more are gone, those of the others stay.
func TestForgetSubnet(t *testing.T) {
	t.Parallel()
	c, _, _ := busy(t)
	count := func(content testchain.Content, netuid int) (n int) {
		for k := range content {
			for _, prefix := range []string{"04", "05", "06", "08"} { // children, parents, suitors, child takes
				if strings.HasPrefix(k, fmt.Sprintf("stake/%s%08x", prefix, netuid)) {
					n++
				}
			}
		}
		return n
	}
	ctx, before := c.Context(), c.Content()
	if err := c.App().Stake.ForgetSubnet(ctx, 2); err != nil {
		t.Fatal(err)
	}
	after := c.ContentIn(ctx)
	if count(before, 2) == 0 || count(after, 2) != 0 || count(before, 1) == 0 || count(after, 1) != count(before, 1) {
		t.Errorf("entries of subnet 2 went from %d to %d, of subnet 1 from %d to %d", count(before, 2), count(after, 2), count(before, 1), count(after, 1))
	}
	if err := c.App().CheckInvariants(ctx); err != nil {
		t.Error(err)
	}
}
