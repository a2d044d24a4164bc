package validator

import (
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/score"
)

// TestConfig_Traffic has two miners with equal tests, of which one serves people badly: it is worth less, and who gets no
// real requests is worth what its tests say.
func TestConfig_Traffic(t *testing.T) {
	t.Parallel()
	g := &neuron.Metagraph{Neurons: []epochv1.NeuronState{{Uid: 0, Hotkey: "good"}, {Uid: 1, Hotkey: "two-faced"}, {Uid: 2, Hotkey: "unasked"}}}
	cfg := Config{Traffic: func(hotkey string) score.Tally {
		return map[string]score.Tally{"good": {Good: 990, All: 1000}, "two-faced": {Good: 100, All: 1000}}[hotkey]
	}}
	got := cfg.withTraffic([]float64{0.8, 0.8, 0.8}, g)
	if got[0] < 0.75 || got[1] > 0.5 || got[2] != 0.8 {
		t.Errorf("%v", got)
	}
	if same := (Config{}).withTraffic([]float64{0.8, 0.7, 0.6}, g); same[0] != 0.8 || same[2] != 0.6 {
		t.Errorf("without real requests: %v", same)
	}
}
