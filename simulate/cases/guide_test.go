package cases_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGuide_TellsTheTotals wants the table of cases in the guide to have the totals that the cases come to.
func TestGuide_TellsTheTotals(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", "incentives.md"))
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"yuma1", "yuma2-beta0", "yuma3", "yuma3n", "yuma3n-beta1"}
	rows := 0
	for line := range strings.Lines(string(page)) {
		var number int
		if _, err := fmt.Sscanf(line, "| %d:", &number); err != nil {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != len(columns)+1 {
			t.Fatalf("%q: %d cells", line, len(cells))
		}
		for k, variant := range columns {
			told, got := strings.Split(strings.Trim(cells[k+1], " *"), " / "), totals(t, number, variant)
			for i, text := range told {
				var want float64
				if _, err := fmt.Sscan(text, &want); err != nil {
					t.Fatalf("%q: %q: %v", line, text, err)
				}
				decimals := len(text) - strings.Index(text, ".") - 1
				if math.Abs(got[i]-want) > 0.5*math.Pow10(-decimals)+1e-3 {
					t.Errorf("case %d %s: the guide tells %s, it is %.4f", number, variant, text, got[i])
				}
			}
		}
	}
	if rows < 5 {
		t.Errorf("the guide has %d cases", rows)
	}
}
