package retention

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/simulate/figure"
)

// update measures the figures of the guide again and draws them.
var update = flag.Bool("update", false, "draw the figures of docs/guide/incentives.md")

var guide = filepath.Join("..", "..", "docs", "guide")

// TestFigures_AreInTheGuide wants every figure drawn and shown.
func TestFigures_AreInTheGuide(t *testing.T) {
	t.Parallel()
	if *update {
		for _, f := range figures(t) {
			draw(t, f)
		}
	}
	page, err := os.ReadFile(filepath.Join(guide, "incentives.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"retention-sigma", "retention-beta", "retention-xi", "retention-kappa", "compound-40-20", "compound-40-40",
	} {
		file := filepath.Join("img", name+".svg")
		if !strings.Contains(string(page), "("+filepath.ToSlash(file)+")") {
			t.Errorf("the guide does not show %s", file)
		}
		if _, err := os.Stat(filepath.Join(guide, file)); err != nil {
			t.Errorf("%v: draw it with -update", err)
		}
	}
}

// figures measures all figures of the guide.
func figures(t *testing.T) (all []figure.Figure) {
	t.Helper()
	keep := func(f figure.Figure, err error) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	for _, axis := range Axes() {
		keep(Curves(axis, Full, 2))
	}
	for _, sigma := range []float64{.2, .4} {
		keep(Ends(.4, sigma, Default(), Full, 2))
	}
	return all
}

// draw writes a figure as an SVG file.
func draw(t *testing.T, f figure.Figure) {
	t.Helper()
	image, err := f.SVG(14, 9)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(guide, "img", f.Name+".svg"), image, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCurves_ReportWhatThresholdsAre wants the lines of a small market to be its thresholds, less those that do not exist.
func TestCurves_ReportWhatThresholdsAre(t *testing.T) {
	t.Parallel()
	f, err := Curves("kappa", Small, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Series) != 3 || f.Series[2].X[0] < 0.59 {
		t.Fatalf("a majority of 0.6 protects %v", f.Series)
	}
	for k, stake := range f.Series[1].X {
		want, err := Draw(Small, stake, .4, 1).Threshold(Default())
		if err != nil || f.Series[1].Y[k] != want {
			t.Errorf("S_H %v: got %v, want %v, err %v", stake, f.Series[1].Y[k], want, err)
		}
	}
	if _, err := Curves("rho", Small, 1); err == nil {
		t.Error("an unknown axis was drawn")
	}
}
