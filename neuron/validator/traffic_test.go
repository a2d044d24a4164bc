package validator

import (
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/score"
)

// TestWithTraffic has two miners with equal tests, of which one serves people badly: it is worth less, and who gets no
// real requests is worth what its tests say.
func TestWithTraffic(t *testing.T) {
	t.Parallel()
	g := &neuron.Metagraph{Neurons: []epochv1.NeuronState{{Uid: 0, Hotkey: "good"}, {Uid: 1, Hotkey: "two-faced"}, {Uid: 2, Hotkey: "unasked"}}}
	got := withTraffic([]float64{0.8, 0.8, 0.8}, g, map[string]score.Tally{"good": {Good: 990, All: 1000}, "two-faced": {Good: 100, All: 1000}})
	if got[0] < 0.75 || got[1] > 0.5 || got[2] != 0.8 {
		t.Errorf("%v", got)
	}
	if same := withTraffic([]float64{0.8, 0.7, 0.6}, g, nil); same[0] != 0.8 || same[2] != 0.6 {
		t.Errorf("without real requests: %v", same)
	}
}
