package localnet

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/builtin"
	"github.com/tianwang-net/tianwang/task/chat"
)

func TestTasks_OfANewNetwork(t *testing.T) {
	t.Parallel()
	h := home(t.TempDir())
	here := axon.Upstream{URL: "http://127.0.0.1:11434"}
	for _, c := range []struct {
		options Options
		want    []string
	}{
		{Options{}, builtin.Default()},
		{Options{Tasks: []string{"assistant", "ocr-en"}}, []string{"assistant", "ocr-en"}},
		{Options{Upstream: here}, append(builtin.Default(), chat.Name)},
		{Options{Upstream: here, Tasks: []string{"assistant"}}, []string{"assistant", chat.Name}},
		{Options{Upstream: here, Tasks: []string{chat.Name, "assistant"}}, []string{chat.Name, "assistant"}},
	} {
		got, err := h.tasks(withServer(c.options))
		if err == nil {
			err = checkServer(got, c.options.Upstream)
		}
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%+v: %v\n%s", c.options, err, diff)
		}
	}
	for _, bad := range [][]string{{"poems"}, {"assistant", "assistant"}, {""}} {
		if got, err := h.tasks(bad); err == nil {
			t.Errorf("%q: a network with %q", bad, got)
		}
	}
	if err := checkServer([]string{chat.Name}, axon.Upstream{}); err == nil || !strings.Contains(err.Error(), "--upstream") {
		t.Errorf("chat without a server: %v", err)
	}
	if err := checkServer([]string{chat.Name}, axon.Upstream{URL: "nowhere"}); err == nil {
		t.Error("a server without an address")
	}
}

// TestMiners_OfEveryTask: each subnet has honest miners, cheaters, one copier of the best, and one friend of the
// self-dealer, each with a hotkey of its own.
func TestMiners_OfEveryTask(t *testing.T) {
	t.Parallel()
	for _, name := range builtin.Names() {
		all := miners(1, name)
		roles, honest, hotkeys := map[role]int{}, 0, []keyName{}
		for _, p := range all {
			roles[p.role]++
			if p.honest {
				honest++
			}
			if slices.Contains(hotkeys, p.key()) {
				t.Errorf("%s: hotkey %v twice", name, p.key())
			}
			hotkeys = append(hotkeys, p.key())
		}
		if found, err := builtin.Task(name); err == nil {
			if _, alike := found.(task.Measured); alike {
				honest++ // all that are honest are the same model
			}
		}
		if honest < 2 || roles[mirror] != 1 || roles[friend] != 1 || (roles[server] == 1) != builtin.NeedsServer(name) {
			t.Errorf("%s: %d honest, roles %v", name, honest, roles)
		}
		i := slices.IndexFunc(all, func(p player) bool { return p.role == mirror })
		if first := slices.IndexFunc(all, func(p player) bool { return p.label == all[i].after }); first < 0 || !all[first].honest {
			t.Errorf("%s: the copier waits for %q", name, all[i].after)
		}
	}
}
