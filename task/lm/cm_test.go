package lm

import (
	"math"
	"testing"
	"testing/quick"
)

// TestCM_IsADistribution holds the law of Predictor for any history, after some training.
func TestCM_IsADistribution(t *testing.T) {
	t.Parallel()
	m, err := TrainCM(t.Context(), TrainingText(Spanish)[:100_000], noProgress)
	if err != nil {
		t.Fatal(err)
	}
	law := func(history []byte) bool {
		var p, q [256]float64
		m.Predict(history, &p)
		m.Predict(history, &q)
		sum := 0.
		for _, v := range p {
			if v <= 0 {
				return false
			}
			sum += v
		}
		return math.Abs(sum-1) < 1e-5 && p == q
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 50}); err != nil {
		t.Error(err)
	}
	if !law(nil) || !law([]byte("Y dijo Dios")) {
		t.Error("a text of Spanish has no distribution")
	}
}
