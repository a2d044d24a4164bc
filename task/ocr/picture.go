package ocr

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typefaces are those that texts are set in.
var typefaces = sync.OnceValue(func() []*sfnt.Font {
	var out []*sfnt.Font
	for _, ttf := range [][]byte{goregular.TTF, gobold.TTF, gomedium.TTF, gomono.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // the binary is broken
		}
		out = append(out, f)
	}
	return out
})

// face returns a typeface at a size in pixels.
func face(f *sfnt.Font, size float64) font.Face {
	made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // only for options that are not these
	}
	return made
}

// Setting of a page, in pixels.
const (
	margin  = 24
	spacing = 1.5 // of lines, in sizes
)

// set writes lines black on white.
func set(lines []string, f font.Face, size float64) *image.Gray {
	width := 0
	for _, line := range lines {
		width = max(width, font.MeasureString(f, line).Ceil())
	}
	step := int(size * spacing)
	page := image.NewGray(image.Rect(0, 0, width+2*margin, step*len(lines)+2*margin))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	for i, line := range lines {
		d := font.Drawer{Dst: page, Src: image.Black, Face: f, Dot: fixed.P(margin, margin+i*step+int(size))}
		d.DrawString(line)
	}
	return page
}

// spoiling is what happens to a page before a miner sees it.
type spoiling struct {
	angle float64 // of the turn, in radians
	blur  float64 // part of each pixel that comes from its neighbours
	noise float64 // standard deviation, of 255
	paper float64 // brightness of white
}

func drawSpoiling(rng *rand.Rand) spoiling {
	return spoiling{
		angle: (rng.Float64()*2 - 1) * 1.2 * math.Pi / 180, blur: rng.Float64() * 0.6, noise: rng.Float64() * 30, paper: 200 + rng.Float64()*55,
	}
}

// spoil turns, blurs and dirties a page.
func (s spoiling) spoil(page *image.Gray, rng *rand.Rand) *image.Gray {
	b := page.Bounds()
	out := image.NewGray(b)
	sin, cos := math.Sincos(s.angle)
	cx, cy := float64(b.Dx())/2, float64(b.Dy())/2
	for y := range b.Dy() {
		for x := range b.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			u, v := cx+dx*cos+dy*sin, cy-dx*sin+dy*cos
			ink := sample(page, u, v)
			if s.blur > 0 {
				around := (sample(page, u-1, v) + sample(page, u+1, v) + sample(page, u, v-1) + sample(page, u, v+1)) / 4
				ink = (1-s.blur)*ink + s.blur*around
			}
			shade := ink*s.paper/255 + rng.NormFloat64()*s.noise
			out.SetGray(x, y, color.Gray{Y: uint8(min(255, max(0, math.Round(shade))))})
		}
	}
	return out
}

// sample reads between pixels; outside the page it is white.
func sample(page *image.Gray, x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	at := func(x, y int) float64 {
		if !(image.Point{X: x, Y: y}).In(page.Rect) {
			return 255
		}
		return float64(page.Pix[page.PixOffset(x, y)])
	}
	i, j := int(x0), int(y0)
	return (at(i, j)*(1-fx)+at(i+1, j)*fx)*(1-fy) + (at(i, j+1)*(1-fx)+at(i+1, j+1)*fx)*fy
}

// paint makes the picture of a text, as PNG.
func paint(lines []string, rng *rand.Rand) ([]byte, error) {
	fonts := typefaces()
	size := 22 + rng.Float64()*10
	f := face(fonts[rng.IntN(len(fonts))], size)
	defer f.Close()
	page := drawSpoiling(rng).spoil(set(lines, f, size), rng)
	var out bytes.Buffer
	err := png.Encode(&out, page)
	return out.Bytes(), err
}
