package main

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestMixture_Golden plays the mixture in small: the numbers are those of the page's experiment on less text.
func TestMixture_Golden(t *testing.T) {
	t.Parallel()
	m, err := measureMixture(t.Context(), bounds{half: 24 << 10, game: 4 << 10})
	if err != nil {
		t.Fatal(err)
	}
	got := []float64{
		m.Spanish, m.Go, m.English, m.Joint, m.Free, m.Even, m.Fixed, m.Gate, m.FixedThree, m.GateThree, m.FixedFree, m.GateFree,
		m.Worth[0], m.Worth[1], m.Worth[2], m.ByCopies[0].Original,
	}
	want := []float64{
		4.3835, 4.3543, 6.2244, 2.1625, 2.6853, 2.6099, 2.1070, 2.0919, 2.1283, 2.0950, 1.7482, 1.6905,
		0.6592, 0.7915, 0.0817, 0.5401,
	}
	near(t, got, want, 0.0002)
	for k, c := range m.ByCopies {
		if c.Original != m.ByCopies[0].Original || k > 0 && c.Without > 0 {
			t.Errorf("with %d copies the original keeps %v, by leaving one out %v", k, c.Original, c.Without)
		}
	}
	if !(m.GateFree < m.Fixed && m.Fixed < m.Joint && m.Joint < m.Even && m.Even < m.Go) {
		t.Errorf("order of the rows: %.4f", got)
	}
}

// TestRouting_Golden plays routing and vote in small.
func TestRouting_Golden(t *testing.T) {
	t.Parallel()
	r, err := measureRouting(t.Context(), size{messages: 800, verses: 800, half: 30, equals: 3, equalPairs: 300})
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for _, s := range append(slices.Clone(r.Alone), r.Routed, r.Voted) {
		got = append(got, s.All.BLEU, s.All.ChrF)
	}
	want := []float64{11.5446, 34.4331, 10.8713, 34.9208, 20.7777, 44.9792, 9.3742, 38.4041, 19.0430, 44.5959, 15.8208, 42.3915}
	near(t, got, want, 0.01)
	if r.Right != r.Sentences {
		t.Errorf("%d of %d sentences went where they belong", r.Right, r.Sentences)
	}
	if r.Voted.All.BLEU > r.Routed.All.BLEU {
		t.Errorf("a vote among specialists helps: %+v, routed %+v", r.Voted, r.Routed)
	}
}

func near(t *testing.T, got, want []float64, within float64) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) <= within }) {
		t.Errorf("got\n%.4f, want\n%.4f", got, want)
	}
}

// TestComment_KeepsTheCode wants the code to stay as it is, and every comment with letters to be replaced.
func TestComment_KeepsTheCode(t *testing.T) {
	t.Parallel()
	source := "//go:build linux\n\n// Package x is one.\npackage x\n\nvar s = \"// no comment\" // but this is\n\n/*\n\tText here.\n*/\n"
	text, in := comment(source, func(room int) string { return strings.Repeat("ñ", room/2) })
	want := "//go:build linux\n\n// " + strings.Repeat("ñ", 8) + "\npackage x\n\nvar s = \"// no comment\" // ñññññ\n\n/*\n\tñññññ\n*/\n"
	if string(text) != want {
		t.Errorf("got %q, want %q", text, want)
	}
	if len(in) != len(text) || in[strings.Index(want, "package")] || !in[strings.Index(want, "ñ")] {
		t.Error("the marks do not say what is in a comment")
	}
}
