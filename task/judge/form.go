package judge

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/task"
)

// Paths of a judge.
const (
	PathTask      = "/v1/task"      // GET: what it judges
	PathChallenge = "/v1/challenge" // POST: a challenge from a seed
	PathScore     = "/v1/score"     // POST: scores of answers
)

// info is the answer to PathTask.
type info struct {
	Name    string `json:"name"`
	Version uint32 `json:"version"`
	Title   string `json:"title"`
	Metric  string `json:"metric"`
	Example string `json:"example"`
}

// seeded is the body of a request for a challenge.
type seeded struct {
	Seed string `json:"seed"` // 32 bytes in hexadecimal
}

// question is the answer to it.
type question struct {
	Request request         `json:"request"`
	Truth   json.RawMessage `json:"truth,omitempty"` // comes back with the answers
}

// request is what miners are asked.
type request struct {
	Path string          `json:"path"`
	Body json.RawMessage `json:"body"`
}

// answered is the body of a request for scores.
type answered struct {
	Seed    string            `json:"seed"`
	Request request           `json:"request"`
	Truth   json.RawMessage   `json:"truth"`
	Answers []json.RawMessage `json:"answers"` // null for a miner that gave none
}

// scored is the answer to it.
type scored struct {
	Scores []float64 `json:"scores"`
}

// Bounds of a judge's texts, in bytes.
const (
	maxName = 64
	maxText = 512
)

// check returns what is wrong with a description.
func (i info) check() error {
	switch {
	case i.Name == "" || len(i.Name) > maxName:
		return fmt.Errorf("name %q: 1 to %d bytes are needed", i.Name, maxName)
	case i.Version == 0:
		return errors.New("version 0: a number from 1 is needed")
	}
	for _, text := range []string{i.Title, i.Metric, i.Example} {
		if len(text) > maxText || !utf8.ValidString(text) {
			return fmt.Errorf("title, metric and example: at most %d bytes of UTF-8 each", maxText)
		}
	}
	return nil
}

var pathForm = regexp.MustCompile(`^/v1/[a-z0-9_-]+(/[a-z0-9_-]+)*$`)

// check returns what is wrong with a question.
func (q question) check() error {
	var object map[string]json.RawMessage
	switch {
	case len(q.Request.Path) > maxName || !pathForm.MatchString(q.Request.Path):
		return fmt.Errorf("request.path %q: a path such as /v1/chat/completions is needed", q.Request.Path)
	case json.Unmarshal(q.Request.Body, &object) != nil || object == nil:
		return errors.New("request.body: a JSON object is needed")
	case len(q.Request.Body) > maxRequest:
		return fmt.Errorf("request.body: %d bytes, at most %d can be asked", len(q.Request.Body), maxRequest)
	}
	return nil
}

// check returns what is wrong with scores for n answers.
func (s scored) check(n int) error {
	if len(s.Scores) != n {
		return fmt.Errorf("scores: %d for %d answers", len(s.Scores), n)
	}
	for i, x := range s.Scores {
		if x < 0 || x > 1 {
			return fmt.Errorf("scores[%d]: %g is not from 0 to 1", i, x)
		}
	}
	return nil
}

// sealed is the truth of a challenge that a judge made: what it wants back.
type sealed struct {
	seed  [32]byte
	truth json.RawMessage
}

func (s sealed) hex() string { return hex.EncodeToString(s.seed[:]) }

// wire returns a description as it is sent.
func wire(i task.Info) info { return info(i) }
