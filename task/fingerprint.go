package task

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
)

// Fingerprint returns a hash of what an answer says, without the name, time and number that every server puts on it. Two
// answers with the same fingerprint are the same work: white space in text does not count, numbers count exactly.
func Fingerprint(a Answer) [sha256.Size]byte {
	var body struct {
		Choices json.RawMessage `json:"choices"`
		Data    json.RawMessage `json:"data"`
	}
	if json.Unmarshal(a.Body, &body) != nil || (body.Choices == nil && body.Data == nil) {
		return sha256.Sum256(a.Body)
	}
	var flat bytes.Buffer
	for _, part := range []json.RawMessage{body.Choices, body.Data} {
		var v any
		d := json.NewDecoder(bytes.NewReader(part))
		d.UseNumber()
		if len(part) > 0 && d.Decode(&v) == nil {
			b, err := json.Marshal(trim(v)) // maps are written in the order of their keys
			if err == nil {
				flat.Write(b)
			}
		}
	}
	return sha256.Sum256(flat.Bytes())
}

// trim joins the white space of every string, and drops what does not belong to the content.
func trim(v any) any {
	switch v := v.(type) {
	case string:
		return strings.Join(strings.Fields(v), " ")
	case []any:
		for i := range v {
			v[i] = trim(v[i])
		}
	case map[string]any:
		for k := range v {
			if k == "finish_reason" || k == "index" {
				delete(v, k)
				continue
			}
			v[k] = trim(v[k])
		}
	}
	return v
}
