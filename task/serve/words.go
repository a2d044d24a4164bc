package serve

import (
	"context"
	"strings"
	"unicode"

	"github.com/tianwang-net/tianwang/openai"
)

// Words makes the Chat function of a model that answers the last message of the user with a text. A token is a word with
// the white space before it, for the limit, for the usage and for the pieces of a stream. A message of more than maxInput
// bytes is refused.
func Words(maxInput int, answer func(ctx context.Context, message string) (string, error)) ChatFunc {
	return func(ctx context.Context, q *openai.ChatRequest, emit Emit) (Result, error) {
		message := q.LastUser()
		if len(message) > maxInput {
			return Result{}, Invalid("messages: the last message has %d bytes, this model reads at most %d", len(message), maxInput)
		}
		text, err := answer(ctx, message)
		if err != nil {
			return Result{}, err
		}
		res := Result{Finish: openai.FinishStop, PromptTokens: len(strings.Fields(message))}
		limit := q.Limit(len(text) + 1)
		for text != "" {
			if res.CompletionTokens == limit {
				res.Finish = openai.FinishLength
				break
			}
			n := token(text)
			if err := emit(text[:n]); err != nil {
				return res, err
			}
			text = text[n:]
			res.CompletionTokens++
		}
		return res, nil
	}
}

// token returns the length of the first word of text with the white space before it. White space at the end of the text
// belongs to no word and comes out as a token of its own; models do not write any.
func token(text string) int {
	inWord := false
	for i, r := range text {
		if space := unicode.IsSpace(r); inWord && space {
			return i
		} else if !space {
			inWord = true
		}
	}
	return len(text)
}
