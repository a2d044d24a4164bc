// Package figure draws lines: what simulations report and what the guide shows.
package figure

import (
	"bytes"
	"fmt"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

// Figure is what a report plots.
type Figure struct {
	Name   string // of a file, without its ending
	Title  string
	X, Y   string // what the axes show
	Series []Series

	// Frame is how far the axes reach at least: left, right, bottom, top. Without one they fit the lines.
	Frame *[4]float64
	// Legend is where the names of the lines are.
	Legend Place
	// Points shows every point of a line.
	Points bool
}

// Series is one line of a figure.
type Series struct {
	Name string
	X, Y []float64 // of equal length
}

// Add puts a point at the end of the line.
func (s *Series) Add(x, y float64) { s.X, s.Y = append(s.X, x), append(s.Y, y) }

// Place is a corner of a figure.
type Place int

// Corners.
const (
	BottomRight Place = iota
	TopLeft
	TopRight
)

// SVG returns the figure as an image of some centimetres, readable without the font that it was measured in.
func (f Figure) SVG(width, height float64) ([]byte, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = f.Title, f.X, f.Y
	for _, style := range []*font.Font{
		&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.Y.Label.TextStyle.Font, &p.X.Tick.Label.Font,
		&p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font,
	} {
		style.Variant = "Sans"
	}
	p.Title.Padding, p.Legend.Padding, p.Legend.XOffs = vg.Points(8), vg.Points(2), vg.Points(-12)
	p.Legend.Top = f.Legend != BottomRight
	if f.Legend == TopLeft {
		p.Legend.Left, p.Legend.XOffs = true, vg.Points(8)
	}
	p.Add(plotter.NewGrid())
	if err := f.lines(p); err != nil {
		return nil, fmt.Errorf("figure %q: %w", f.Title, err)
	}
	if f.Frame != nil {
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = f.Frame[0], f.Frame[1], f.Frame[2], f.Frame[3]
	} else {
		f.leaveRoom(p)
	}
	image, err := p.WriterTo(vg.Length(width)*vg.Centimeter, vg.Length(height)*vg.Centimeter, "svg")
	if err != nil {
		return nil, fmt.Errorf("figure %q: %w", f.Title, err)
	}
	var text bytes.Buffer
	if _, err := image.WriteTo(&text); err != nil {
		return nil, fmt.Errorf("figure %q: %w", f.Title, err)
	}
	portable := strings.ReplaceAll(text.String(), "font-family:Liberation Sans", "font-family:Liberation Sans,Arial,sans-serif")
	return []byte(portable), nil
}

// leaveRoom makes the frame larger than the lines: for the last number of an axis, and for the legend.
func (f Figure) leaveRoom(p *plot.Plot) {
	p.X.Max += (p.X.Max - p.X.Min) * 0.04
	if f.Legend != BottomRight {
		p.Y.Max += (p.Y.Max - p.Y.Min) * 0.12 * float64(len(f.Series))
	}
}

func (f Figure) lines(p *plot.Plot) error {
	var lines []any
	for _, s := range f.Series {
		points := make(plotter.XYs, len(s.X))
		for k := range points {
			points[k].X, points[k].Y = s.X[k], s.Y[k]
		}
		lines = append(lines, s.Name, points)
	}
	if f.Points {
		return plotutil.AddLinePoints(p, lines...)
	}
	return plotutil.AddLines(p, lines...)
}
