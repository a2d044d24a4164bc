package validator

import (
	"bytes"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/task/builtin"
)

// idle is the key of a validator that must not sign anything.
type idle string

// Address implements wire.Signer.
func (i idle) Address() string { return string(i) }

// PublicKey implements wire.Signer.
func (idle) PublicKey() []byte { return nil }

// Sign implements wire.Signer.
func (idle) Sign([]byte) ([]byte, error) { return nil, errors.New("nothing is to be signed") }

// judging returns a validator of subnet 1 that has given a score to each of some miners, and what it says. It has no
// client, so that anything it sent would end the test.
func judging(t *testing.T, said *bytes.Buffer, scores ...float64) *Validator {
	t.Helper()
	file := filepath.Join(t.TempDir(), "validator.json")
	v := New(Config{Netuid: 1, File: file}, idle("judge"), nil, nil, nil, builtin.Task, slog.New(slog.NewTextHandler(said, nil)))
	var err error
	if v.state, err = load(file, "test-1", 1, "judge"); err != nil {
		t.Fatal(err)
	}
	err = v.change(func(s *state) {
		s.Round, s.Pending = 9, []promise{{Epoch: 1, Salt: []byte("salt")}}
		for uid, score := range scores {
			s.Miners = append(s.Miners, miner{UID: uint32(uid), Hotkey: "hot", Score: score, Rounds: 1}) // #nosec G115 -- few
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wants returns a subnet that wants a version of a task, 0 for the one that is built in.
func wants(t *testing.T, name string, version uint32) subnetv1.Subnet {
	t.Helper()
	if found, err := builtin.Task(name); err == nil && version == 0 {
		version = found.Info().Version
	}
	return subnetv1.Subnet{Netuid: 1, Task: name, TaskVersion: version}
}

func TestJudge_OwnerNamesAnotherTask(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	v := judging(t, &said, 0.5, 0.7)
	names := builtin.Names()
	first, second := wants(t, names[0], 0), wants(t, names[1], 0)
	judge := func(s subnetv1.Subnet) bool {
		t.Helper()
		found, err := v.judge(s)
		if err != nil {
			t.Fatal(err)
		}
		return found != nil && found.Info().Name == s.Task
	}
	if !judge(first) || len(v.state.Miners) != 2 {
		t.Fatalf("the task of the subnet is not judged, or its scores are gone: %+v", v.state)
	}
	for _, missing := range []subnetv1.Subnet{wants(t, names[0], 99), wants(t, "poems", 1), wants(t, "poems", 1)} {
		if judge(missing) {
			t.Errorf("task %s, version %d, is judged", missing.Task, missing.TaskVersion)
		}
	}
	if got := strings.Count(said.String(), "level=ERROR"); got != 2 {
		t.Errorf("%d alerts for two tasks that are missing:\n%s", got, said.String())
	}
	if !judge(first) || len(v.state.Miners) != 2 {
		t.Errorf("a task that came back has lost its scores: %+v", v.state)
	}
	if !judge(second) || len(v.state.Miners) != 0 || v.state.Round != 0 || len(v.state.Pending) != 1 {
		t.Errorf("scores of the old task are left, or promises are gone: %+v", v.state)
	}
	read, err := load(v.cfg.File, "test-1", 1, v.key.Address())
	if err != nil || read.Task != names[1] || len(read.Miners) != 0 {
		t.Errorf("the file has %+v: %v", read, err)
	}
}

// TestSay_NothingAboveZero: scores that are all zero are never sent, and the operator hears of it.
func TestSay_NothingAboveZero(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	v := judging(t, &said, 0, 0)
	g := &neuron.Metagraph{Neurons: []epochv1.NeuronState{{Uid: 0, Hotkey: "hot"}, {Uid: 1, Hotkey: "hot"}}}
	g.Subnet.Subnet = wants(t, builtin.Names()[0], 0)
	g.Clock.Epoch, g.Clock.Hyperparams.MaxWeightLimit, g.Clock.Hyperparams.CommitReveal = 4, 65_535, true
	if err := v.say(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	if text := said.String(); !strings.Contains(text, "level=ERROR") || !strings.Contains(text, "no miner has a score above zero") {
		t.Errorf("no alert:\n%s", text)
	}
	if v.state.Told != 0 || len(v.state.Pending) != 1 {
		t.Errorf("something was told or promised: %+v", v.state)
	}
}

// TestLoad_AfterARestart: scores, the secret and promises that are open come back as they were, and to their owner only.
func TestLoad_AfterARestart(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	v := judging(t, &said, 0.25, 0.5)
	if _, err := v.judge(wants(t, builtin.Names()[0], 0)); err != nil {
		t.Fatal(err)
	}
	again, err := load(v.cfg.File, "test-1", 1, "judge")
	if diff := cmp.Diff(v.state, again); err != nil || diff != "" || len(again.Secret) != 32 || len(again.Miners) != 2 || len(again.Pending) != 1 {
		t.Errorf("after a restart: %v\n%s", err, diff)
	}
	for name, open := range map[string]func() (state, error){
		"chain":  func() (state, error) { return load(v.cfg.File, "test-2", 1, "judge") },
		"netuid": func() (state, error) { return load(v.cfg.File, "test-1", 2, "judge") },
		"hotkey": func() (state, error) { return load(v.cfg.File, "test-1", 1, "somebody") },
	} {
		if _, err := open(); err == nil || !strings.Contains(err.Error(), "name another file") {
			t.Errorf("another %s: %v", name, err)
		}
	}
}
