package task

// Each scores the answers to a challenge in the form of a chat one by one: judge gets the truth of the challenge and the
// text of an answer. An answer that is missing or malformed scores 0, and so do all when the truth is not a T, which is
// then a challenge of another task.
func Each[T any](c Challenge, answers []Answer, judge func(truth T, text string) float64) []float64 {
	scores := make([]float64, len(answers))
	truth, ok := c.Truth.(T)
	if !ok {
		return scores
	}
	for i, a := range answers {
		if text, err := Reply(a); err == nil {
			scores[i] = judge(truth, text)
		}
	}
	return scores
}
