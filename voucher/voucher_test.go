package voucher_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/voucher"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	if err := sample().Check(); err != nil {
		t.Fatal(err)
	}
	many := make([]voucher.Spend, voucher.MaxSpends+1)
	for i := range many {
		many[i] = voucher.Spend{Netuid: uint32(i + 1), Amount: 1}
	}
	for want, change := range map[string]func(*voucher.Voucher){
		"chain id has 0 bytes":  func(v *voucher.Voucher) { v.ChainID = "" },
		"chain id has 51 bytes": func(v *voucher.Voucher) { v.ChainID = strings.Repeat("x", 51) },
		"channel is 0":          func(v *voucher.Voucher) { v.Channel = 0 },
		"0 subnets":             func(v *voucher.Voucher) { v.Spent = nil },
		"33 subnets":            func(v *voucher.Voucher) { v.Spent = many },
		"netuid 0 after 0":      func(v *voucher.Voucher) { v.Spent[0].Netuid = 0 },
		"netuid 3 after 3":      func(v *voucher.Voucher) { v.Spent[0].Netuid = 3 },
		"netuid 3 after 4":      func(v *voucher.Voucher) { v.Spent[0].Netuid = 4 },
		"netuid 3: 0 rao":       func(v *voucher.Voucher) { v.Spent[1].Amount = 0 },
		"the sum passes":        func(v *voucher.Voucher) { v.Spent[0].Amount = math.MaxUint64 - 499 },
	} {
		v := sample()
		change(&v)
		err := v.Check()
		if !errors.Is(err, voucher.ErrForm) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
		if _, err := voucher.Sign(v, payer); !errors.Is(err, voucher.ErrForm) {
			t.Errorf("%s: signed: %v", want, err)
		}
		if err := (voucher.Signed{Voucher: v, Signature: must(payer.Sign(v.Bytes()))}).Verify(payer.public()); !errors.Is(err, voucher.ErrForm) {
			t.Errorf("%s: verified: %v", want, err)
		}
	}
	v := sample()
	v.Spent = many[:voucher.MaxSpends]
	v.Spent[0].Amount = math.MaxUint64 - voucher.MaxSpends + 1
	if err := v.Check(); err != nil || voucher.Total(v.Spent) != math.MaxUint64 {
		t.Errorf("the largest voucher: %d, %v", voucher.Total(v.Spent), err)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestSince(t *testing.T) {
	t.Parallel()
	type spends = []voucher.Spend
	for name, c := range map[string]struct {
		before, now, added spends
		lower              string
	}{
		"first":          {nil, spends{{1, 5}, {9, 2}}, spends{{1, 5}, {9, 2}}, ""},
		"same":           {spends{{1, 5}}, spends{{1, 5}}, nil, ""},
		"more":           {spends{{1, 5}, {9, 2}}, spends{{1, 5}, {9, 3}}, spends{{9, 1}}, ""},
		"another subnet": {spends{{4, 5}}, spends{{1, 1}, {4, 5}, {5, 2}}, spends{{1, 1}, {5, 2}}, ""},
		"less":           {spends{{1, 5}}, spends{{1, 4}}, nil, "netuid 1: 4 rao after 5"},
		"moved":          {spends{{1, 5}, {2, 5}}, spends{{1, 9}, {2, 4}}, nil, "netuid 2: 4 rao after 5"},
		"first gone":     {spends{{1, 5}, {2, 5}}, spends{{2, 50}}, nil, "netuid 1: 0 rao after 5"},
		"last gone":      {spends{{1, 5}, {2, 5}}, spends{{1, 50}}, nil, "netuid 2: 0 rao after 5"},
		"middle gone":    {spends{{1, 5}, {2, 6}, {3, 5}}, spends{{1, 50}, {3, 50}}, nil, "netuid 2: 0 rao after 6"},
		"none left":      {spends{{7, 5}}, spends{{1, 50}}, nil, "netuid 7: 0 rao after 5"},
		"whole range":    {spends{{1, 1}}, spends{{1, math.MaxUint64}}, spends{{1, math.MaxUint64 - 1}}, ""},
	} {
		got, err := voucher.Voucher{Spent: c.now}.Since(c.before)
		if c.lower != "" {
			if !errors.Is(err, voucher.ErrLower) || !strings.Contains(err.Error(), c.lower) {
				t.Errorf("%s: %v, want %s", name, err, c.lower)
			}
			continue
		}
		if diff := cmp.Diff(c.added, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// TestBytes_Bind: a change of any field changes what is signed, and the signature fails.
func TestBytes_Bind(t *testing.T) {
	t.Parallel()
	good := sign(t, sample(), payer)
	if err := good.Verify(payer.public()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*voucher.Signed){
		"chain":       func(s *voucher.Signed) { s.ChainID = "tianwang-2" },
		"channel":     func(s *voucher.Signed) { s.Channel++ },
		"netuid":      func(s *voucher.Signed) { s.Spent[0].Netuid = 2 },
		"amount":      func(s *voucher.Signed) { s.Spent[0].Amount++ },
		"shift":       func(s *voucher.Signed) { s.Spent[0].Amount++; s.Spent[1].Amount-- },
		"fewer":       func(s *voucher.Signed) { s.Spent = s.Spent[:1] },
		"more":        func(s *voucher.Signed) { s.Spent = append(s.Spent, voucher.Spend{Netuid: 4, Amount: 1}) },
		"r":           func(s *voucher.Signed) { s.Signature[0] ^= 1 },
		"s":           func(s *voucher.Signed) { s.Signature[63] ^= 1 },
		"high s":      func(s *voucher.Signed) { copy(s.Signature[32:], highS(s.Signature)) },
		"no s":        func(s *voucher.Signed) { copy(s.Signature[32:], make([]byte, 32)) },
		"no r":        func(s *voucher.Signed) { copy(s.Signature[:32], make([]byte, 32)) },
		"r too large": func(s *voucher.Signed) { copy(s.Signature, bytes.Repeat([]byte{0xff}, 32)) },
		"short":       func(s *voucher.Signed) { s.Signature = s.Signature[:63] },
		"long":        func(s *voucher.Signed) { s.Signature = append(s.Signature, 0) },
		"none":        func(s *voucher.Signed) { s.Signature = nil },
	} {
		s := sign(t, sample(), payer)
		change(&s)
		if err := s.Verify(payer.public()); !errors.Is(err, voucher.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := newKey("mallory").public()
	for name, public := range map[string][]byte{
		"another": other, "none": nil, "uncompressed": payer.private.PubKey().SerializeUncompressed(),
		"not on the curve": append([]byte{2}, bytes.Repeat([]byte{0xff}, 32)...), "hybrid": append([]byte{6}, other[1:]...),
	} {
		if err := good.Verify(public); !errors.Is(err, voucher.ErrSignature) {
			t.Errorf("key %s: %v", name, err)
		}
	}
}

func TestParse_OneForm(t *testing.T) {
	t.Parallel()
	good := sign(t, sample(), payer)
	text := good.String()
	got, err := voucher.Parse(text)
	if diff := cmp.Diff(good, got); diff != "" || err != nil {
		t.Fatalf("%v\n%s", err, diff)
	}
	largest := sample()
	largest.ChainID, largest.Channel, largest.Spent = strings.Repeat("x", voucher.MaxChainID), math.MaxUint64, nil
	for i := range uint32(voucher.MaxSpends) {
		largest.Spent = append(largest.Spent, voucher.Spend{Netuid: math.MaxUint32 - voucher.MaxSpends + 1 + i, Amount: math.MaxUint64 / voucher.MaxSpends})
	}
	if _, err := voucher.Parse(sign(t, largest, payer).String()); err != nil {
		t.Errorf("the largest voucher: %v", err)
	}
	for name, other := range map[string]string{
		"empty": "", "padded": text + "=", "line break": text[:9] + "\n" + text[9:], "blank": " " + text, "cut": text[:len(text)-4],
		"longer": text + "AAAA", "alphabet": strings.Replace(text, text[:1], "+", 1), "too long": strings.Repeat("A", 100_000),
		"last bits": text[:len(text)-1] + next(text[len(text)-1:]),
	} {
		if s, err := voucher.Parse(other); !errors.Is(err, voucher.ErrForm) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

// next returns a base64 digit that differs in its lowest bit, which the last digit of a voucher does not use.
func next(digit string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return alphabet[strings.Index(alphabet, digit)^1:][:1]
}

// FuzzParse: what parses has one text and one form, and never more than its parts.
func FuzzParse(f *testing.F) {
	f.Add(sign(f, sample(), payer).String())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := voucher.Parse(text)
		if err != nil {
			if !errors.Is(err, voucher.ErrForm) {
				t.Fatal(err)
			}
			return
		}
		if s.String() != text {
			t.Fatalf("%q is %q", text, s)
		}
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(payer.public()); err != nil && !errors.Is(err, voucher.ErrSignature) {
			t.Fatal(err)
		}
	})
}

// FuzzSince: what is added to what was before is what is there now, for every subnet.
func FuzzSince(f *testing.F) {
	f.Add([]byte{1, 5, 3, 1}, []byte{1, 6, 2, 2, 3, 1})
	f.Add([]byte{4, 5}, []byte{4, 1})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		before, now := spendsOf(a), spendsOf(b)
		had, has := map[uint32]uint64{}, map[uint32]uint64{}
		for _, s := range before {
			had[s.Netuid] = s.Amount
		}
		fits := true
		for _, s := range now {
			has[s.Netuid] = s.Amount
		}
		for netuid, amount := range had {
			fits = fits && has[netuid] >= amount
		}
		added, err := voucher.Voucher{Spent: now}.Since(before)
		if fits != (err == nil) {
			t.Fatalf("%v after %v: %v", now, before, err)
		}
		if err != nil {
			return
		}
		for _, s := range added {
			if s.Amount == 0 {
				t.Fatalf("%v adds nothing", s)
			}
			had[s.Netuid] += s.Amount
		}
		for netuid, amount := range has {
			if had[netuid] != amount {
				t.Fatalf("%v after %v adds %v", now, before, added)
			}
		}
		if voucher.Total(before)+voucher.Total(added) != voucher.Total(now) {
			t.Fatalf("totals: %v after %v adds %v", now, before, added)
		}
	})
}

// spendsOf makes well-formed spends of pairs of bytes.
func spendsOf(b []byte) []voucher.Spend {
	var all []voucher.Spend
	for i := 0; i+1 < len(b) && len(all) < voucher.MaxSpends; i += 2 {
		s := voucher.Spend{Netuid: uint32(b[i]), Amount: uint64(b[i+1])}
		if s.Netuid > 0 && s.Amount > 0 && !slices.ContainsFunc(all, func(o voucher.Spend) bool { return o.Netuid == s.Netuid }) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b voucher.Spend) int { return int(a.Netuid) - int(b.Netuid) })
	return all
}
