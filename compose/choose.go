package compose

import "math"

// Likeliest returns the specialist to whom a sentence should go: the one whose own language model needs the fewest bits
// for it. Of equals it is the first; -1 when there is none. What is no number counts as not asked.
func Likeliest(bits []float64) int {
	best := -1
	for i, b := range bits {
		if !math.IsNaN(b) && (best < 0 || b < bits[best]) {
			best = i
		}
	}
	return best
}

// Vote returns the answer that is most like all others, and the mean likeness of each: the choice of least risk (Kumar and
// Byrne, "Minimum Bayes-risk decoding for statistical machine translation", 2004). likeness measures an answer against
// another as if that were the reference, by the measure of the task. Of equals it is the first, so that the order of
// answers, best first, breaks ties; -1 when there is none.
//
// Use it where it has been measured to help. It helps among equals, whose mistakes differ; it hurts when one knows and the
// others guess alike.
func Vote(answers []string, likeness func(answer, reference string) float64) (int, []float64) {
	means := make([]float64, len(answers))
	best := -1
	for i, a := range answers {
		for j, r := range answers {
			if i != j {
				means[i] += likeness(a, r)
			}
		}
		means[i] /= max(1, float64(len(answers)-1))
		if best < 0 || means[i] > means[best] {
			best = i
		}
	}
	return best, means
}
