package ensemble

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/task"
)

// maxSentences is how many sentences a message may have that is routed; all are put to each miner in one question.
const maxSentences = 64

// route gives each sentence to the player whose own language model finds it likeliest.
func (e *Ensemble) route(ctx context.Context, m Model, text string) (*Answer, error) {
	parts := sentences(text)
	if len(parts) > maxSentences {
		return nil, invalid("messages: %d sentences, this model reads at most %d", len(parts), maxSentences)
	}
	players, err := e.players(m)
	if err != nil {
		return nil, err
	}
	// The older first: of two that find a sentence equally likely, which is what a copier does, the original gets it.
	slices.SortStableFunc(players, func(a, b *player) int { return cmp.Compare(a.Registered, b.Registered) })
	bits := e.surprise(ctx, players, parts)
	said := make([]string, len(parts))
	by := make([]int, len(parts))
	var all sync.WaitGroup
	for k, s := range parts {
		all.Go(func() { said[k], by[k] = e.deliver(ctx, players, bits[k], s.text) })
	}
	all.Wait()
	var out strings.Builder
	bytes := make([]uint64, len(players))
	for k, s := range parts {
		if by[k] < 0 {
			return nil, failed(ctx, players)
		}
		players[by[k]].asked++
		bytes[by[k]] += uint64(max(1, len(said[k]))) // #nosec G115 -- a length
		out.WriteString(said[k] + s.gap)
	}
	body, err := chatBody(m.ID, out.String(), e.now().Unix(), text)
	if err != nil {
		return nil, err
	}
	return finish(Route, body, credit(players, fixed.Apportion(compose.Whole, bytes)))
}

// surprise returns for each sentence what each player needs for it, in bits a place, NaN for one that does not say: a
// miner without a language model is not routed to, unless nobody has one. The places of all sentences are asked in turn, so
// that nobody knows what comes at one before it has said what it expects there.
func (e *Ensemble) surprise(ctx context.Context, players []*player, parts []sentence) [][]float64 {
	sum, count := make([][]float64, len(parts)), make([][]float64, len(parts))
	for k := range parts {
		sum[k], count[k] = make([]float64, len(players)), make([]float64, len(players))
	}
	speaks := make([]*player, len(players)) // a player that has no language model may still be asked for its work
	for i, p := range players {
		speaks[i] = &player{Miner: p.Miner, netuid: p.netuid, model: p.model}
	}
	for turn := range routeProbe {
		var prompts []string
		var of []int
		var truth []byte
		for k, s := range parts {
			if at := places(s.text, routeProbe, len(s.text)); turn < len(at) {
				prompts, of, truth = append(prompts, before(s.text, at[turn])), append(of, k), append(truth, s.text[at[turn]])
			}
		}
		if len(prompts) == 0 {
			break
		}
		for i, said := range e.round(ctx, speaks, prompts) {
			for n, p := range said {
				sum[of[n]][i] += compose.Bits(p[truth[n]])
				count[of[n]][i]++
			}
		}
	}
	for k := range parts {
		for i, p := range speaks {
			if sum[k][i] /= count[k][i]; p.out {
				sum[k][i] = math.NaN()
			}
		}
	}
	for i, p := range speaks {
		players[i].asked += p.asked
	}
	return sum
}

// deliver asks the player of least surprise for a sentence, and the next one while it fails. When nobody showed any they are
// asked in their order. It returns who answered, -1 for nobody.
func (e *Ensemble) deliver(ctx context.Context, players []*player, bits []float64, text string) (string, int) {
	for _, i := range ranked(bits) {
		if ctx.Err() != nil {
			break
		}
		req, err := task.Ask(players[i].model, text)
		if err != nil {
			return "", -1
		}
		p := &player{Miner: players[i].Miner, netuid: players[i].netuid, model: players[i].model}
		answer, err := e.ask(ctx, p, req)
		if err != nil {
			continue
		}
		if said, err := task.Reply(task.Answer{Body: answer}); err == nil {
			return strings.TrimSpace(said), i
		}
		e.blame(ctx, p, errNoReply)
	}
	return "", -1
}

// ranked orders players by their surprise, those without any last.
func ranked(bits []float64) []int {
	bits = slices.Clone(bits)
	var order []int
	for i := compose.Likeliest(bits); i >= 0; i = compose.Likeliest(bits) {
		order, bits[i] = append(order, i), math.NaN()
	}
	for i := range bits {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	return order
}

// sentence is a part of a text, with the white space after it.
type sentence struct{ text, gap string }

// sentences cuts a text after marks that end a sentence, and at the ends of lines. Joined again they are the text, but for white space
// at its begin.
func sentences(text string) []sentence {
	var out []sentence
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return r == '\n' })
		if end < 0 {
			end = len(text)
		}
		for i, r := range text[:end] {
			if strings.ContainsRune(".!?", r) && strings.IndexFunc(text[i+1:], unicode.IsSpace) == 0 {
				end = i + 1
				break
			}
		}
		rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
		out = append(out, sentence{text[:end], text[end : len(text)-len(rest)]})
		text = rest
	}
	return out
}
