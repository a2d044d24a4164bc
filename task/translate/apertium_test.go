package translate

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/metric"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

func TestApertium_SaysWhatToInstall(t *testing.T) {
	t.Parallel()
	err := apertium("a", "apertium-that-is-not-there").Train(t.Context(), noProgress)
	if err == nil || !strings.Contains(err.Error(), "apt-get install apertium") {
		t.Errorf("error %v", err)
	}
}

// TestApertium_TranslatesLineByLine runs where the program is installed.
func TestApertium_TranslatesLineByLine(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath(apertiumProgram); err != nil {
		t.Skip("apertium is not installed: apt-get install apertium apertium-eng-spa")
	}
	url := serveModel(t, Apertium("a"))
	const challenges = 8
	mean, bleu, chrf := 0., metric.BLEU{}, metric.ChrF{}
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 3})
		if err != nil {
			t.Fatal(err)
		}
		got := task.Answer{Body: post(t, url, c.Request.Body)}
		text, err := task.Reply(got)
		if err != nil || strings.Count(text, "\n") != Sentences-1 {
			t.Errorf("answer %q, %v", text, err)
		}
		truth := c.Truth.([]smt.Pair)
		for k, line := range lines(text, truth) {
			bleu.Add(strings.ToLower(line), strings.ToLower(truth[k].Spanish))
			chrf.Add(strings.ToLower(line), strings.ToLower(truth[k].Spanish))
		}
		mean += Task{}.Score(c, []task.Answer{got})[0] / challenges
	}
	t.Logf("apertium chrF2 %.1f, BLEU %.1f, mean score %.3f, weight %.4f", chrf.Score(), bleu.Score(), mean, task.Weight(mean))
	if mean < 0.1 || mean > 0.3 {
		t.Errorf("mean score %.3f", mean)
	}
}
