package lm

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task/serve"
)

// Limits of a request.
const (
	chatTokens     = 256  // tokens of an answer when the request names no limit
	maxTokens      = 4096 // tokens of all answers to a request together
	maxReports     = 256  // distributions reported to a request
	maxPrompts     = 128  // prompts in a request
	defaultTokens  = 16   // max_tokens of a completion, OpenAI's default
	reportDecimals = 1e6  // log-probabilities are rounded to six places
	leastLogprob   = -40  // a probability of 0 is reported as e^-40
)

// Handler serves a model under an identifier: chat continues the last message of the user, completions continue prompts
// and report log-probabilities of up to 256 bytes.
func Handler(id string, m Predictor) http.Handler {
	return serve.Handler(serve.Model{ID: id, Chat: chat(m), Complete: Complete(m), Now: time.Now})
}

// errStop ends a generation that has come to a natural end.
var errStop = errors.New("end of passage")

func chat(m Predictor) serve.ChatFunc {
	return func(ctx context.Context, q *openai.ChatRequest, emit serve.Emit) (serve.Result, error) {
		prompt := q.LastUser()
		res := serve.Result{Finish: openai.FinishLength, PromptTokens: len(prompt)}
		if err := checkTemperature(q.Temperature); err != nil {
			return res, err
		}
		var word []byte // what is not sent yet: whole words make better pieces than bytes
		send := func() error {
			defer func() { word = word[:0] }()
			return emit(string(word))
		}
		var last byte
		limit := min(q.Limit(chatTokens), maxTokens)
		err := generate(ctx, m, prompt, limit, newSampling(q.Temperature, q.Seed), func(b byte, _ *[256]float64, whole bool) error {
			res.CompletionTokens++
			if b == '\n' && last == '\n' { // an empty line ends a chapter or a block of code
				return errStop
			}
			last = b
			if word = append(word, b); whole && (b == ' ' || b == '\n') {
				return send()
			}
			return nil
		})
		if errors.Is(err, errStop) {
			res.Finish, err = openai.FinishStop, nil
		}
		if err == nil && len(word) > 0 {
			err = send()
		}
		return res, err
	}
}

func checkTemperature(t *float64) error {
	if t != nil && (*t < 0 || *t > 2) {
		return serve.Invalid("temperature: must be from 0 to 2")
	}
	return nil
}

// Complete returns how a model answers completion requests, for [serve.Model].
func Complete(m Predictor) func(context.Context, *openai.CompletionRequest) (*openai.CompletionResponse, error) {
	return func(ctx context.Context, q *openai.CompletionRequest) (*openai.CompletionResponse, error) {
		limit, err := checkCompletion(q)
		if err != nil {
			return nil, err
		}
		r := &openai.CompletionResponse{Usage: &openai.Usage{}}
		s := newSampling(q.Temperature, q.Seed)
		for i, prompt := range q.Prompt {
			c, n, err := completeOne(ctx, m, prompt, limit, s, q.Logprobs)
			if err != nil {
				return nil, err
			}
			c.Index = i
			r.Choices = append(r.Choices, c)
			r.Usage.PromptTokens += len(prompt)
			r.Usage.CompletionTokens += n
		}
		r.Usage.TotalTokens = r.Usage.PromptTokens + r.Usage.CompletionTokens
		return r, nil
	}
}

// checkCompletion returns the number of tokens to write after each prompt.
func checkCompletion(q *openai.CompletionRequest) (int, error) {
	limit := defaultTokens
	if q.MaxTokens != nil {
		limit = *q.MaxTokens
	}
	n := len(q.Prompt)
	switch {
	case q.Stream:
		return 0, serve.Invalid("stream: completions are not streamed, chat completions are")
	case n < 1 || n > maxPrompts:
		return 0, serve.Invalid("prompt: %d prompts, must be from 1 to %d", n, maxPrompts)
	case limit < 1 || limit > maxTokens/n:
		return 0, serve.Invalid("max_tokens: must be from 1 to %d for %d prompts", maxTokens/n, n)
	case q.Logprobs != nil && (*q.Logprobs < 0 || *q.Logprobs > 256):
		return 0, serve.Invalid("logprobs: must be from 0 to 256")
	case q.Logprobs != nil && n*limit > maxReports:
		return 0, serve.Invalid("logprobs: are reported for at most %d tokens, %d asked", maxReports, n*limit)
	}
	return limit, checkTemperature(q.Temperature)
}

// completeOne continues one prompt. The number of tokens written is returned too.
func completeOne(ctx context.Context, m Predictor, prompt string, limit int, s sampling, top *int) (openai.CompletionChoice, int, error) {
	var text strings.Builder
	var lp *openai.Logprobs
	if top != nil {
		lp = &openai.Logprobs{}
	}
	err := generate(ctx, m, prompt, limit, s, func(b byte, p *[256]float64, _ bool) error {
		text.WriteByte(b)
		if lp != nil {
			lp.Tokens = append(lp.Tokens, tokenNames[b])
			lp.TokenLogprobs = append(lp.TokenLogprobs, logprob(p[b]))
			lp.TopLogprobs = append(lp.TopLogprobs, likeliest(p, *top))
		}
		return nil
	})
	return openai.CompletionChoice{Text: text.String(), Logprobs: lp, FinishReason: openai.FinishLength}, text.Len(), err
}

func logprob(p float64) float64 {
	return math.Round(max(leastLogprob, math.Log(p))*reportDecimals) / reportDecimals
}
