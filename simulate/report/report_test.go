package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/simulate"
	"github.com/tianwang-net/tianwang/simulate/report"
)

// TestWrite_NeedsNothingElse wants a page with all numbers and pictures that loads nothing, and in which texts of a file
// are texts.
func TestWrite_NeedsNothingElse(t *testing.T) {
	t.Parallel()
	source, err := simulate.Source("squatters")
	if err != nil {
		t.Fatal(err)
	}
	s, err := simulate.Parse(source, "epochs=60", "title=<script>alert(1)</script>")
	if err != nil {
		t.Fatal(err)
	}
	s.Miners[0].Name = "<b>bold</b>"
	s.Vary = []simulate.Variation{{Setting: "rules.yuma", Values: []string{"yuma1", "yuma3n"}}}
	played, err := s.Play(2, nil)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := report.Write(&page, s, string(source), 2, played); err != nil {
		t.Fatal(err)
	}
	text := page.String()
	for _, want := range []string{"rules.yuma=yuma1", "rules.yuma=yuma3n", "&lt;b&gt;bold&lt;/b&gt;", "squatters", "price of a slot", "max_price = 10.0"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(text, "<svg"); n != 2*4 {
		t.Errorf("%d pictures, want yield, pay, miners and price for each variant", n)
	}
	for _, bad := range []string{"<script", "<b>bold", "<?xml"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, address := range regexp.MustCompile(`(src|href|url)\s*[=(]\s*"?[^"#)]*`).FindAllString(text, -1) {
		t.Errorf("the page loads %s", address)
	}
}
