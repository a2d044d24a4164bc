package validator

import (
	"fmt"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/neuron/observe"
	"github.com/tianwang-net/tianwang/task"
)

// Find returns the task that a subnet names, in the version that it names, or what is missing.
func (tasks Tasks) Find(s subnetv1.Subnet) (task.Task, error) {
	t, err := tasks(s.Task)
	if err != nil {
		return nil, fmt.Errorf("subnet %d: %w", s.Netuid, err)
	}
	if has := t.Info().Version; has != s.TaskVersion {
		return nil, fmt.Errorf("subnet %d wants version %d of task %s, this program has %d", s.Netuid, s.TaskVersion, s.Task, has)
	}
	return t, nil
}

// judge returns the task that the subnet wants to be judged, nil when this program does not have it, which is said once.
// Scores of another task, or of another version of it, are forgotten: they say nothing about this one.
func (v *Validator) judge(s subnetv1.Subnet) (task.Task, error) {
	t, err := v.tasks.Find(s)
	v.cfg.Observer.Condition(observe.Judged, err == nil, "the subnet wants a task, or a version of it, that this program does not have")
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil {
		if v.mute != err.Error() {
			v.log.Error("the subnet wants a task that this program does not have: nothing is judged until it has", "err", err)
		}
		v.mute = err.Error()
		return nil, nil //nolint:nilnil // there is none, and it was said
	}
	v.mute = ""
	if v.state.Task == s.Task && v.state.TaskVersion == s.TaskVersion {
		return t, nil
	}
	if v.state.Task != "" {
		v.log.Warn("the subnet has another task, scores begin anew", "task", s.Task, "version", s.TaskVersion)
		v.state.Miners, v.state.Round, v.state.Measured = nil, 0, 0
	}
	v.state.Task, v.state.TaskVersion = s.Task, s.TaskVersion
	return t, save(v.cfg.File, v.state)
}
