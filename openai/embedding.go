package openai

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
)

// PathEmbeddings is the endpoint of vectors for texts.
const PathEmbeddings = "/v1/embeddings"

// Object names of an answer, and forms in which a vector is written.
const (
	ObjectEmbedding = "embedding"

	EncodingFloat  = "float"  // a list of numbers; what is meant when a request names none
	EncodingBase64 = "base64" // little-endian 32-bit floats, in base64
)

// EmbeddingRequest is the body of a request for the vectors of some texts.
type EmbeddingRequest struct {
	Model          string `json:"model"`
	Input          Inputs `json:"input"`
	EncodingFormat string `json:"encoding_format,omitempty"`
	Dimensions     *int   `json:"dimensions,omitempty"`
	User           string `json:"user,omitempty"`
}

// Inputs is one text or several; on the wire a string or a list of strings. Lists of token numbers are refused: they mean
// something to one model only.
type Inputs []string

// UnmarshalJSON accepts a string or a list of strings.
func (in *Inputs) UnmarshalJSON(b []byte) error {
	var p Prompts
	if err := p.UnmarshalJSON(b); err != nil {
		return errors.New("input: a string or a list of strings is needed")
	}
	*in = Inputs(p)
	return nil
}

// EmbeddingResponse is the body of the answer.
type EmbeddingResponse struct {
	Object string      `json:"object"` // ObjectList
	Data   []Embedding `json:"data"`
	Model  string      `json:"model"`
	Usage  *Usage      `json:"usage,omitempty"`
}

// Embedding is the vector of the input with this index.
type Embedding struct {
	Object    string `json:"object"` // ObjectEmbedding
	Index     int    `json:"index"`
	Embedding Vector `json:"embedding"`
}

// Vector is written as a list of numbers, and read in either form.
type Vector []float32

// UnmarshalJSON accepts a list of numbers, or base64.
func (v *Vector) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		return json.Unmarshal(b, (*[]float32)(v))
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw)%4 != 0 {
		return errors.New("embedding: not base64 of 32-bit floats")
	}
	*v = make(Vector, len(raw)/4)
	for i := range *v {
		(*v)[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return nil
}

// Base64 returns the vector in that form.
func (v Vector) Base64() string {
	raw := make([]byte, 0, 4*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(raw)
}
