package simulate_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/simulate/figure"
	"github.com/tianwang-net/tianwang/simulate/report"
)

// update plays what the figures of the guide show again and draws them.
var update = flag.Bool("update", false, "draw the figures of docs/guide/incentives.md")

// TestFigures_AreInTheGuide wants every figure drawn and shown.
func TestFigures_AreInTheGuide(t *testing.T) {
	t.Parallel()
	guide := filepath.Join("..", "docs", "guide")
	if *update {
		for _, f := range figures(t) {
			image, err := f.SVG(14, 9)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(guide, "img", f.Name+".svg"), image, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	page, err := os.ReadFile(filepath.Join(guide, "incentives.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"copier-versions", "copier-churn", "late-versions", "cabal-stake"} {
		file := "img/" + name + ".svg"
		if !strings.Contains(string(page), "("+file+")") {
			t.Errorf("the guide does not show %s", file)
		}
		if _, err := os.Stat(filepath.Join(guide, file)); err != nil {
			t.Errorf("%v: draw it with -update", err)
		}
	}
}

func figures(t *testing.T) []figure.Figure {
	t.Helper()
	byVersion := figure.Figure{
		Name: "copier-versions", Title: "a copier, a tenth of the miners changes in an epoch", X: "epochs until weights are revealed",
		Y: "yield against honest work", Frame: &[4]float64{0, 10, 0.4, 1.2}, Legend: figure.TopRight, Points: true,
	}
	byChurn := byVersion
	byChurn.Name, byChurn.Title = "copier-churn", "a copier under the rules of a new subnet, by how much changes"
	late := byVersion
	late.Name, late.Title, late.X = "late-versions", "a validator that sees the market late", "epochs that it is late"
	lags := []int{0, 1, 2, 3, 5, 10}
	for _, v := range []string{"yuma1", "yuma3", "yuma3n", "yuma3n liquid"} {
		name, liquid, _ := strings.Cut(v, " ")
		rules := []string{"rules.yuma=" + name, fmt.Sprintf("rules.liquid_alpha=%v", liquid != "")}
		copier, behind := figure.Series{Name: v}, figure.Series{Name: v}
		for _, lag := range lags {
			copier.Add(float64(lag), play(t, "copier", append(rules, fmt.Sprintf("rules.reveal_period=%d", lag))...)["copier"].Against.Mean)
			behind.Add(float64(lag), play(t, "late", append(rules, fmt.Sprintf("validators.late.late=%d", lag))...)["late"].Against.Mean)
		}
		byVersion.Series, late.Series = append(byVersion.Series, copier), append(late.Series, behind)
	}
	for _, churn := range []float64{0, 0.02, 0.1, 0.3} {
		s := figure.Series{Name: fmt.Sprintf("%.0f %% change", 100*churn)}
		for _, lag := range lags {
			settings := []string{fmt.Sprintf("miners.miners.churn=%v", churn), fmt.Sprintf("rules.reveal_period=%d", lag)}
			s.Add(float64(lag), play(t, "copier", settings...)["copier"].Against.Mean)
		}
		byChurn.Series = append(byChurn.Series, s)
	}
	return []figure.Figure{byVersion, byChurn, late, cabal(t)}
}

// cabal shows how the stake of a cabal goes, for some that it may begin with.
func cabal(t *testing.T) figure.Figure {
	t.Helper()
	var all figure.Figure
	var lines []figure.Series
	for _, stake := range []string{"1000", "1400", "1600"} {
		out, err := economy(t, "cabal", "validators.cabal.stake="+stake).Run(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Figures(out) {
			if f.Title == "stake" {
				s := f.Series[1]
				s.Name = fmt.Sprintf("begins with %.0f %%", 100*s.Y[0])
				lines = append(lines, s)
				all = f
			}
		}
	}
	all.Name, all.Title, all.Frame = "cabal-stake", "stake of a cabal that gives nine tenths to its own poor miners", &[4]float64{0, 1000, 0, 1}
	all.Series, all.Legend = lines, figure.TopLeft
	return all
}
