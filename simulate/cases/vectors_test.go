package cases_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/simulate/cases"
	"github.com/tianwang-net/tianwang/yuma"
	"github.com/tianwang-net/tianwang/yuma/vector"
)

// TestRun_FollowsTheVectors wants, of every case that is among the golden vectors, the reference's trajectory: the same
// weights in and the same numbers out in every epoch, bonds included. The vectors measure stake in other units.
func TestRun_FollowsTheVectors(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for kind, variant := range map[string]string{"v1": "yuma1", "yuma2": "yuma2", "yuma3": "yuma3"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "yuma", "testdata", "vectors", kind, "scenario_case*.json.gz"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			name := filepath.Base(path)
			var number int
			if _, err := fmt.Sscanf(name, "scenario_case%d_", &number); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			seen[number] = true
			v := variant
			if strings.HasSuffix(name, "_liquid.json.gz") {
				v += "-liquid"
			}
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				follows(t, path, run(t, number, v))
			})
		}
	}
	if len(seen) != 18 {
		t.Errorf("vectors of %d cases, want 18", len(seen))
	}
}

// state is what a vector has of an epoch's input and of its result.
type state struct {
	Weights vector.Sparse `json:"weights"`
	Stake   []uint64      `json:"stake"`
	Alpha   []uint64      `json:"alpha_stake"`

	Dividends []uint16      `json:"dividends"`
	Incentive []uint16      `json:"incentive"`
	Consensus []uint16      `json:"consensus"`
	Emission  []uint64      `json:"emission"`
	Bonds     vector.Sparse `json:"bonds"`
}

// follows wants the trajectory of a vector file.
func follows(t *testing.T, path string, got *cases.Trajectory) {
	t.Helper()
	f, err := vector.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Input.Epochs) != len(got.Results) {
		t.Fatalf("%d epochs, want %d", len(got.Results), len(f.Input.Epochs))
	}
	for epoch, r := range got.Results {
		var in, want state
		if err := json.Unmarshal(f.Input.Epochs[epoch], &in); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(f.Expected.Epochs[epoch], &want); err != nil {
			t.Fatal(err)
		}
		stake, weights := got.Case.Input(epoch)
		have := state{
			Weights: sparse(weights), Stake: hundredths(stake), Dividends: r.Dividends, Incentive: r.Incentive, Consensus: r.Consensus,
			Emission: r.Emission, Bonds: sparse(r.Bonds),
		}
		want.Weights, want.Stake = in.Weights, hundredths(append(in.Stake, in.Alpha...))
		if diff := cmp.Diff(want, have); diff != "" {
			t.Fatalf("epoch %d (-want +got):\n%s", epoch, diff)
		}
	}
}

// hundredths returns stakes as parts of their sum.
func hundredths(stake []uint64) []uint64 {
	var sum uint64
	for _, s := range stake {
		sum += s
	}
	parts := make([]uint64, len(stake))
	for i, s := range stake {
		parts[i] = s * 100 / sum
	}
	return parts
}

// sparse returns rows in the form of the vectors.
func sparse(rows []yuma.Row) vector.Sparse {
	s := make(vector.Sparse, len(rows))
	for i, r := range rows {
		s[i] = make([][2]uint16, r.Len())
		for k, e := range r.Entries() {
			s[i][k] = [2]uint16{e.UID, e.Value}
		}
	}
	return s
}
