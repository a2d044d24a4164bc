package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/tianwang-net/tianwang/openai"
)

// Bounds of a request for embeddings.
const (
	maxInputs    = 256
	maxInputText = 8 << 10 // bytes of one text
)

// EmbedFunc returns one vector for each text, all of one length, and how many tokens were read.
type EmbedFunc func(ctx context.Context, texts []string) (vectors []openai.Vector, tokens int, err error)

// embeddings answers a request for the vectors of some texts.
func (m *Model) embeddings(w http.ResponseWriter, r *http.Request, body []byte) {
	var q openai.EmbeddingRequest
	if err := json.Unmarshal(body, &q); err != nil {
		badRequest(w, "body: "+err.Error())
		return
	}
	if err := checkInputs(q); err != nil {
		badRequest(w, err.Error())
		return
	}
	vectors, tokens, err := m.Embed(r.Context(), q.Input)
	if err != nil {
		fail(w, err)
		return
	}
	type item struct {
		Object    string `json:"object"`
		Index     int    `json:"index"`
		Embedding any    `json:"embedding"`
	}
	data := make([]item, len(vectors))
	for i, v := range vectors {
		data[i] = item{openai.ObjectEmbedding, i, v}
		if q.EncodingFormat == openai.EncodingBase64 {
			data[i].Embedding = v.Base64()
		}
	}
	writeJSON(w, struct {
		Object string        `json:"object"`
		Data   []item        `json:"data"`
		Model  string        `json:"model"`
		Usage  *openai.Usage `json:"usage"`
	}{openai.ObjectList, data, m.ID, &openai.Usage{PromptTokens: tokens, TotalTokens: tokens}})
}

func checkInputs(q openai.EmbeddingRequest) error {
	switch {
	case len(q.Input) == 0 || len(q.Input) > maxInputs:
		return fmt.Errorf("input: %d texts, 1 to %d are needed", len(q.Input), maxInputs)
	case q.EncodingFormat != "" && q.EncodingFormat != openai.EncodingFloat && q.EncodingFormat != openai.EncodingBase64:
		return fmt.Errorf("encoding_format %q: float or base64 is needed", q.EncodingFormat)
	case q.Dimensions != nil:
		return errors.New("dimensions: this model has a fixed number of them")
	}
	for i, text := range q.Input {
		if text == "" || len(text) > maxInputText {
			return fmt.Errorf("input[%d]: %d bytes, 1 to %d are needed", i, len(text), maxInputText)
		}
	}
	return nil
}
