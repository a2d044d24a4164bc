package subnet_test

import (
	"encoding/hex"
	"strings"
	"testing"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// ruled starts a chain with a subnet that "rich" owns, having locked 70 TAO, with two neurons and 5 TAO pending, and with
// one that nobody owns.
func ruled(t *testing.T) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 10 })
		e.Subnet("pictures", nil)
		e.Grant(rich, 1000*tao)
		e.Grant(other, 10*tao)
		e.Grant(cold, 10*tao)
		e.Staked(hot, cold, tao)
		e.Staked(fresh, cold, tao)
		e.Neurons(1, hot, fresh)
		e.Neurons(2, fresh)
		params(e, func(p *subnetv1.Params) { p.MinLockCost, p.CreationInterval = 70*tao, 0 })
		votes := weights.Row{{UID: 1, Value: 32768}, {UID: 3, Value: 65535}}
		testchain.Edit(e, root.ModuleName, func(g *rootv1.GenesisState) {
			g.Params.Tempo = 5
			g.Members = append(g.Members, rootv1.Member{Hotkey: hot.String(), Votes: votes.Pack()})
		})
	})
}

func open(name string) *subnetv1.MsgCreateSubnet {
	return &subnetv1.MsgCreateSubnet{Coldkey: rich.String(), Name: name, Task: "lm", MaxCost: 1000 * tao}
}

func dissolve(by *testchain.Actor, netuid uint32) *subnetv1.MsgDissolveSubnet {
	return &subnetv1.MsgDissolveSubnet{Sender: by.String(), Netuid: netuid}
}

// TestDissolve_LeavesNothing wants every store to have the keys it had before the subnet was opened, though it had
// neurons, an axon, weights, epochs, votes and pending emission, and the owner to have the lock back to the rao.
func TestDissolve_LeavesNothing(t *testing.T) {
	t.Parallel()
	c := ruled(t)
	c.Do(rich, open("haiku"))
	s, err := c.App().Subnet.Subnet(c.Context(), 3)
	if err != nil || s.Lock != 70*tao {
		t.Fatalf("lock %d: %v", s.Lock, err)
	}
	for _, h := range []*testchain.Actor{hot, fresh} {
		c.Do(cold, &subnetv1.MsgRegisterBurn{Coldkey: cold.String(), Hotkey: h.String(), Netuid: 3, MaxPrice: tao})
	}
	c.Do(hot, &subnetv1.MsgServeAxon{Hotkey: hot.String(), Netuid: 3, Host: "8.8.8.8", Port: 80, Protocol: "http"})
	c.BlocksTo(50)
	if pending, err := c.App().Emission.Pending(c.Context(), 3); err != nil || pending == 0 {
		t.Fatalf("%d rao are pending: %v", pending, err)
	}
	if n := len(keysOf(c, 3)); n < 7 {
		t.Fatalf("the subnet has %d keys only", n)
	}
	c.Do(rich, dissolve(rich, 3))
	before := c.Balance(rich)
	res := c.BlockResult()
	if got := c.Balance(rich) - before; got != 70*tao {
		t.Errorf("the owner got %d rao back", got)
	}
	events := testchain.Events[*subnetv1.EventSubnetDissolved](res.Events)
	if len(events) != 1 || events[0].Lock != 70*tao || events[0].Forfeited == 0 || events[0].Owner != rich.String() {
		t.Errorf("events: %v", events)
	}
	if left := keysOf(c, 3); len(left) > 0 {
		t.Errorf("keys are left: %v", left)
	}
	shares, err := c.App().Root.Shares(c.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range shares.Netuids {
		if n == 3 {
			t.Error("root still has a share for it")
		}
	}
	c.Blocks(20) // no epoch of it, and all books are checked
	c.Do(rich, open("haiku"))
	if _, err := c.App().Subnet.Subnet(c.Context(), 4); err != nil {
		t.Errorf("the successor does not have the next netuid: %v", err)
	}
	c.Import()
}

// keysOf returns the keys that belong to a subnet in the stores that are sorted by netuid.
func keysOf(c *testchain.Chain, netuid byte) []string {
	prefix := hex.EncodeToString([]byte{0, 0, 0, netuid})
	var found []string
	for key := range c.Content() {
		store, rest, _ := strings.Cut(key, "/")
		switch store + "/" + rest[:min(2, len(rest))] {
		case "subnet/01", "subnet/02", "subnet/03", "subnet/04", "subnet/07", "weights/00", "weights/01",
			"epoch/01", "epoch/03", "epoch/04", "emission/02":
			if strings.HasPrefix(rest[2:], prefix) {
				found = append(found, key)
			}
		case "epoch/02": // (height, netuid)
			if strings.HasSuffix(rest, prefix) {
				found = append(found, key)
			}
		}
	}
	return found
}

func TestDissolve_OneABlock(t *testing.T) {
	t.Parallel()
	c := ruled(t)
	for _, netuid := range []uint32{2, 1} {
		if err := c.Govern(&subnetv1.MsgDissolveSubnet{Sender: testchain.Authority, Netuid: netuid}); err != nil {
			t.Fatal(err)
		}
	}
	c.Blocks(2)
	all, err := c.App().Subnet.Subnets(c.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("%d subnets are left: %v", len(all), err)
	}
}

func TestRefusals_Ruling(t *testing.T) {
	t.Parallel()
	c := ruled(t)
	c.Do(rich, open("haiku"))
	set := func(by *testchain.Actor, netuid uint32, pairs ...string) *subnetv1.MsgSetHyperparams {
		m := &subnetv1.MsgSetHyperparams{Sender: by.String(), Netuid: netuid}
		for i := 0; i < len(pairs); i += 2 {
			m.Settings = append(m.Settings, subnetv1.Setting{Name: pairs[i], Value: pairs[i+1]})
		}
		return m
	}
	c.Refused([]testchain.Case{
		{"dissolve: another's", other, dissolve(other, 3), subnet.ErrNotOwner, rich.String()},
		{"dissolve: nobody's", other, dissolve(other, 1), subnet.ErrNotOwner, "nobody"},
		{"dissolve: unknown", rich, dissolve(rich, 9), subnet.ErrUnknownSubnet, "netuid 9"},
		{"set: another's", other, set(other, 3, "rho", "5"), subnet.ErrNotOwner, rich.String()},
		{"set: unknown subnet", rich, set(rich, 9, "rho", "5"), subnet.ErrUnknownSubnet, "netuid 9"},
		{"set: nothing", rich, set(rich, 3), subnet.ErrHyperparam, "nothing"},
		{"set: unknown name", rich, set(rich, 3, "speed", "5"), subnet.ErrHyperparam, `"speed"`},
		{"set: twice", rich, set(rich, 3, "rho", "5", "rho", "6"), subnet.ErrHyperparam, "rho is set twice"},
		{"set: no number", rich, set(rich, 3, "rho", "five"), subnet.ErrHyperparam, `rho: "five"`},
		{"set: negative", rich, set(rich, 3, "rho", "-5"), subnet.ErrHyperparam, `"-5"`},
		{"set: too large for its type", rich, set(rich, 3, "kappa", "4294967296"), subnet.ErrHyperparam, "4294967296"},
		{"set: out of range", rich, set(rich, 3, "kappa", "65536"), subnet.ErrHyperparam, "kappa is 65536, it must be from 0 to 65535"},
		{"set: no truth", rich, set(rich, 3, "commit_reveal", "yes"), subnet.ErrHyperparam, "commit_reveal"},
		{"set: one of two is bad", rich, set(rich, 3, "rho", "5", "max_weight_limit", "0"), subnet.ErrHyperparam, "max_weight_limit is 0"},
		{"set: against another", rich, set(rich, 3, "min_burn", "9", "max_burn", "8"), subnet.ErrHyperparam, "min_burn is 9"},
		{"set: miners would die unscored", rich, set(rich, 3, "immunity_period", "720", "reveal_period", "2"), subnet.ErrHyperparam, "immunity_period is 720, it must be more than 720 (2 × tempo)"},
		{"set: a longer secret", rich, set(rich, 3, "reveal_period", "14"), subnet.ErrHyperparam, "more than 5040 (14 × tempo)"},
		{"set: a task that is no word", rich, set(rich, 3, "task", "Write Poems"), subnet.ErrText, `task "Write Poems"`},
		{"set: no task", rich, set(rich, 3, "task", ""), subnet.ErrText, "1 to 64"},
		{"set: a version of a task that is no number", rich, set(rich, 3, "task_version", "4294967296"), subnet.ErrHyperparam, "task_version"},
		{"set: another's task", other, set(other, 3, "task", "poems"), subnet.ErrNotOwner, rich.String()},
		{"set: for governance", rich, set(rich, 3, "tempo", "5"), subnet.ErrNotOwner, "tempo"},
	})
	c.Do(rich, set(rich, 3, "rho", "5", "commit_reveal", "false", "immunity_period", "361", "task", "poems", "task_version", "7", "weights_version", "7"))
	at := c.Height()
	s, err := c.App().Subnet.Subnet(c.Context(), 3)
	if h := s.Hyperparams; err != nil || h.Rho != 5 || h.CommitReveal || h.ImmunityPeriod != 361 || s.HyperparamsSetAt != at {
		t.Errorf("%+v: %v", s, err)
	}
	if s.Task != "poems" || s.TaskVersion != 7 || s.Hyperparams.WeightsVersion != 7 {
		t.Errorf("validators judge %s, version %d, weights %d", s.Task, s.TaskVersion, s.Hyperparams.WeightsVersion)
	}
	clock, err := c.App().Epoch.Clock(c.Context(), 3)
	if err != nil || clock.Hyperparams.Rho == 5 {
		t.Errorf("the running epoch has the new rules already: %v, %v", clock, err)
	}
	c.Refused([]testchain.Case{
		{"set: too soon", rich, set(rich, 3, "rho", "6"), subnet.ErrTooSoon, "at block"},
		{"set: another task too soon", rich, set(rich, 3, "task_version", "8"), subnet.ErrTooSoon, "at block"},
	})
	gov := &subnetv1.MsgSetHyperparams{Sender: testchain.Authority, Netuid: 1, Settings: []subnetv1.Setting{{Name: "max_uids", Value: "1"}, {Name: "max_validators", Value: "1"}, {Name: "max_registrations_per_block", Value: "1"}}}
	if err := c.Govern(gov); err == nil || !strings.Contains(err.Error(), "2 neurons") {
		t.Errorf("fewer slots than neurons: %v", err)
	}
	gov.Settings = []subnetv1.Setting{{Name: "tempo", Value: "20"}}
	if err := c.Govern(gov); err == nil || !strings.Contains(err.Error(), "immunity_period is 20, it must be more than 20 (1 × tempo)") {
		t.Errorf("a tempo as long as the immunity: %v", err)
	}
	gov.Settings = []subnetv1.Setting{{Name: "tempo", Value: "4"}, {Name: "yuma", Value: "yuma3"}}
	if err := c.Govern(gov); err != nil {
		t.Error(err)
	}
	c.Blocks(15)
	if clock, err := c.App().Epoch.Clock(c.Context(), 1); err != nil || clock.Hyperparams.Tempo != 4 || clock.Hyperparams.Yuma != "yuma3" {
		t.Errorf("the next epoch does not have the new rules: %v, %v", clock, err)
	}
	c.Do(rich, dissolve(rich, 3))
}
