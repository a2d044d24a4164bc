package metric

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// scores are the measures of a corpus or a sentence.
type scores struct{ BLEU, ChrF, ChrFpp float64 }

// vectors are written by testdata/gen.py with sacreBLEU itself.
type vectors struct {
	Tokens map[string]string
	Cases  []struct {
		Hypotheses []string
		References [][]string // of each hypothesis
		scores
		Sentences []scores
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

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestMetrics_EqualSacreBLEU(t *testing.T) {
	t.Parallel()
	sentences := 0
	for n, c := range load(t).Cases {
		var b BLEU
		f, ff := ChrF{}, ChrF{Words: 2}
		for i, h := range c.Hypotheses {
			b.Add(h, c.References[i]...)
			f.Add(h, c.References[i]...)
			ff.Add(h, c.References[i]...)
			s, ss := ChrF{}, ChrF{Words: 2}
			s.Add(h, c.References[i]...)
			ss.Add(h, c.References[i]...)
			got := scores{SentenceBLEU(h, c.References[i]...), s.Score(), ss.Score()}
			if want := c.Sentences[i]; !near(got.BLEU, want.BLEU) || !near(got.ChrF, want.ChrF) || !near(got.ChrFpp, want.ChrFpp) {
				t.Errorf("case %d, sentence %d: %+v, sacreBLEU says %+v", n, i, got, want)
			}
			sentences++
		}
		if !near(b.Score(), c.BLEU) {
			t.Errorf("case %d: BLEU %.12f, sacreBLEU says %.12f", n, b.Score(), c.BLEU)
		}
		if !near(f.Score(), c.ChrF) || !near(ff.Score(), c.ChrFpp) {
			t.Errorf("case %d: chrF2 %.12f and %.12f, sacreBLEU says %.12f and %.12f", n, f.Score(), ff.Score(), c.ChrF, c.ChrFpp)
		}
	}
	if sentences < 100 {
		t.Errorf("only %d sentences", sentences)
	}
}

// TestMetrics_PublishedCases has the cases that sacreBLEU publishes in its own documentation and tests.
func TestMetrics_PublishedCases(t *testing.T) {
	t.Parallel()
	var b BLEU
	b.Add("The dog bit the man.", "The dog bit the man.", "The dog had bit the man.")
	b.Add("It wasn't surprising.", "It was not unexpected.", "No one was surprised.")
	b.Add("The man had just bitten him.", "The man bit him first.", "The man had bitten the dog.")
	if got := b.Score(); math.Abs(got-48.530827) > 1e-6 {
		t.Errorf("three sentences with two references: %.6f", got)
	}
	got := SentenceBLEU("Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;",
		"producţia de zahăr brut se exprimă în zahăr alb;")
	if math.Abs(got-8.493) > 1e-3 {
		t.Errorf("sentence: %.4f", got)
	}
	if got := SentenceBLEU("this is a cat", "okay thanks"); got != 0 {
		t.Errorf("nothing in common: %g", got)
	}
	for _, c := range []struct {
		hyp, ref string
		beta     int
		want     float64
	}{
		{
			"risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .",
			"risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .", 3, 63.361730,
		},
		{
			" Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ",
			"Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.", 3, 64.1302698,
		},
		{"Niemand hat die Absicht, eine Mauer zu errichten", "Niemand hat die Absicht, eine Mauer zu errichten", 3, 100},
		{
			"Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.",
			"Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.", 2, 39.14078509,
		},
		{
			"Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.",
			"A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.", 2, 31.22557079,
		},
		{
			"Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.",
			"Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.", 2, 57.15704367,
		},
		{"", "c", 3, 0},
	} {
		f := ChrF{Beta: c.beta}
		f.Add(c.hyp, c.ref)
		if math.Abs(f.Score()-c.want) > 1e-3 { // some are of the smoothed variant, which differs in the fourth decimal
			t.Errorf("chrF%d(%.20q) = %.6f, want %.6f", c.beta, c.hyp, f.Score(), c.want)
		}
	}
	pair := ChrF{Beta: 3}
	pair.Add("a", "a")
	pair.Add("b", "c")
	if pair.Score() != 50 {
		t.Errorf("two sentences of one letter, one right: %g", pair.Score())
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
		if !near(f.Score(), c.want) {
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
		if !near(b.Score(), c.want) {
			t.Errorf("BLEU(%q, %q) = %g, want %g", c.hyp, c.ref, b.Score(), c.want)
		}
	}
	if got := SentenceBLEU("one two", "one two"); !near(got, 100) {
		t.Errorf("effective order is off: %g", got)
	}
}

// TestSQuAD has cases worked out by the rules of the evaluation script.
func TestSQuAD(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer string
		truths []string
		exact  bool
		f1     float64
	}{
		{"The Normans!", []string{"normans"}, true, 1},
		{"Norman-French", []string{"normanfrench"}, true, 1}, // punctuation goes without a space
		{"an apple a day", []string{"apple day"}, true, 1},
		{"another day", []string{"other day"}, false, 0.5}, // articles are whole words
		{"Denver Broncos", []string{"Carolina Panthers", "The Denver Broncos"}, true, 1},
		{"in the 10th and 11th centuries", []string{"10th and 11th centuries"}, false, 2 * 0.8 * 1 / 1.8},
		{"France, France", []string{"France"}, false, 2. / 3}, // a word counts as often as in the truth
		{"", []string{""}, true, 1},
		{"the", []string{"a"}, true, 1}, // nothing is left of either
		{"", []string{"word"}, false, 0},
		{"“quoted”", []string{"quoted"}, false, 0}, // only ASCII punctuation goes
		{"x", nil, false, 0},
	} {
		if got := ExactMatch(c.answer, c.truths...); got != c.exact {
			t.Errorf("ExactMatch(%q, %q) = %v", c.answer, c.truths, got)
		}
		if got := F1(c.answer, c.truths...); !near(got, c.f1) {
			t.Errorf("F1(%q, %q) = %g, want %g", c.answer, c.truths, got, c.f1)
		}
	}
}

func TestCER(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"kitten", "sitting", 3}, {"", "abc", 3}, {"abc", "", 3}, {"flaw", "lawn", 2}, {"año", "ano", 1}, {"same", "same", 0},
	} {
		if got := EditDistance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("EditDistance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	var c CER
	c.Add("hallo", "hello")
	c.Add("wörld", "wörld")
	if c.Rate() != 0.1 {
		t.Errorf("one error in ten: %g", c.Rate())
	}
	if (&CER{}).Rate() != 0 {
		t.Error("an empty corpus has errors")
	}
}

func TestBits(t *testing.T) {
	t.Parallel()
	b := Bits{Floor: 20}
	for _, p := range []float64{0.5, 1, 0.125, 0} {
		b.Add(p)
	}
	if b.PerByte() != (1+0+3+20)/4. {
		t.Errorf("PerByte = %g", b.PerByte())
	}
	if (&Bits{}).PerByte() != 0 {
		t.Error("an empty text needs bits")
	}
}

func FuzzMetrics(f *testing.F) {
	f.Add("a b", "a c", "")
	f.Add("&amp;lt; 1,2.3-4", "\xff\xfe .", "the a")
	f.Fuzz(func(t *testing.T, hyp, ref, other string) {
		if !utf8.ValidString(hyp) || !utf8.ValidString(ref) || !utf8.ValidString(other) || len(hyp)+len(ref)+len(other) > 4096 {
			return
		}
		var b BLEU
		c := ChrF{Words: 2}
		b.Add(hyp, ref, other)
		c.Add(hyp, ref, other)
		for name, s := range map[string]float64{
			"BLEU": b.Score(), "sentence BLEU": SentenceBLEU(hyp, ref), "chrF++": c.Score(), "F1": 100 * F1(hyp, ref, other),
		} {
			if !(s >= 0 && s <= 100+1e-9) {
				t.Errorf("%s %g", name, s)
			}
		}
		if tok := Tokenize13a(hyp); strings.Contains(tok, "  ") || strings.TrimSpace(tok) != tok {
			t.Errorf("Tokenize13a(%q) = %q", hyp, tok)
		}
		if ExactMatch(hyp, ref) && F1(hyp, ref) != 1 || !ExactMatch(hyp, hyp) {
			t.Errorf("%q and %q match, F1 %g", hyp, ref, F1(hyp, ref))
		}
		distanceLaws(t, []rune(hyp), []rune(ref), []rune(other))
	})
}

// distanceLaws holds the edit distance against the laws of a distance, and against its bounds.
func distanceLaws(t *testing.T, a, b, c []rune) {
	t.Helper()
	ab := EditDistance(a, b)
	if ab != EditDistance(b, a) || ab > max(len(a), len(b)) || ab < distance(len(a), len(b)) || EditDistance(a, a) != 0 {
		t.Errorf("EditDistance(%q, %q) = %d", string(a), string(b), ab)
	}
	if ab > EditDistance(a, c)+EditDistance(c, b) {
		t.Errorf("the way from %q to %q over %q is shorter", string(a), string(b), string(c))
	}
}

func BenchmarkChrF(b *testing.B) {
	const line = "Y la tierra estaba desordenada y vacía, y las tinieblas estaban sobre la haz del abismo."
	for b.Loop() {
		var c ChrF
		c.Add(line, line)
	}
}
