package tokenomics

import (
	"math"
	"math/big"
	"strings"
	"testing"
)

func TestParseTAO(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want uint64
	}{
		{"0", 0},
		{"1", RaoPerTAO},
		{"1.5", 1_500_000_000},
		{"0.000000001", 1},
		{"00.10", 100_000_000},
		{"21000000", Cap},
		{"20999999.999999999", Cap - 1},
	} {
		if got, err := ParseTAO(c.text); err != nil || got != c.want {
			t.Errorf("ParseTAO(%q) = %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}

func TestParseTAO_Refuses(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"":                        "digits are needed",
		".":                       "digits are needed",
		".5":                      "digits are needed",
		"5.":                      "digits are needed",
		"1.2.3":                   "digits are needed",
		"1,5":                     "digits are needed",
		"1e3":                     "digits are needed",
		"+1":                      "digits are needed",
		" 1":                      "digits are needed",
		"1 TAO":                   "digits are needed",
		"0x10":                    "digits are needed",
		"1_000":                   "digits are needed",
		"١":                       "digits are needed",
		"NaN":                     "digits are needed",
		"-1":                      "negative",
		"0.0000000001":            "9 digits after the point",
		"21000000.000000001":      "never more than 21000000 TAO",
		"18446744074":             "never more than 21000000 TAO",
		strings.Repeat("9", 1000): "never more than 21000000 TAO",
	} {
		got, err := ParseTAO(text)
		if err == nil || !strings.Contains(err.Error(), why) || got != 0 {
			t.Errorf("ParseTAO(%q) = %d, %v; want an error that says %q", text, got, err, why)
		}
	}
}

func TestFormatTAO(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rao  uint64
		want string
	}{
		{0, "0"},
		{1, "0.000000001"},
		{10, "0.00000001"},
		{RaoPerTAO, "1"},
		{1_500_000_000, "1.5"},
		{100 * RaoPerTAO, "100"},
		{Cap, "21000000"},
		{math.MaxUint64, "18446744073.709551615"},
	} {
		if got := FormatTAO(c.rao); got != c.want {
			t.Errorf("FormatTAO(%d) = %q, want %q", c.rao, got, c.want)
		}
	}
}

// FuzzParseTAO holds ParseTAO against exact fractions: what it reads is what the text says.
func FuzzParseTAO(f *testing.F) {
	for _, s := range []string{"1", "0.5", "21000000", "20999999.999999999", "1e3", "-0", "1/3", ".", "007.10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rao, err := ParseTAO(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("ParseTAO(%q) = %d, but it is no number", s, rao)
		}
		want.Mul(want, big.NewRat(RaoPerTAO, 1))
		if want.Cmp(new(big.Rat).SetInt(new(big.Int).SetUint64(rao))) != 0 || rao > Cap {
			t.Fatalf("ParseTAO(%q) = %d, want %s", s, rao, want)
		}
	})
}

// FuzzFormatTAO writes every amount so that it is read back as the same.
func FuzzFormatTAO(f *testing.F) {
	for _, rao := range []uint64{0, 1, RaoPerTAO - 1, RaoPerTAO, Cap} {
		f.Add(rao)
	}
	f.Fuzz(func(t *testing.T, rao uint64) {
		rao %= Cap + 1
		s := FormatTAO(rao)
		if back, err := ParseTAO(s); err != nil || back != rao {
			t.Fatalf("%d is written %q, which is read as %d, %v", rao, s, back, err)
		}
	})
}
