package validator

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/builtin"
)

// distant is a task that somebody else judges; err is what is wrong with the judge.
type distant struct {
	task.Task
	err *error
}

func (d distant) TryScore(_ context.Context, c task.Challenge, answers []task.Answer) ([]float64, error) {
	return d.Score(c, answers), *d.err
}

// TestSay_BrokenJudge: weights are sent for a judge that has judged a round, and not while it fails. The validator has no
// client: what it would send ends in a panic, which is how this test sees it.
func TestSay_BrokenJudge(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	v := judging(t, &said, 0.5, 0.7)
	var broken error
	v.tasks = func(name string) (task.Task, error) {
		found, err := builtin.Task(name)
		return distant{found, &broken}, err
	}
	g := &neuron.Metagraph{Neurons: []epochv1.NeuronState{{Uid: 0, Hotkey: "hot"}, {Uid: 1, Hotkey: "hot"}}}
	g.Subnet.Subnet = wants(t, builtin.Names()[0], 0)
	g.Clock.Epoch, g.Clock.Hyperparams.MaxWeightLimit = 4, 65_535
	v.state.Task, v.state.TaskVersion = g.Subnet.Subnet.Task, g.Subnet.Subnet.TaskVersion
	sends := func() (sent bool) {
		t.Helper()
		defer func() { sent = recover() != nil }()
		if err := v.say(t.Context(), g); err != nil {
			t.Fatal(err)
		}
		return false
	}
	round := func() {
		t.Helper()
		judge, err := v.tasks.Find(g.Subnet.Subnet)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.score(t.Context(), judge, task.Challenge{}, nil); !errors.Is(err, broken) {
			t.Fatal(err)
		}
	}
	if sends() {
		t.Error("weights were sent before the judge had judged anything")
	}
	round()
	if !sends() {
		t.Error("no weights were sent for a judge that works")
	}
	broken = errors.New("division by zero")
	for range 3 {
		round()
		if sends() {
			t.Error("weights were sent while the judge fails")
		}
	}
	if got := strings.Count(said.String(), "division by zero"); got != 1 {
		t.Errorf("the reason was said %d times:\n%s", got, said.String())
	}
	broken = nil
	round()
	if !sends() {
		t.Error("no weights were sent for a judge that works again")
	}
}
