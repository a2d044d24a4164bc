package lm

import (
	"math"
	"strings"
	"testing"
	"testing/quick"

	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/metric"
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

// TestMemoriser_GainsOnlyFromWhatIsPublic shows what the guide warns of: a model that has read the held-out text too beats
// an honest one of the same kind on it; on text that nobody shipped it is no better.
func TestMemoriser_GainsOnlyFromWhatIsPublic(t *testing.T) {
	t.Parallel()
	var held strings.Builder
	for _, doc := range documents(Spanish) {
		if corpus.Held(doc.unit) {
			held.WriteString(doc.text() + "\n\n")
		}
	}
	train := func(text []byte) *KN {
		m, err := TrainKN(t.Context(), text, 6, noProgress)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	honest, memoriser := train(TrainingText(Spanish)), train(append(TrainingText(Spanish), held.String()...))
	// private is text of the same language that is in no corpus: it was written for this test
	const private = "El mercado abre al amanecer. Los modelos responden y los jueces escuchan; quien copia no gana nada, " +
		"y quien aprende de memoria sólo sabe lo que ya fué escrito. Mañana habrá otras preguntas, nuevas para todos."
	public := bitsOf(honest, held.String()[:20_000]) - bitsOf(memoriser, held.String()[:20_000])
	secret := bitsOf(honest, private) - bitsOf(memoriser, private)
	t.Logf("the memoriser saves %.3f bits per byte on public text, %.3f on private", public, secret)
	if public < 0.15 || secret > 0.05 {
		t.Errorf("the memoriser saves %.3f bits per byte on public text, %.3f on private", public, secret)
	}
}

// bitsOf returns the bits per byte that a model needs for a text.
func bitsOf(m Predictor, text string) float64 {
	bits := metric.Bits{Floor: floorBits}
	var p [256]float64
	for i := range len(text) {
		m.Predict([]byte(text[max(0, i-MaxContext):i]), &p)
		bits.Add(p[text[i]])
	}
	return bits.PerByte()
}
