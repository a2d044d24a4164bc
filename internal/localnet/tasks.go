package localnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/task/builtin"
	"github.com/tianwang-net/tianwang/task/chat"
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

// withServer returns the tasks that are wanted: with a model server, chat is one of them.
func withServer(o Options) []string {
	if o.Upstream.URL == "" || slices.ContainsFunc(o.Tasks, builtin.NeedsServer) {
		return o.Tasks
	}
	wanted := slices.Clone(o.Tasks)
	if len(wanted) == 0 {
		wanted = builtin.Default()
	}
	return append(wanted, chat.Name)
}

// checkServer wants a model server for tasks that need one, and a task for a server that there is.
func checkServer(tasks []string, u axon.Upstream) error {
	i := slices.IndexFunc(tasks, builtin.NeedsServer)
	switch {
	case i >= 0 && u.URL == "":
		return fmt.Errorf("task %s: its miners ask a model server; name it with --upstream", tasks[i])
	case i >= 0:
		_, err := u.Handler(slog.New(slog.DiscardHandler))
		return err
	}
	return nil
}

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
