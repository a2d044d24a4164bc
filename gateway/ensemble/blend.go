package ensemble

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// blend is a mixture at work for one request. It is an lm.Predictor, so that everything else about a completion is that of
// any model.
type blend struct {
	e       *Ensemble
	ctx     context.Context //nolint:containedctx // a Predictor has none, and a blend lives as long as its request
	stop    context.CancelCauseFunc
	players []*player
	weigher *compose.FixedShare

	at   int             // bytes of history at the last question
	last []*compose.Dist // what each player answered to it; nil for one that is out
	rest []byte          // of a character that was begun
}

// errNobody ends an answer that nobody is left to give.
var errNobody = errors.New("no miner is left")

// Predict fills p with the mixture of what the players say comes after history. JSON carries no halves of characters, so
// that only the first byte of each is mixed; see complete.
func (b *blend) Predict(history []byte, p *[256]float64) {
	*p = [256]float64{}
	if k := begun(history); k > 0 {
		if k == 1 {
			b.rest = b.complete(history[:len(history)-1], history[len(history)-1])
		}
		p[b.rest[k-1]] = 1
		return
	}
	if b.last != nil && b.at < len(history) {
		c := history[b.at]
		b.weigher.Learn(c, given(b.last, c))
	}
	b.at, b.last = len(history), b.ask(before(string(history), len(history)))
	var said []*compose.Dist
	var weights []float64
	sum := 0.
	for i, w := range b.weigher.Weights(nil) {
		if b.last[i] != nil {
			said, weights, sum = append(said, b.last[i]), append(weights, w), sum+w
		}
	}
	if len(said) == 0 {
		b.stop(errNobody)
		p['\n'] = 1 // nobody sees it
		return
	}
	for i := range weights {
		weights[i] /= sum
	}
	*p = *compose.Blend(said, weights)
	for c := utf8.RuneSelf; c < len(p); c++ { // only what somebody can go on with
		if !slices.ContainsFunc(said, func(q *compose.Dist) bool { return likeliest(q) == c }) {
			p[c] = 0
		}
	}
}

// complete returns the bytes after the first of a character. They are those of the player of most weight whose likeliest byte was
// that one: it is asked to go on by itself, with the character that it had in mind.
func (b *blend) complete(history []byte, lead byte) []byte {
	var able []int
	for i, q := range b.last {
		if q != nil && likeliest(q) == int(lead) && !b.players[i].out {
			able = append(able, i)
		}
	}
	w := b.weigher.Weights(nil)
	slices.SortStableFunc(able, func(i, j int) int { return cmp.Compare(w[j], w[i]) })
	for _, i := range able {
		if text, err := b.e.goOn(b.ctx, b.players[i], before(string(history), len(history))); err == nil && text != "" && text[0] == lead {
			_, n := utf8.DecodeRuneInString(text)
			return []byte(text[1:n])
		}
	}
	filler := map[bool]string{lead < 0xe0: "\xa1", lead >= 0xe0 && lead < 0xf0: "\x80\x94", lead >= 0xf0: "\x9f\x98\x80"}
	return []byte(filler[true])
}

// goOn asks a player for what it holds to be the likeliest character.
func (e *Ensemble) goOn(ctx context.Context, p *player, history string) (string, error) {
	limit, cold := utf8.UTFMax, 0.
	body, err := json.Marshal(openai.CompletionRequest{Model: p.model, Prompt: openai.Prompts{history}, MaxTokens: &limit, Temperature: &cold})
	if err != nil {
		return "", err
	}
	answer, err := e.ask(ctx, p, task.Request{Path: openai.PathCompletions, Body: body})
	if err != nil {
		return "", err
	}
	var r openai.CompletionResponse
	if err := json.Unmarshal(answer, &r); err != nil || len(r.Choices) == 0 {
		e.blame(ctx, p, errNotDistribution)
		return "", errNotDistribution
	}
	return r.Choices[0].Text, nil
}

// ask asks the players for the next byte.
func (b *blend) ask(history string) []*compose.Dist {
	said := make([]*compose.Dist, len(b.players))
	for i, ps := range b.e.round(b.ctx, b.players, []string{history}) {
		if ps != nil {
			said[i] = ps[0]
		}
	}
	return said
}

// none says whether every player is out.
func (b *blend) none() bool {
	return !slices.ContainsFunc(b.players, func(p *player) bool { return !p.out })
}

// given returns what each player gave to a byte, nothing for one that is out.
func given(said []*compose.Dist, c byte) []float64 {
	row := make([]float64, len(said))
	for i, p := range said {
		if p != nil {
			row[i] = p[c]
		}
	}
	return row
}

func likeliest(p *compose.Dist) int {
	best := 0
	for c, v := range p {
		if v > p[best] {
			best = c
		}
	}
	return best
}

// begun returns how many bytes of an unfinished character are at the end of history.
func begun(history []byte) int {
	for k := 1; k < utf8.UTFMax && k <= len(history); k++ {
		if tail := history[len(history)-k:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return k
		}
	}
	return 0
}
