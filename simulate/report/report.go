// Package report makes a page of what a simulation came to: one HTML file with its pictures inside, that needs no network.
package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/tianwang-net/tianwang/simulate"
	"github.com/tianwang-net/tianwang/simulate/figure"
)

//go:embed report.html
var page string

var layout = template.Must(template.New("report").Funcs(template.FuncMap{
	"percent": func(x float64) string { return fmt.Sprintf("%.2f %%", 100*x) },
	"number":  func(x float64) string { return fmt.Sprintf("%.3f", x) },
	"count":   func(x float64) string { return fmt.Sprintf("%.0f", x) },
	"tao":     func(x float64) string { return fmt.Sprintf("%.2f", x) },
	"around": func(s simulate.Spread) string {
		if s.Low == s.High {
			return fmt.Sprintf("%.3f", s.Mean)
		}
		return fmt.Sprintf("%.3f (%.3f – %.3f)", s.Mean, s.Low, s.High)
	},
}).Parse(page))

// section is one variant on the page.
type section struct {
	Heading    string
	Validators []simulate.Line
	Miners     []simulate.Line
	Figures    []template.HTML
}

// Write writes the page of a scenario. Source is its file, and seeds how many times each variant was played.
func Write(w io.Writer, s simulate.Scenario, source string, seeds int, played []simulate.Played) error {
	data := struct {
		Title, About, Source string
		Epochs, Warmup       int
		Seed                 uint64
		Seeds                int
		Sections             []section
	}{s.Title, strings.TrimSpace(s.About), source, s.Epochs, s.Warmup, s.Seed, seeds, nil}
	for _, p := range played {
		one := section{Heading: strings.Join(p.Settings, ", ")}
		for _, l := range p.Lines {
			if l.Validators {
				one.Validators = append(one.Validators, l)
			} else {
				one.Miners = append(one.Miners, l)
			}
		}
		for _, f := range Figures(p.Outcomes[0]) {
			image, err := f.SVG(13, 8)
			if err != nil {
				return err
			}
			text := string(image)
			if i := strings.Index(text, "<svg"); i > 0 {
				text = text[i:] // what is before it belongs to a file of its own
			}
			one.Figures = append(one.Figures, template.HTML(text)) // #nosec G203 -- drawn here; texts in it are escaped
		}
		data.Sections = append(data.Sections, one)
	}
	return layout.Execute(w, data)
}

// Figures returns the pictures of one run: stake and yield of validators, pay and worth of miners, and the price of a slot
// where somebody paid it.
func Figures(o *simulate.Outcome) []figure.Figure {
	stake := figure.Figure{Title: "stake", X: "epoch", Y: "part of all stake", Legend: figure.TopRight}
	yield := figure.Figure{Title: "yield, mean of 20 epochs", X: "epoch", Y: "dividends per stake", Legend: figure.TopRight}
	pay := figure.Figure{Title: "pay of miners, mean of 20 epochs", X: "epoch", Y: "part of all pay", Legend: figure.TopRight}
	people := figure.Figure{Title: "miners", X: "epoch", Y: "slots", Legend: figure.TopRight}
	price := figure.Figure{Title: "price of a slot", X: "epoch", Y: "TAO", Legend: figure.TopRight}
	came := 0
	for _, g := range o.Groups {
		if g.Validators {
			stake.Series = append(stake.Series, line(g.Name, g.Stake, 1))
			yield.Series = append(yield.Series, line(g.Name, g.Yield, 20))
			continue
		}
		pay.Series = append(pay.Series, line(g.Name+": pay", g.Share, 20), line(g.Name+": worth", g.Worth, 20))
		members := make([]float64, len(g.Members))
		for i, n := range g.Members {
			members[i] = float64(n)
		}
		people.Series = append(people.Series, line(g.Name, members, 1))
		came += g.Came
	}
	figures := []figure.Figure{yield}
	if moved(stake) {
		figures = append(figures, stake)
	}
	if len(pay.Series) > 2 {
		figures = append(figures, pay)
	}
	if came > 0 {
		price.Series = []figure.Series{line("price", o.Price, 1)}
		figures = append(figures, people, price)
	}
	return figures
}

// moved says whether a line is not level.
func moved(f figure.Figure) bool {
	for _, s := range f.Series {
		for _, y := range s.Y {
			if y != s.Y[0] {
				return true
			}
		}
	}
	return false
}

// points is how many a line has at most; more cannot be seen.
const points = 400

// line returns values by epoch, each the mean of some before it, thinned out.
func line(name string, values []float64, window int) figure.Series {
	s := figure.Series{Name: name}
	step := max(len(values)/points, 1)
	sum := 0.0
	for i, v := range values {
		sum += v
		if i >= window {
			sum -= values[i-window]
		}
		if i%step == 0 {
			s.Add(float64(i), sum/float64(min(i+1, window)))
		}
	}
	return s
}
