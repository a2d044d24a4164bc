package epoch_test

import (
	"encoding/hex"
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/weights"
)

// three starts a chain with three busy subnets that share no neuron; all are due in blocks 10, 20, 30 …
func three(t *testing.T) *testchain.Chain {
	t.Helper()
	names := []string{"a", "b", "c"}
	c := testchain.New(t, func(e *testchain.Editor) {
		for i, name := range names {
			e.Subnet(name, nil)
			for k, h := range testchain.Actors("hot "+name, 3) {
				e.Staked(h, testchain.NewActor("cold "+name), uint64(100*(i+1)>>k)*tao/10) // #nosec G115
				e.Neurons(uint32(i)+1, h)                                                  // #nosec G115
			}
		}
		testchain.Edit(e, epoch.ModuleName, func(g *epochv1.GenesisState) {
			g.Params.MaxEpochsPerBlock, g.Params.RetryInterval = 3, 4
			for netuid := uint32(1); netuid <= 3; netuid++ {
				h := testHyperparams(e, netuid)
				g.Subnets = append(g.Subnets, epochv1.GenesisSubnet{Netuid: netuid, Clock: epochv1.Clock{Epoch: 1, DueAt: 10, Hyperparams: h}})
			}
		})
	})
	c.BlocksTo(10)
	var steps []testchain.Step
	for i, name := range names {
		hot := testchain.Actors("hot "+name, 3)
		netuid := uint32(i) + 1 // #nosec G115
		steps = append(steps,
			testchain.Step{By: hot[0], Msg: testchain.SetWeights(hot[0], netuid, []uint32{1, 2}, []uint32{3, 1})},
			testchain.Step{By: hot[1], Msg: testchain.SetWeights(hot[1], netuid, []uint32{0, 2}, []uint32{1, 5})})
	}
	c.DoAll(steps...)
	c.BlocksTo(20)
	return c
}

// state shows all that an epoch decides for a subnet.
func state(t *testing.T, c *testchain.Chain, netuid uint32) string {
	t.Helper()
	b, err := epochv1.NewQueryClient(c.Query()).Bonds(c.Context(), &epochv1.QueryBondsRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	return metagraph(t, c, netuid).String() + b.String()
}

// TestIsolation damages the state of one subnet in several ways. Its neighbours must come to the very results that they
// come to without the damage; the damaged one is tried again, and pays everything when it is repaired.
func TestIsolation(t *testing.T) {
	t.Parallel()
	sound := three(t)
	sound.BlocksTo(31)
	hot := testchain.Actors("hot b", 3)
	address := hot[0].Address().Bytes()
	pools := append([]byte{1}, address...)
	for name, d := range map[string]struct {
		store      string
		key, value []byte
		reason     string
	}{
		"scores that cannot be read":      {"epoch", []byte{3, 0, 0, 0, 2}, []byte{0xff, 0xff}, ""},
		"half a weight":                   {"weights", []byte{0, 0, 0, 0, 2, 0, 0, 0, 1}, mustMarshal(t, 3), "weights: row 1"},
		"a hotkey that is gone":           {"stake", pools, nil, "hotkey is unknown"},
		"a pool without shares (a panic)": {"stake", pools, noShares(t, hot[0]), "panic"},
		"a clock that cannot be read":     {"epoch", []byte{1, 0, 0, 0, 2}, []byte{0xff}, ""},
		"a clock that is gone":            {"epoch", []byte{1, 0, 0, 0, 2}, nil, "no epochs"},
		"a subnet that is gone":           {"subnet", []byte{1, 0, 0, 0, 2}, nil, "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := three(t)
			whole := c.Content()[keyOf(d.store, d.key)]
			if whole == "" {
				t.Fatalf("there is nothing under %s to damage", keyOf(d.store, d.key))
			}
			c.Damage(d.store, d.key, d.value)
			failed := testchain.Events[*epochv1.EventEpochFailed](until(c, 30))
			if len(failed) != 1 || failed[0].Netuid != 2 || failed[0].RetryAt != 34 || !strings.Contains(failed[0].Reason, d.reason) {
				t.Fatalf("failed: %v", failed)
			}
			if strings.HasPrefix(name, "a subnet") { // the root of everything: there is no emission for it either
				return
			}
			c.Block()
			for _, netuid := range []uint32{1, 3} {
				if got, want := state(t, c, netuid), state(t, sound, netuid); got != want {
					t.Errorf("subnet %d came to another result:\n%s\n%s", netuid, got, want)
				}
			}
			if failed := testchain.Events[*epochv1.EventEpochFailed](until(c, 34)); len(failed) != 1 || failed[0].RetryAt != 38 {
				t.Errorf("at the first retry: %v", failed)
			}
			c.Damage(d.store, d.key, []byte(whole))
			pending, err := c.App().Emission.Pending(c.Context(), 2)
			if err != nil {
				t.Fatal(err)
			}
			closed := testchain.Events[*epochv1.EventEpochClosed](until(c, 38))
			if len(closed) != 1 || closed[0].Netuid != 2 || closed[0].Epoch != 3 || closed[0].Paid < pending {
				t.Fatalf("repaired, with %d pending, it closed %v", pending, closed)
			}
		})
	}
}

func keyOf(store string, key []byte) string {
	return store + "/" + hex.EncodeToString(key)
}

// mustMarshal returns a stored weight row of n bytes.
func mustMarshal(t *testing.T, n int) []byte {
	t.Helper()
	row := weightsv1.Row{Entries: make([]byte, n), JudgedAt: 11, UpdatedAt: 11}
	b, err := row.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// noShares returns a stored hotkey whose shares are missing.
func noShares(t *testing.T, hot *testchain.Actor) []byte {
	t.Helper()
	h := stakev1.Hotkey{Address: hot.String(), Owner: testchain.NewActor("cold b").String(), Stake: 20 * tao}
	b, err := h.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b[:len(b)-3] // a zero is written all the same; this is its field
}

// TestSnapshot: rules that change in the middle of an epoch act from the next one on.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	c := three(t)
	hot := testchain.Actors("hot b", 3)
	s, err := c.App().Subnet.Subnet(c.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	s.Hyperparams.CommitReveal, s.Hyperparams.Tempo, s.Hyperparams.MaxValidators = true, 7, 1
	b, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	c.BlocksTo(23)
	c.Damage("subnet", []byte{1, 0, 0, 0, 2}, b)
	direct := testchain.SetWeights(hot[0], 2, []uint32{1}, []uint32{1})
	c.Do(hot[0], direct)
	c.BlocksTo(30)
	m := metagraph(t, c, 2)
	if !m.Neurons[0].Permit || !m.Neurons[1].Permit || !m.Neurons[2].Permit {
		t.Error("the epoch ran under rules that came after its start")
	}
	if !m.Clock.Hyperparams.CommitReveal || m.Clock.DueAt != 37 {
		t.Errorf("the next epoch does not have the new rules: %v", m.Clock)
	}
	if err := c.Try(hot[0], direct); err == nil || !strings.Contains(err.Error(), weights.ErrSecret.Error()) {
		t.Errorf("weights in the open: %v", err)
	}
	c.BlocksTo(37)
	if m = metagraph(t, c, 2); !m.Neurons[0].Permit || m.Neurons[1].Permit {
		t.Errorf("the limit of one permit does not act: %v", m.Neurons)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	rich := testchain.NewActor("rich")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Grant(rich, tao)
		e.Subnet("words", func(s *subnetv1.Subnet) {})
	})
	c.Refused([]testchain.Case{{
		"parameters from anybody", rich, &epochv1.MsgUpdateParams{Authority: rich.String(), Params: epoch.DefaultParams()},
		sdkerrors.ErrUnauthorized, "not the authority",
	}})
}
