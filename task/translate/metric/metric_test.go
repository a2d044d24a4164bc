package metric

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// vectors are written by testdata/gen.py with sacreBLEU itself.
type vectors struct {
	Tokens map[string]string
	Cases  []struct {
		Hypotheses, References []string
		BLEU, ChrF             float64
	}
}

func load(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile("testdata/sacrebleu.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Cases) < 50 || len(v.Tokens) < 10 {
		t.Fatalf("%d cases, %d lines", len(v.Cases), len(v.Tokens))
	}
	return v
}

func TestMetrics_EqualSacreBLEU(t *testing.T) {
	t.Parallel()
	for n, c := range load(t).Cases {
		var b BLEU
		var f ChrF
		for i := range c.Hypotheses {
			b.Add(c.Hypotheses[i], c.References[i])
			f.Add(c.Hypotheses[i], c.References[i])
		}
		if math.Abs(b.Score()-c.BLEU) > 1e-9 {
			t.Errorf("case %d: BLEU %.12f, sacreBLEU says %.12f", n, b.Score(), c.BLEU)
		}
		if math.Abs(f.Score()-c.ChrF) > 1e-9 {
			t.Errorf("case %d: chrF2 %.12f, sacreBLEU says %.12f", n, f.Score(), c.ChrF)
		}
	}
}

func TestTokenize13a_EqualsSacreBLEU(t *testing.T) {
	t.Parallel()
	for in, want := range load(t).Tokens {
		if got := Tokenize13a(in); got != want {
			t.Errorf("Tokenize13a(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}

// TestChrF_ByHand works out small cases: "aa" against "ab" has 1-grams a,a / a,b with one in common and 2-grams aa / ab
// with none, so precision and recall are both (1/2 + 0)/2.
func TestChrF_ByHand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hyp, ref string
		want     float64
	}{
		{"aa", "ab", 25},
		{"a", "a", 100},
		{"a b c", "abc", 100},                         // white space does not count
		{"", "reference", 0},                          // nothing said
		{"reference", "", 0},                          // nothing to say
		{"ab", "a", 100 * 5 * 0.5 * 1 / (4*0.5 + 1)},  // precision 1/2, recall 1, one order
		{"a", "ab", 100 * 5 * 1 * 0.5 / (4*1. + 0.5)}, // precision 1, recall 1/2
	} {
		var f ChrF
		f.Add(c.hyp, c.ref)
		if math.Abs(f.Score()-c.want) > 1e-9 {
			t.Errorf("chrF2(%q, %q) = %g, want %g", c.hyp, c.ref, f.Score(), c.want)
		}
	}
}

// TestBLEU_ByHand: "this is a fest" has precisions 3/4, 2/3, 1/2 and, smoothed, 1/2 of 1.
func TestBLEU_ByHand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hyp, ref string
		want     float64
	}{
		{"this is a test", "this is a test", 100},
		{"this is a fest", "this is a test", 100 * math.Pow(3./4*2/3*1/2*1/2, 0.25)},
		{"this is a test", "this is a test with more", 100 * math.Exp(1-6./4)},
		{"one two", "three four", 0},
		{"one two", "one two", 0}, // no 4-gram, and effective order is off
		{"", "word", 0},
	} {
		var b BLEU
		b.Add(c.hyp, c.ref)
		if math.Abs(b.Score()-c.want) > 1e-9 {
			t.Errorf("BLEU(%q, %q) = %g, want %g", c.hyp, c.ref, b.Score(), c.want)
		}
	}
}

func FuzzMetrics(f *testing.F) {
	f.Add("a b", "a c")
	f.Add("&amp;lt; 1,2.3-4", "\xff\xfe .")
	f.Fuzz(func(t *testing.T, hyp, ref string) {
		if !utf8.ValidString(hyp) || !utf8.ValidString(ref) {
			return
		}
		var b BLEU
		var c ChrF
		b.Add(hyp, ref)
		c.Add(hyp, ref)
		if s := b.Score(); !(s >= 0 && s <= 100+1e-9) {
			t.Errorf("BLEU %g", s)
		}
		if s := c.Score(); !(s >= 0 && s <= 100+1e-9) {
			t.Errorf("chrF2 %g", s)
		}
		if tok := Tokenize13a(hyp); strings.Contains(tok, "  ") || strings.TrimSpace(tok) != tok {
			t.Errorf("Tokenize13a(%q) = %q", hyp, tok)
		}
	})
}

func BenchmarkChrF(b *testing.B) {
	const line = "Y la tierra estaba desordenada y vacía, y las tinieblas estaban sobre la haz del abismo."
	for b.Loop() {
		var c ChrF
		c.Add(line, line)
	}
}
