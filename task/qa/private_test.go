package qa

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
)

// invented returns lines that nobody has seen, of words that the shipped text has.
func invented(seed uint64, lines int) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	known := frequent(kjv().counts)
	var b strings.Builder
	for range lines {
		for range 12 {
			fmt.Fprintf(&b, "%s ", known[rng.IntN(2000)])
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

func TestWithText_AsksAboutIt(t *testing.T) {
	t.Parallel()
	own := string(invented(1, 400))
	shipped := corpus.Verses(corpus.KJV)[0].Text
	files := fstest.MapFS{"a/own.txt": {Data: []byte(own)}, "shipped.txt": {Data: []byte(shipped + "\n")}, "other.md": {Data: []byte("x")}}
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
		var answer []string
		for _, word := range c.Truth.([]string) {
			if !strings.Contains(own, word) {
				t.Fatalf("%q is not a word of the private text", word)
			}
			answer = append(answer, word)
		}
		if strings.Contains(string(c.Request.Body), shipped[:20]) {
			t.Fatal("shipped text is asked")
		}
		good, bad := reply(strings.Join(answer, "\n")), reply("nothing")
		if got := private.Score(c, []task.Answer{good, bad}); !slices.Equal(got, []float64{1, 0}) {
			t.Errorf("scores %v", got)
		}
	}
}

func TestWithText_RefusesWhatDoesNotDo(t *testing.T) {
	t.Parallel()
	var shipped strings.Builder
	for _, v := range corpus.Verses(corpus.KJV) {
		shipped.WriteString(v.Text + "\n")
	}
	for name, files := range map[string]fstest.MapFS{
		"nothing":       {},
		"too short":     {"a.txt": {Data: invented(2, 200)}},
		"shipped":       {"a.txt": {Data: []byte(shipped.String())}},
		"no UTF-8":      {"a.txt": {Data: append(invented(3, 400), 0xff)}},
		"unknown words": {"a.txt": {Data: []byte(strings.Repeat("xyzzy qwerty plugh frotz gnusto rezrov\n", 400))}},
	} {
		if _, err := task.Privately(Task{}, files); !errors.Is(err, task.ErrText) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
