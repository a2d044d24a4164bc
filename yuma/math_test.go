package yuma

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
)

// load reads the cases of a single-function file, printed by the reference chain's own code.
func load[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "vectors", "math", name+".json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []T }
	if err := json.NewDecoder(z).Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatalf("%s has no cases", name)
	}
	return file.Cases
}

func member[T any](t *testing.T, raw json.RawMessage) (v T) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVectors_TopStakes(t *testing.T) {
	t.Parallel()
	for _, c := range load[[4]json.RawMessage](t, "is_topk") {
		stake, k := member[[]uint64](t, c[0]), member[uint64](t, c[1])
		for i, version := range []Version{Yuma2, Yuma1} {
			var e Engine
			e.resize(len(stake))
			copy(e.stake, stake)
			got, want := make([]bool, len(stake)), member[[]bool](t, c[2+i])
			e.topStakes(&Input{Params: Params{Version: version, MaxAllowedValidators: uint16(min(k, 65535))}}, got)
			if !slices.Equal(got, want) {
				t.Fatalf("%s, the %d largest of %s: %v, want %v", version, k, c[0], got, want)
			}
		}
	}
}

func TestVectors_Median(t *testing.T) {
	t.Parallel()
	type columns struct {
		Stake    []uint64      `json:"stake"`
		Columns  int           `json:"columns"`
		Rows     [][][2]uint64 `json:"score_rows"`
		Majority uint16        `json:"majority_u16"`
		Median   []uint64      `json:"median"`
	}
	for _, c := range load[columns](t, "weighted_median_col_sparse") {
		var s selection
		votes := slices.Clone(c.Stake)
		total := normalise(votes)
		need := min(max(uint64(fixed.FromProportion(c.Majority)), 1), total)
		for j := range c.Columns {
			scores := make([]uint64, len(votes))
			for i, row := range c.Rows {
				for _, x := range row {
					if int(x[0]) == j {
						scores[i] = x[1]
					}
				}
			}
			got := uint64(0)
			if total > 0 {
				got = s.largest(scores, votes, slices.Max(scores), need)
			}
			if got != c.Median[j] {
				t.Fatalf("column %d of %+v: median %d, want %d", j, c, got, c.Median[j])
			}
		}
	}
}

func TestVectors_AlphaSigmoid(t *testing.T) {
	t.Parallel()
	for _, c := range load[[7]int64](t, "alpha_sigmoid") {
		e := Engine{consensus: []uint64{uint64(c[0])}}
		e.rules.liquid = newLiquid(&Input{Params: Params{
			Version: Yuma3, AlphaLow: uint16(c[3]), AlphaHigh: uint16(c[4]), AlphaSigmoidSteepness: int16(c[5]),
		}}, false)
		delta := e.distance(0, cell(0), uint64(c[1]), uint64(c[2]))
		for range 2 {
			x, y := e.rules.liquid.alphas(delta, delta/2)
			again, _ := e.rules.liquid.alphas(delta/2, delta)
			if x != uint64(c[6]) || y != again {
				t.Fatalf("alpha of %d is %d (beside it %d and %d)", c, x, y, again)
			}
		}
	}
}

func TestBondsAlpha(t *testing.T) {
	t.Parallel()
	for _, c := range load[[2]uint64](t, "bonds_alpha") {
		if got := bondsAlpha(c[0]); got != c[1] {
			t.Fatalf("alpha for an average of %d is %d, want %d", c[0], got, c[1])
		}
	}
}
