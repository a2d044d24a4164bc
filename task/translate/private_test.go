package translate

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

func TestWithText(t *testing.T) {
	t.Parallel()
	var own, shipped strings.Builder
	for n := range 250 {
		fmt.Fprintf(&own, "the lorry number%d waits behind warehouse%d until noon\tel camión número%d espera\n", n, n, n)
	}
	for _, p := range exam() {
		fmt.Fprintf(&shipped, "%s\t%s\n", p.English, p.Spanish)
	}
	file := func(text string) fstest.MapFS { return fstest.MapFS{privateFile: {Data: []byte(text)}} }
	private, err := task.Privately(Task{}, file(own.String()+shipped.String()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range byte(50) {
		c, err := private.Challenge([32]byte{n})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Truth.([]smt.Pair) {
			if !strings.HasPrefix(p.English, "the lorry") {
				t.Errorf("asked about shipped text: %s", p.English)
			}
		}
	}
	for name, bad := range map[string]fstest.MapFS{
		"nothing": {}, "too few": file("one two three four five six\tuno\n"), "shipped": file(shipped.String()),
		"no tab": file("one two three\n"), "no UTF-8": file("a\t\xff\n"),
	} {
		if _, err := task.Privately(Task{}, bad); !errors.Is(err, task.ErrText) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
