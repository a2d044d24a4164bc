package neural

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestLearn_GradientIsTheSlope compares gradients with differences, for some weights of every matrix.
func TestLearn_GradientIsTheSlope(t *testing.T) {
	t.Parallel()
	s := Shape{Width: 16, Layers: 2, Heads: 2}
	rng := rand.New(rand.NewChaCha8([32]byte{1}))
	w := s.initial(rng)
	for i := range w.all { // nothing may be 0: a zero hides mistakes
		w.all[i] += float32(rng.NormFloat64() * 0.2)
	}
	text := []byte("Y dijo Dios: Sea la luz: y fue la luz")
	b, g := newBackward(s, len(text)-1), s.view(make([]float32, s.params()))
	b.learn(w, g, text)
	scratch := s.view(make([]float32, s.params()))
	offset := 0
	for n, m := range w.matrices() {
		for range 8 {
			i := rng.IntN(len(m.at))
			at := rng.IntN(len(text) - 1)
			pair, triple := rows(text, at)
			if n < 3 { // a row that occurs
				i = []int{int(text[at]), pair, triple}[n]*s.Width + i%s.Width
			}
			const h = 4e-3
			was := m.at[i]
			m.at[i] = was + h
			up := b.learn(w, scratch, text)
			m.at[i] = was - h
			down := b.learn(w, scratch, text)
			m.at[i] = was
			want, got := (up-down)/(2*h), float64(g.all[offset+i])
			if math.Abs(got-want) > 2e-3+0.03*math.Abs(want) {
				t.Errorf("matrix %d, number %d: gradient %.5f, slope %.5f", n, i, got, want)
			}
		}
		offset += len(m.at)
	}
}

func TestGemm(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewChaCha8([32]byte{2}))
	for _, c := range [][3]int{{1, 1, 1}, {4, 3, 16}, {5, 7, 9}, {8, 16, 48}, {128, 32, 128}} {
		m, k, n := c[0], c[1], c[2]
		a, b := noise(rng, m*k), noise(rng, k*n)
		got := noise(rng, m*n)
		want := bytes64(got)
		for i := range m {
			for j := range n {
				for l := range k {
					want[i*n+j] += float64(a[i*k+l]) * float64(b[l*n+j])
				}
			}
		}
		gemm(got, a, b, m, k, n, true)
		for i := range want {
			if math.Abs(want[i]-float64(got[i])) > 1e-3 {
				t.Fatalf("%v: number %d is %g, want %g", c, i, got[i], want[i])
			}
		}
	}
}

func noise(rng *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(rng.NormFloat64())
	}
	return out
}

func bytes64(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// tiny1 learns a short text by heart.
func tiny1(t *testing.T) *Model {
	t.Helper()
	text := []byte(strings.Repeat("the law of the land is the law. ", 40))
	last := 0.
	m, err := Train(t.Context(), Plan{Shape: Shape{16, 1, 2}, Steps: 60, Batch: 2, Rate: 1e-2, Tasks: 2}, [][]byte{text},
		func(_ int, bits float64) { last = bits })
	if err != nil {
		t.Fatal(err)
	}
	if last > 0.6 {
		t.Errorf("after 60 steps a text of 32 bytes still needs %.2f bits per byte", last)
	}
	return m
}

func TestTrain_LearnsAndIsRepeatable(t *testing.T) {
	t.Parallel()
	a, b := tiny1(t), tiny1(t)
	if !bytes.Equal(a.Save(), b.Save()) {
		t.Error("one plan gave two models")
	}
	var p [256]float64
	a.Predict([]byte("the law of the la"), &p)
	sum, best := 0., 0
	for c, v := range p {
		sum += v
		if v > p[best] {
			best = c
		}
	}
	if math.Abs(sum-1) > 1e-9 || (best != 'n' && best != 'w') {
		t.Errorf("sum %g, next byte %q", sum, byte(best))
	}
}

func TestSaveLoad(t *testing.T) {
	t.Parallel()
	m := tiny1(t)
	file := m.Save()
	back, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(strings.Repeat("the law of the land is the law. ", 4))
	was, err := m.Loss(text)
	if err != nil {
		t.Fatal(err)
	}
	is, err := back.Loss(text)
	if err != nil || math.Abs(was-is) > 0.1 {
		t.Errorf("before %.3f, after %.3f, %v", was, is, err)
	}
	if !bytes.Equal(back.Save()[:64], file[:64]) {
		t.Error("a rounded model rounds to another")
	}
	for name, bad := range map[string][]byte{
		"empty": nil, "short": file[:len(file)-1], "long": append(slices.Clip(file), 0),
		"magic": append([]byte("x"), file[1:]...), "head": file[:8],
		"shape": append([]byte(magic), 255, 255, 255, 255, 3, 0),
	} {
		if _, err := Load(bad); err == nil {
			t.Errorf("%s: was loaded", name)
		}
	}
}

func FuzzLoad(f *testing.F) {
	s := Shape{4, 1, 2}
	m := &Model{shape: s, weights: s.initial(rand.New(rand.NewChaCha8([32]byte{})))}
	f.Add(m.Save())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<16 {
			return
		}
		if m, err := Load(file); err == nil && m.shape.params() > 1<<16 {
			t.Errorf("%d bytes gave %d numbers", len(file), m.shape.params())
		}
	})
}

func BenchmarkPredict(b *testing.B) {
	s := Shape{96, 3, 4}
	m := &Model{shape: s, weights: s.initial(rand.New(rand.NewChaCha8([32]byte{})))}
	var p [256]float64
	history := bytes.Repeat([]byte("x"), Window)
	for b.Loop() {
		m.Predict(history, &p)
	}
}

func BenchmarkLearn(b *testing.B) {
	s := Shape{96, 3, 4}
	w := s.initial(rand.New(rand.NewChaCha8([32]byte{})))
	g := s.view(make([]float32, s.params()))
	k := newBackward(s, Window)
	text := bytes.Repeat([]byte("x"), Window+1)
	for b.Loop() {
		k.learn(w, g, text)
	}
	b.ReportMetric(float64(b.N)*Window/b.Elapsed().Seconds(), "bytes/s")
}
