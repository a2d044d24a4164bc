package builtin

import (
	"testing"

	"github.com/tianwang-net/tianwang/task"
)

func TestRegistry_IsComplete(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		tk, err := Task(name)
		if err != nil || tk.Info().Name != name || tk.Info().Version == 0 || tk.Info().Title == "" || tk.Info().Example == "" {
			t.Errorf("task %s: %+v, %v", name, tk.Info(), err)
		}
		seen := map[string]bool{}
		honest, cheats := 0, 0
		for _, m := range Models(name) {
			if seen[m.Name] || m.Name == "" || m.Title == "" {
				t.Errorf("task %s: model %+v is nameless or listed twice", name, m)
			}
			seen[m.Name] = true
			if model, err := Model(name, m.Name); err != nil || model == nil {
				t.Errorf("task %s: model %s: %v", name, m.Name, err)
			}
			if m.Local && m.Honest {
				honest++
			} else if m.Local {
				cheats++
			}
		}
		if NeedsServer(name) {
			honest++ // the one in front of the server
		}
		if _, alike := tk.(task.Measured); alike {
			honest++ // all that are honest are the same model
		}
		if honest < 2 || cheats < 1 || !seen["random"] {
			t.Errorf("task %s: a local network needs two honest models and a random one, has %d and %d", name, honest, cheats)
		}
	}
}

func TestRegistry_RefusesUnknownNames(t *testing.T) {
	t.Parallel()
	if _, err := Task("nothing"); err == nil {
		t.Error("an unknown task was found")
	}
	if got := Models("nothing"); got != nil {
		t.Errorf("models of an unknown task: %v", got)
	}
	if _, err := Model("nothing", "kn7"); err == nil {
		t.Error("a model of an unknown task was found")
	}
	if _, err := Model(Names()[0], "nothing"); err == nil {
		t.Error("an unknown model was found")
	}
}
