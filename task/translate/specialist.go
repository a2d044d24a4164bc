package translate

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/serve"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

// sourceOrder is that of a specialist's language model.
const sourceOrder = 5

// specialist is a translator that also knows what it knows: a language model of the source text that it learned from.
type specialist struct {
	model
	pairs  func() []smt.Pair
	source *lm.KN
}

// Specialist returns the honest phrase-based system that learned from pairs. Beside chat it serves completions, by a model of
// their English side: who composes models asks there how likely a sentence is to it, and routes to it what it knows.
func Specialist(id string, pairs func() []smt.Pair) task.Model {
	return &specialist{model: model{id: id}, pairs: pairs}
}

// Messages returns the training pairs of messages of programs, another kind of text than what the task asks for.
func Messages() []smt.Pair {
	var out []smt.Pair
	for _, m := range corpus.Messages() {
		if !corpus.Held(m.English) {
			out = append(out, smt.Pair{English: m.English, Spanish: m.Spanish})
		}
	}
	return out
}

func (m *specialist) Train(ctx context.Context, progress func(float64)) error {
	pairs := m.pairs()
	system, err := smt.Train(ctx, pairs, func(done float64) { progress(0.9 * done) })
	if err != nil {
		return err
	}
	var english strings.Builder
	for _, p := range pairs {
		english.WriteString(p.English + "\n")
	}
	m.ready = system.Translate
	m.source, err = lm.TrainKN(ctx, []byte(english.String()), sourceOrder, func(done float64) { progress(0.9 + 0.1*done) })
	return err
}

func (m *specialist) Handler() http.Handler {
	chat := serve.Handler(serve.Model{ID: m.id, Chat: serve.Words(maxInput, m.ready), Now: time.Now})
	language := lm.Handler(m.id, m.source)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == openai.PathCompletions {
			language.ServeHTTP(w, r)
			return
		}
		chat.ServeHTTP(w, r)
	})
}
