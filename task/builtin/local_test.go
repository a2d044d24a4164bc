package builtin

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tianwang-net/tianwang/task"
)

// TestLocalNetwork_PaysQuality runs the models of a local network through a few challenges of each task: the better of
// the honest ones must earn clearly more than the other, and cheaters next to nothing.
func TestLocalNetwork_PaysQuality(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			infos, models := localModels(t, name)
			weights := weigh(t, name, models)
			last, honest := 0., 0.
			for i, m := range infos {
				t.Logf("%-12s weight %.6f", m.Name, weights[i])
				if !m.Honest {
					if weights[i] > honest/10_000 {
						t.Errorf("cheater %s earns %.6f, the honest %.6f together", m.Name, weights[i], honest)
					}
					continue
				}
				if last > 0 && last < 1.7*weights[i] {
					t.Errorf("%s earns %.6f, the better one %.6f", m.Name, weights[i], last)
				}
				last = weights[i]
				honest += last
			}
		})
	}
}

// localModels trains the models that a local network runs for a task.
func localModels(t *testing.T, name string) ([]ModelInfo, []http.Handler) {
	t.Helper()
	var infos []ModelInfo
	var out []http.Handler
	for _, info := range Models(name) {
		if !info.Local {
			continue
		}
		m, err := Model(name, info.Name)
		if err != nil {
			t.Fatal(err)
		}
		at := 0.
		if err := m.Train(t.Context(), func(p float64) {
			if p < at || p > 1 {
				t.Errorf("%s: progress went from %g to %g", info.Name, at, p)
			}
			at = p
		}); err != nil {
			t.Fatal(err)
		}
		if at != 1 {
			t.Errorf("%s: progress ended at %g", info.Name, at)
		}
		infos, out = append(infos, info), append(out, m.Handler())
	}
	return infos, out
}

// weigh returns the weight of each model after ten challenges.
func weigh(t *testing.T, name string, models []http.Handler) []float64 {
	t.Helper()
	tk, err := Task(name)
	if err != nil {
		t.Fatal(err)
	}
	const challenges = 10
	mean := make([]float64, len(models))
	for n := range challenges {
		c, err := tk.Challenge([32]byte{byte(n), 11})
		if err != nil {
			t.Fatal(err)
		}
		answers := make([]task.Answer, len(models))
		for i, m := range models {
			w := httptest.NewRecorder()
			m.ServeHTTP(w, httptest.NewRequest(http.MethodPost, c.Request.Path, bytes.NewReader(c.Request.Body)))
			if w.Code == http.StatusOK {
				answers[i].Body = w.Body.Bytes()
			}
		}
		for i, s := range tk.Score(c, answers) {
			mean[i] += s / challenges
		}
	}
	for i, m := range mean {
		mean[i] = task.Weight(m)
	}
	return mean
}
