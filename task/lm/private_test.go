package lm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// invented returns text that nobody has seen, in paragraphs.
func invented(seed uint64, size int) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for b.Len() < size {
		for range 40 {
			fmt.Fprintf(&b, "palabra%05dñ ", rng.IntN(100_000))
		}
		b.WriteString("\n\n")
	}
	return []byte(b.String())
}

func TestWithText_AsksAboutIt(t *testing.T) {
	t.Parallel()
	spanish, source := invented(1, 80<<10), invented(2, 80<<10)
	shipped := []byte(documents(Spanish)[0].text())
	files := fstest.MapFS{"a/b.txt": {Data: spanish}, "shipped.txt": {Data: shipped}, "c.go": {Data: source}, "ignored.md": {Data: []byte("x")}}
	private, err := task.Privately(Task{}, files)
	if err != nil {
		t.Fatal(err)
	}
	if private.Info() != (Task{}).Info() {
		t.Error("it is another task")
	}
	for n := range byte(20) {
		c, err := private.Challenge([32]byte{n})
		if err != nil {
			t.Fatal(err)
		}
		var q openai.CompletionRequest
		if err := json.Unmarshal(c.Request.Body, &q); err != nil {
			t.Fatal(err)
		}
		for i, prompt := range q.Prompt {
			next := prompt + string(c.Truth.([]byte)[i])
			if c.Truth.([]byte)[i] >= 0x80 {
				next = prompt // the first byte of a character
			}
			if !strings.Contains(string(spanish), next) && !strings.Contains(string(source), next) {
				t.Fatalf("%q is not in the private text", next)
			}
		}
	}
}

func TestWithText_RefusesWhatDoesNotDo(t *testing.T) {
	t.Parallel()
	var shipped strings.Builder
	for _, d := range documents(Spanish) {
		shipped.WriteString(d.text() + "\n\n")
	}
	source := &fstest.MapFile{Data: invented(3, 80<<10)}
	for name, files := range map[string]fstest.MapFS{
		"nothing":   {},
		"too short": {"a.txt": {Data: invented(4, 1<<10)}, "c.go": source},
		"shipped":   {"a.txt": {Data: []byte(shipped.String())}, "c.go": source},
		"no UTF-8":  {"a.txt": {Data: append(invented(5, 80<<10), 0xff)}, "c.go": source},
	} {
		if _, err := task.Privately(Task{}, files); !errors.Is(err, task.ErrText) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
