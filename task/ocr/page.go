package ocr

import (
	"image"
	"math"
	"slices"
)

// bitmap is a picture in black and white.
type bitmap struct {
	w, h int
	ink  []bool
}

func (b *bitmap) at(x, y int) bool { return x >= 0 && y >= 0 && x < b.w && y < b.h && b.ink[y*b.w+x] }

// smooth replaces each pixel by the mean of its neighbourhood, which takes away noise.
func smooth(g *image.Gray) *image.Gray {
	out := image.NewGray(g.Rect)
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			sum, n := 0, 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if (image.Point{X: x + dx, Y: y + dy}).In(g.Rect) {
						k := (2 - dx*dx) * (2 - dy*dy)
						sum, n = sum+k*int(g.Pix[g.PixOffset(x+dx, y+dy)]), n+k
					}
				}
			}
			out.Pix[out.PixOffset(x, y)] = uint8(sum / n) // #nosec G115 -- a mean of bytes
		}
	}
	return out
}

// threshold finds the brightness between ink and paper (Otsu, 1979).
func threshold(g *image.Gray) int {
	var histogram [256]float64
	total, all := 0., 0.
	for _, p := range g.Pix {
		histogram[p]++
		total++
		all += float64(p)
	}
	best, at, n, sum := -1., 128, 0., 0.
	for v := range 256 {
		n += histogram[v]
		sum += histogram[v] * float64(v)
		if n == 0 || n == total {
			continue
		}
		d := sum/n - (all-sum)/(total-n)
		if between := n * (total - n) * d * d; between > best {
			best, at = between, v
		}
	}
	return at
}

// binarize makes a picture black and white.
func binarize(g *image.Gray) *bitmap {
	limit := threshold(g)
	b := &bitmap{w: g.Rect.Dx(), h: g.Rect.Dy()}
	b.ink = make([]bool, b.w*b.h)
	for y := range b.h {
		for x := range b.w {
			b.ink[y*b.w+x] = int(g.Pix[g.PixOffset(x, y)]) <= limit
		}
	}
	return b
}

// skew finds by how much a page is turned: at the right angle the rows are either full or empty.
func skew(b *bitmap) float64 {
	best, at := -1., 0.
	for step := -16; step <= 16; step++ {
		angle := float64(step) / 8 * math.Pi / 180
		rows := make([]int, b.h+2*b.w)
		for y := range b.h {
			for x := range b.w {
				if b.ink[y*b.w+x] {
					rows[b.w+y-int(math.Round(float64(x)*math.Tan(angle)))]++
				}
			}
		}
		sharp := 0.
		for _, n := range rows {
			sharp += float64(n) * float64(n)
		}
		if sharp > best {
			best, at = sharp, angle
		}
	}
	return at
}

// straighten turns a page back.
func straighten(g *image.Gray) *image.Gray {
	angle := skew(binarize(g))
	out := image.NewGray(g.Rect)
	sin, cos := math.Sincos(angle)
	cx, cy := float64(g.Rect.Dx())/2, float64(g.Rect.Dy())/2
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			out.Pix[out.PixOffset(x, y)] = uint8(sample(g, cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)) // #nosec G115 -- a mix of bytes
		}
	}
	return out
}

// rows cuts a page into lines of text: runs of rows with ink.
func (b *bitmap) rows() [][2]int {
	var out [][2]int
	from := -1
	for y := 0; y <= b.h; y++ {
		n := 0
		for x := 0; y < b.h && x < b.w; x++ {
			if b.ink[y*b.w+x] {
				n++
			}
		}
		switch {
		case n >= 3 && from < 0:
			from = y
		case n < 3 && from >= 0:
			if y-from >= 8 {
				out = append(out, [2]int{from, y})
			}
			from = -1
		}
	}
	return out
}

// glyphs finds the connected pieces of ink in a line, joins those that stand above each other, as a dot and its i, and
// returns their boxes from left to right. Specks are left out.
func (b *bitmap) glyphs(top, bottom int) []image.Rectangle {
	seen := make([]bool, b.w*(bottom-top))
	var boxes []image.Rectangle
	for x := range b.w {
		for y := top; y < bottom; y++ {
			if b.at(x, y) && !seen[(y-top)*b.w+x] {
				if box, n := b.flood(x, y, top, bottom, seen); n >= 6 {
					boxes = append(boxes, box)
				}
			}
		}
	}
	slices.SortFunc(boxes, func(a, c image.Rectangle) int { return a.Min.X - c.Min.X })
	var out []image.Rectangle
	for _, box := range boxes {
		if n := len(out); n > 0 {
			overlap := min(out[n-1].Max.X, box.Max.X) - box.Min.X
			if 2*overlap > min(out[n-1].Dx(), box.Dx()) {
				out[n-1] = out[n-1].Union(box)
				continue
			}
		}
		out = append(out, box)
	}
	return out
}

// flood marks a connected piece and returns its box and its size.
func (b *bitmap) flood(x, y, top, bottom int, seen []bool) (box image.Rectangle, n int) {
	box = image.Rect(x, y, x+1, y+1)
	open := []image.Point{{X: x, Y: y}}
	seen[(y-top)*b.w+x] = true
	for len(open) > 0 {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		box = box.Union(image.Rect(p.X, p.Y, p.X+1, p.Y+1))
		n++
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				q := image.Point{X: p.X + dx, Y: p.Y + dy}
				if q.Y >= top && q.Y < bottom && b.at(q.X, q.Y) && !seen[(q.Y-top)*b.w+q.X] {
					seen[(q.Y-top)*b.w+q.X] = true
					open = append(open, q)
				}
			}
		}
	}
	return box, n
}
