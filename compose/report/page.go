package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"text/template"

	"github.com/tianwang-net/tianwang/simulate/figure"
)

//go:embed page.md.tmpl
var text string

var layout = template.Must(template.New("page").Funcs(template.FuncMap{
	"bits":    func(x float64) string { return fmt.Sprintf("%.3f", x) },
	"one":     func(x float64) string { return fmt.Sprintf("%.1f", x) },
	"percent": func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) },
	"less":    func(a, b float64) string { return fmt.Sprintf("%.0f %%", 100*(1-a/b)) },
	"plus":    func(a, b float64) string { return fmt.Sprintf("%+.1f", a-b) },
	"kB":      func(n int) string { return fmt.Sprintf("%d kB", (n+500)/1000) },
	"share":   func(n, of int) string { return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(of)) },
	"add":     func(a, b int) int { return a + b },
}).Parse(text))

// write makes the page of the guide.
func write(m *bitsPerByte, t *translations) ([]byte, error) {
	var b bytes.Buffer
	err := layout.Execute(&b, struct {
		M *bitsPerByte
		T *translations
	}{m, t})
	return b.Bytes(), err
}

// figures are what the page shows.
func figures(m *bitsPerByte) []figure.Figure {
	windows := figure.Figure{
		Name: "compose-windows", Title: "Go with Spanish comments: bits per byte, by 4 kB", X: "kB of the text", Y: "bits per byte",
		Legend: figure.TopRight,
	}
	for i, name := range []string{"Spanish alone", "Go alone", "central", "gate", "gate and free model"} {
		s := figure.Series{Name: name}
		for k, w := range m.Windows {
			s.Add(float64(k*windowBytes)/1000, w[i])
		}
		windows.Series = append(windows.Series, s)
	}
	weight, comment := figure.Series{Name: "weight of the Spanish model"}, figure.Series{Name: "1 in a comment"}
	for i, w := range m.Weights {
		weight.Add(float64(i), w)
		here := 0.
		if m.Stretch[i] {
			here = 1
		}
		comment.Add(float64(i), here)
	}
	weights := figure.Figure{
		Name: "compose-weights", Title: "who is listened to, byte by byte (fixed share)", X: "byte", Y: "weight",
		Legend: figure.TopRight, Series: []figure.Series{comment, weight},
	}
	leave, plain, mine := figure.Series{Name: "leaving one out"}, figure.Series{Name: "Shapley alone"}, figure.Series{Name: "first commit wins"}
	for _, c := range m.ByCopies {
		leave.Add(float64(c.Hotkeys), c.Without)
		plain.Add(float64(c.Hotkeys), c.Plain)
		mine.Add(float64(c.Hotkeys), c.Original)
	}
	pay := figure.Figure{
		Name: "compose-copies", Title: "what the Go model keeps when others hand on its answers", X: "copies", Y: "part of the pay",
		Legend: figure.TopRight, Series: []figure.Series{leave, plain, mine}, Points: true,
	}
	alphas := figure.Figure{Name: "compose-alpha", Title: "the share that is given up", X: "percent", Y: "bits per byte", Points: true, Legend: figure.TopRight}
	line := figure.Series{Name: "fixed share"}
	for i, a := range m.Alphas {
		line.Add(100*a, m.ByAlpha[i])
	}
	alphas.Series = []figure.Series{line}
	return []figure.Figure{windows, weights, alphas, pay}
}
