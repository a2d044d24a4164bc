package smt

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func noProgress(float64) {}

// toy pairs come from a small grammar in which the adjective follows the noun in Spanish.
var toy = func() (out []Pair) {
	nouns := [][2]string{
		{"house", "la casa"}, {"table", "la mesa"}, {"book", "el libro"}, {"dog", "el perro"}, {"queen", "la reina"}, {"king", "el rey"},
	}
	adjectives := [][2]string{{"green", "verde"}, {"big", "grande"}, {"poor", "pobre"}, {"strong", "fuerte"}, {"happy", "feliz"}}
	for _, n := range nouns {
		out = append(out, Pair{"the " + n[0], n[1]}, Pair{"the " + n[0] + " of David.", n[1] + " de David."},
			Pair{"of the " + n[0] + ",", "de " + n[1] + ","})
		for _, a := range adjectives {
			out = append(out, Pair{"the " + a[0] + " " + n[0], n[1] + " " + a[1]})
		}
	}
	return out
}()

func TestTokenize(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"¿Dónde está Abel, tu hermano?": {"¿", "dónde", "está", "abel", ",", "tu", "hermano", "?"},
		"don’t stop’ rock'n'roll":       {"don’t", "stop", "’", "rock'n'roll"},
		"  \n ":                         nil,
	} {
		if got := Tokenize(in); !reflect.DeepEqual(got, want) {
			t.Errorf("Tokenize(%q) = %q, want %q", in, got, want)
		}
	}
	if got := fmt.Sprint(splitEnglish("“God’s people,” he said, ‘don’t.’")); got != "[God ’s people , he said , don’t .]" {
		t.Errorf("splitEnglish: %s", got)
	}
}

func TestDetokenize(t *testing.T) {
	t.Parallel()
	got := Detokenize(strings.Fields("y dijo : ¿ dónde estás ? ( aquí ) . no ."))
	if want := "Y dijo: ¿dónde estás? (Aquí). No."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzTokenize(f *testing.F) {
	f.Add("don’t ’s '' ’")
	f.Add("\xff’\xc3")
	f.Fuzz(func(t *testing.T, text string) {
		for _, tokens := range [][]string{Tokenize(text), splitEnglish(text)} {
			for _, tok := range tokens {
				if tok == "" || strings.ContainsAny(tok, " \n\t") {
					t.Errorf("token %q of %q", tok, text)
				}
			}
			if out := Detokenize(tokens); utf8.ValidString(text) && !utf8.ValidString(out) {
				t.Errorf("text %q became %q", text, out)
			}
		}
	})
}

func TestDigamma(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]float64{1: -0.5772156649015329, 0.5: -1.9635100260214235, 10: 2.2517525890667211} {
		if got := digamma(x); math.Abs(got-want) > 1e-8 {
			t.Errorf("digamma(%g) = %.12f, want %.12f", x, got, want)
		}
	}
}

func TestAlign_FindsTranslations(t *testing.T) {
	t.Parallel()
	b, err := newBitext(toy)
	if err != nil {
		t.Fatal(err)
	}
	got, err := align(t.Context(), b.english, b.spanish, b.source.Size(), b.target.Size(), noProgress)
	if err != nil {
		t.Fatal(err)
	}
	if want := (alignment{0, 2, 1}); toy[3].English != "the green house" || !reflect.DeepEqual(got[3], want) { // la casa verde
		t.Errorf("%s: %v, want %v", toy[3].English, got[3], want)
	}
}

func TestSymmetrize(t *testing.T) {
	t.Parallel()
	// Places 0-0 and 2-2 agree; 1-1 is only forward and grows; target 3 is linked by none.
	l := symmetrize(alignment{0, 1, 2, -1}, alignment{0, -1, 2})
	var got []string
	for i := range l.rows {
		for j := range l.cols {
			if l.at(i, j) {
				got = append(got, fmt.Sprintf("%d-%d", i, j))
			}
		}
	}
	if fmt.Sprint(got) != "[0-0 1-1 2-2]" {
		t.Errorf("links %v", got)
	}
}

func TestExtract_KeepsLinksInside(t *testing.T) {
	t.Parallel()
	l := newLinks(3, 3) // the green house / la casa verde
	l.set(0, 0)
	l.set(1, 2)
	l.set(2, 1)
	source, target := []uint16{10, 11, 12}, []uint16{20, 21, 22}
	var got []string
	for _, in := range extract(nil, 0, source, target, l) {
		got = append(got, fmt.Sprintf("%d+%d:%d+%d", in.from, in.length, in.start, in.width))
	}
	if want := "[0+1:0+1 0+3:0+3 1+1:2+1 1+2:1+2 2+1:1+1]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSystem_Toy(t *testing.T) {
	t.Parallel()
	s, err := Train(t.Context(), toy, noProgress)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"The green house":                 "La casa verde",
		"the house\nthe book of David.\n": "La casa\nEl libro de David.",
		"the dog of Xyzzy":                "El perro de Xyzzy", // an unknown name stays as it is
		"":                                "",
	} {
		got, err := s.Translate(t.Context(), in)
		if err != nil || got != want {
			t.Errorf("Translate(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	long := strings.Repeat("the green house of David, ", 60)
	if got, err := s.Translate(t.Context(), long); err != nil || strings.Count(got, "verde") != 60 {
		t.Errorf("a long sentence: %v, %q", err, got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Translate(ctx, "the house"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of ctx: %v", err)
	}
}

func TestTrain_RefusesAndStops(t *testing.T) {
	t.Parallel()
	if _, err := Train(t.Context(), nil, noProgress); err == nil {
		t.Error("no pairs passed")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Train(ctx, toy, noProgress); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of ctx: %v", err)
	}
}

func TestMemory_FindsNearest(t *testing.T) {
	t.Parallel()
	m, err := NewMemory(t.Context(), toy, noProgress)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Translate(t.Context(), "green book\nqwerty")
	if err != nil || got != "el libro verde\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWordTable_Toy(t *testing.T) {
	t.Parallel()
	w, err := TrainWordTable(t.Context(), toy, noProgress)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := w.Translate(t.Context(), "green queen, Zed"); got != "Verde reina, Zed" {
		t.Errorf("got %q", got)
	}
}
