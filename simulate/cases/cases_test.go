package cases_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/simulate/cases"
)

// TestTotals_AreThoseOfTheReference wants, of every case and variant, the totals that the reference's own code printed.
func TestTotals_AreThoseOfTheReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/reference.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		var number int
		var name, a, b, c string
		if _, err := fmt.Sscan(line, &number, &name, &a, &b, &c); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		got, want := totals(t, number, name), a+" "+b+" "+c
		if s := fmt.Sprintf("%.3f %.3f %.3f", got[0], got[1], got[2]); s != want {
			t.Errorf("case %d %s: got %s, want %s", number, name, s, want)
		}
	}
	if want := 22 * 5; rows != want {
		t.Errorf("%d rows, want %d", rows, want)
	}
}

// run plays a case.
func run(t *testing.T, number int, variant string) *cases.Trajectory {
	t.Helper()
	c, err := cases.Find(number)
	if err != nil {
		t.Fatal(err)
	}
	v, err := cases.FindVariant(variant)
	if err != nil {
		t.Fatal(err)
	}
	trajectory, err := c.Run(v)
	if err != nil {
		t.Fatal(err)
	}
	return trajectory
}

// totals returns the totals of a case.
func totals(t *testing.T, number int, variant string) [3]float64 {
	t.Helper()
	return run(t, number, variant).Totals()
}
