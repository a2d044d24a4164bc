package localnet

import (
	"slices"
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/neuron"
)

// TestOpenings: who looks first decides for all validators of a subnet, and for no other subnet.
func TestOpenings(t *testing.T) {
	t.Parallel()
	var o openings
	for i, c := range []struct {
		netuid uint32
		epoch  uint64
		ready  bool
		want   bool
	}{
		{1, 1, false, false},
		{1, 2, true, false},
		{1, 2, false, false},
		{1, 3, false, true}, // it was ready once
		{2, 3, true, false},
		{2, 4, true, true},
		{1, 4, true, true},
	} {
		if got := o.open(c.netuid, c.epoch, c.ready); got != c.want {
			t.Errorf("step %d: %+v: %v", i, c, got)
		}
	}
}

// TestPanel: nobody begins to judge a subnet before each of its validators has its slot there.
func TestPanel(t *testing.T) {
	t.Parallel()
	some := slices.DeleteFunc(cast([]string{"lm-bytes", "assistant"}), func(p player) bool { return p.role == model && p.wallet != walletHouse })
	keys, err := home(t.TempDir()).openKeys(some)
	if err != nil {
		t.Fatal(err)
	}
	n := &Network{cast: some, keys: keys}
	g := &neuron.Metagraph{Subnet: subnetv1.SubnetInfo{Subnet: subnetv1.Subnet{Netuid: 2}}}
	for _, p := range some {
		if p.netuid == 2 && p.role.judges() {
			g.Neurons = append(g.Neurons, epochv1.NeuronState{Hotkey: n.hotkey(p).Address()})
		}
	}
	if len(g.Neurons) != len(validators) || !n.panel(g) {
		t.Errorf("with all %d", len(g.Neurons))
	}
	for i := range g.Neurons {
		late := g.Neurons[i].Hotkey
		g.Neurons[i].Hotkey = "somebody else"
		if n.panel(g) {
			t.Errorf("without %s", late)
		}
		g.Neurons[i].Hotkey = late
	}
}
