package ocr

import (
	"image"
	"math"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// Size to which glyphs are scaled before they are compared.
const (
	gridW = 10
	gridH = 14
)

// known are the characters that can be read.
const known = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,.:;?!"

// shape is what a glyph looks like: how dark each part of its box is, how wide it is for its height, and where it stands
// in its line, in line heights from the top.
type shape struct {
	grid          [gridW * gridH]float64
	aspect        float64
	above, height float64
}

// template is the shape of a known character.
type template struct {
	shape
	char byte
}

// reader reads by comparing glyphs with templates.
type reader struct {
	templates []template
	clean     bool // smooth and straighten pages first
}

// templateSize is the size at which templates are made, in pixels.
const templateSize = 40

// newReader makes templates of typefaces.
func newReader(fonts []*sfnt.Font, clean bool) *reader {
	r := &reader{clean: clean}
	for _, f := range fonts {
		at := face(f, templateSize)
		for i := range len(known) {
			// With "dp" before it, the line is as high as lines of text are.
			b := binarize(set([]string{"dp  " + known[i:i+1]}, at, templateSize))
			rows := b.rows()
			if len(rows) != 1 {
				continue
			}
			if boxes := b.glyphs(rows[0][0], rows[0][1]); len(boxes) == 3 {
				r.templates = append(r.templates, template{b.shape(boxes[2], rows[0][0], rows[0][1]), known[i]})
			}
		}
		_ = at.Close() // never fails
	}
	return r
}

// shape measures a glyph in the line between top and bottom.
func (b *bitmap) shape(box image.Rectangle, top, bottom int) shape {
	line := float64(bottom - top)
	s := shape{
		aspect: math.Log(float64(box.Dx()) / float64(box.Dy())),
		above:  float64(box.Min.Y-top) / line, height: float64(box.Dy()) / line,
	}
	for j := range gridH {
		for i := range gridW {
			x0, x1 := box.Min.X+i*box.Dx()/gridW, box.Min.X+(i+1)*box.Dx()/gridW
			y0, y1 := box.Min.Y+j*box.Dy()/gridH, box.Min.Y+(j+1)*box.Dy()/gridH
			x1, y1 = max(x1, x0+1), max(y1, y0+1)
			n := 0
			for y := y0; y < y1; y++ {
				for x := x0; x < x1; x++ {
					if b.at(x, y) {
						n++
					}
				}
			}
			s.grid[j*gridW+i] = float64(n) / float64((x1-x0)*(y1-y0))
		}
	}
	return s
}

// distance says how different two shapes are.
func (s *shape) distance(o *shape) float64 {
	sum := 0.
	for i := range s.grid {
		d := s.grid[i] - o.grid[i]
		sum += d * d
	}
	d, a, h := s.aspect-o.aspect, s.above-o.above, s.height-o.height
	return sum/(gridW*gridH) + 0.3*d*d + a*a + 2*h*h
}

// read returns the lines of a picture.
func (r *reader) read(g *image.Gray) string {
	if r.clean {
		g = straighten(smooth(g))
	}
	b := binarize(g)
	var lines []string
	for _, row := range b.rows() {
		if line := r.line(b, row[0], row[1]); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// line reads one line: a space is where glyphs stand far apart.
func (r *reader) line(b *bitmap, top, bottom int) string {
	var out []byte
	end := -1
	for _, box := range b.glyphs(top, bottom) {
		if end >= 0 && box.Min.X-end > (bottom-top)/5 {
			out = append(out, ' ')
		}
		end = box.Max.X
		s := b.shape(box, top, bottom)
		best, char := math.Inf(1), byte('?')
		for i := range r.templates {
			if d := s.distance(&r.templates[i].shape); d < best {
				best, char = d, r.templates[i].char
			}
		}
		out = append(out, char)
	}
	return string(out)
}
