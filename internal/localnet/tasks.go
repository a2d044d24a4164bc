package localnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tianwang-net/tianwang/task/builtin"
)

// tasks returns the tasks of the network in this directory, in the order of their subnets: those it was made with, or
// those wanted for a new one. It is an error to want others than there are.
func (h home) tasks(wanted []string) ([]string, error) {
	if err := checkTasks(wanted); err != nil {
		return nil, err
	}
	has, err := h.madeWith()
	switch {
	case err != nil:
		return nil, err
	case has == nil && len(wanted) == 0:
		return builtin.Default(), nil
	case has == nil:
		return wanted, nil
	case len(wanted) > 0 && !slices.Equal(has, wanted):
		return nil, fmt.Errorf("%s holds a network with the tasks %s; start it without --tasks, or afresh with --reset", h, strings.Join(has, ","))
	}
	return has, checkTasks(has)
}

// madeWith reads which tasks a network was made with, nil when there is none yet.
func (h home) madeWith() ([]string, error) {
	if h.nodes() == 0 {
		return nil, nil
	}
	b, err := os.ReadFile(h.taskList())
	if errors.Is(err, fs.ErrNotExist) {
		return builtin.Default(), nil // of a release that had no choice
	}
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return nil, fmt.Errorf("%s: %w", h.taskList(), err)
	}
	return names, nil
}

// keepTasks writes down what a network is made with.
func (h home) keepTasks(names []string) error {
	b, err := json.Marshal(names)
	if err != nil {
		return err
	}
	return os.WriteFile(h.taskList(), append(b, '\n'), 0o600)
}

func (h home) taskList() string { return filepath.Join(string(h), "tasks.json") }

func checkTasks(names []string) error {
	for i, name := range names {
		if _, err := builtin.Task(name); err != nil {
			return err
		}
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("task %s: named twice", name)
		}
	}
	return nil
}
