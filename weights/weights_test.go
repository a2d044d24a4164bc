package weights

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFromWire_UpscalesAndSorts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		uids, values []uint32
		want         Row
	}{
		{nil, nil, Row{}},
		{[]uint32{3}, []uint32{1}, Row{{3, 65535}}},
		{[]uint32{2, 1}, []uint32{2, 1}, Row{{1, 32768}, {2, 65535}}},
		{[]uint32{0, 1, 2}, []uint32{0, 0, 0}, Row{{0, 0}, {1, 0}, {2, 0}}},
		{[]uint32{0, 1}, []uint32{40000, 10}, Row{{0, 65535}, {1, 16}}},
		{[]uint32{4, 5, 6, 7}, []uint32{16383, 32767, 49149, 65535}, Row{{4, 16383}, {5, 32767}, {6, 49149}, {7, 65535}}},
	} {
		got, err := FromWire(c.uids, c.values)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("FromWire(%v, %v) = %v, %v; want %v", c.uids, c.values, got, err, c.want)
		}
	}
}

func TestFromWire_Refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2][]uint32{
		"lengths":   {{1, 2}, {1}},
		"duplicate": {{1, 1}, {1, 1}},
		"uid":       {{65536}, {1}},
		"value":     {{1}, {65536}},
	} {
		if _, err := FromWire(c[0], c[1]); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzRow(f *testing.F) {
	f.Add([]byte{1, 0, 2, 0, 3, 0, 4, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		row, err := Unpack(b)
		if err != nil {
			return
		}
		if !slices.Equal(row.Pack(), b) {
			t.Fatal("packing what was unpacked gives something else")
		}
		first, err := FromWire(row.Wire())
		if err != nil {
			return
		}
		again, err := FromWire(first.Wire())
		if err != nil || !slices.Equal(first, again) {
			t.Fatalf("scaling twice differs: %v, then %v (%v)", first, again, err)
		}
	})
}

func TestFromScores(t *testing.T) {
	t.Parallel()
	none := Limits{MaxShare: Max, Neurons: 5}
	row, err := FromScores([]uint64{0, 300, 100, 0, 0}, none)
	if err != nil || !slices.Equal(row, Row{{1, 65535}, {2, 21845}}) {
		t.Errorf("%v, %v", row, err)
	}
	if _, err := FromScores([]uint64{0, 0}, none); !errors.Is(err, ErrNothing) {
		t.Errorf("all zero: %v", err)
	}
	if _, err := FromScores([]uint64{1, 0}, Limits{MaxShare: Max / 2, Neurons: 2}); err == nil {
		t.Error("one neuron cannot keep a limit of one half")
	}
	row, err = FromScores([]uint64{0, 7, 0, 0}, Limits{MinEntries: 3, MaxShare: Max, Neurons: 4})
	if err != nil || len(row) != 3 {
		t.Errorf("padded to three entries: %v, %v", row, err)
	}
}

func TestFromScores_KeepsLimits(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		scores := make([]uint64, 1+rng.IntN(40))
		for i := range scores {
			if rng.IntN(4) > 0 {
				scores[i] = rng.Uint64() >> rng.UintN(64)
			}
		}
		limit := uint16(1 + rng.IntN(Max))
		row, err := FromScores(scores, Limits{MaxShare: limit, Neurons: len(scores)})
		if err != nil {
			continue
		}
		if !row.WithinLimit(limit) {
			t.Fatalf("limit %d: %v from scores %v", limit, row, scores)
		}
		for i := range scores {
			for j := range scores {
				if scores[i] > scores[j] && value(row, i) < value(row, j) {
					t.Fatalf("order turned round: %v became %v", scores, row)
				}
			}
		}
	}
}

func value(row Row, uid int) uint16 {
	for _, e := range row {
		if int(e.UID) == uid {
			return e.Value
		}
	}
	return 0
}

func TestWithinLimit(t *testing.T) {
	t.Parallel()
	row := Row{{0, 65535}, {1, 65535}}
	if !row.WithinLimit(Max) || !row.WithinLimit(32768) || row.WithinLimit(32767) {
		t.Error("two equal entries take one half each")
	}
}

func TestCommitment_BindsEveryField(t *testing.T) {
	t.Parallel()
	base := func() Commitment {
		return Commitment{"chain", 1, []byte{1, 2}, []uint32{0, 1}, []uint32{5, 6}, 7, []byte("salt salt salt s")}
	}
	seen := map[[HashSize]byte]string{base().Hash(): "base"}
	for name, change := range map[string]func(*Commitment){
		"chain":   func(c *Commitment) { c.ChainID = "chaim" },
		"netuid":  func(c *Commitment) { c.Netuid = 2 },
		"hotkey":  func(c *Commitment) { c.Hotkey = []byte{1, 3} },
		"uids":    func(c *Commitment) { c.UIDs = []uint32{0, 2} },
		"weights": func(c *Commitment) { c.Weights = []uint32{5, 7} },
		"moved":   func(c *Commitment) { c.UIDs, c.Weights = []uint32{0}, []uint32{1, 5, 6} },
		"version": func(c *Commitment) { c.Version = 8 },
		"salt":    func(c *Commitment) { c.Salt = []byte("salt salt salt t") },
	} {
		c := base()
		change(&c)
		if other, dup := seen[c.Hash()]; dup {
			t.Errorf("changing %s gives the hash of %s", name, other)
		}
		seen[c.Hash()] = name
	}
	h := base().Hash()
	if got := hex.EncodeToString(h[:]); got != goldenHash {
		t.Errorf("hash %s, want %s: the form of a commitment has changed", got, goldenHash)
	}
}

// goldenHash pins the form for other implementations. It was computed by an independent program from the field list.
const goldenHash = "90e57dedbcd6f5cf95852f3c746908deae63c9b29e87c1a8c43abd01e41bcc06"
