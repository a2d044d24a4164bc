package vector

import (
	"encoding/json"
	"errors"

	"github.com/tianwang-net/tianwang/yuma"
)

// RootState is the root network before an epoch.
type RootState struct {
	Netuids  []uint16 `json:"netuids"`
	Stake    []uint64 `json:"stake"`
	Weights  Sparse   `json:"weights"`
	Block    uint64   `json:"block"`
	Tempo    uint64   `json:"tempo"`
	Kappa    uint16   `json:"kappa"`
	Rho      uint16   `json:"rho"`
	Emission uint64   `json:"block_emission"`
}

// errNotNow is what the reference answers on other blocks than the last of a tempo.
var errNotNow = errors.New("Not the block to update emission values.") //nolint:staticcheck,revive // the reference's words

// normalised is the member of an expected root epoch with the result of the variant that normalises rows.
const normalised = "v1_1_0_normalized"

func (f *File) verifyRoot() error {
	for i, raw := range f.Input.Epochs {
		var s RootState
		if err := json.Unmarshal(raw, &s); err != nil {
			return at(i, err)
		}
		var want, variant map[string]json.RawMessage
		if err := json.Unmarshal(f.Expected.Epochs[i], &want); err != nil {
			return at(i, err)
		}
		if err := json.Unmarshal(want[normalised], &variant); err != nil {
			return at(i, err)
		}
		delete(want, normalised)
		if err := s.verify("", true, want); err != nil {
			return at(i, err)
		}
		if err := s.verify(normalised+".", false, variant); err != nil {
			return at(i, err)
		}
	}
	return nil
}

// verify replays a root epoch and compares its working and its result.
func (s *RootState) verify(place string, rawRows bool, want map[string]json.RawMessage) error {
	working, fields := s.replay(rawRows)
	var steps map[string]json.RawMessage
	if err := json.Unmarshal(want["trace"], &steps); err != nil {
		return err
	}
	if err := compare(place+"trace.", working, steps); err != nil {
		return err
	}
	return compare(place, fields, results(want))
}

// replay computes a root epoch and returns its working and its result.
func (s *RootState) replay(rawRows bool) (working, fields []field) {
	var t tracer
	r, err := s.run(&yuma.Engine{Trace: t.note}, rawRows)
	values := [][2]uint64{}
	if err == nil {
		for j, e := range r.Emission {
			values = append(values, [2]uint64{uint64(s.Netuids[j]), e})
		}
	}
	return t.fields, []field{{"ok", err == nil}, {"error", words(err, rawRows)}, {"emission_values", values}}
}

// run computes a root epoch, on the last block of a tempo only.
func (s *RootState) run(e *yuma.Engine, rawRows bool) (*yuma.RootResult, error) {
	if period := s.Tempo + 1; period == 0 || (s.Block+1)%period != s.Tempo {
		return nil, errNotNow
	}
	return e.Root(&yuma.RootInput{
		Kappa: s.Kappa, Rho: s.Rho, RawRows: rawRows, Netuids: s.Netuids, Stake: s.Stake, Weights: s.Weights.rows(),
		Emission: s.Emission,
	})
}

// words returns the reference's words for an error, "" for none. Its later variant says nothing on the wrong block.
func words(err error, rawRows bool) string {
	switch {
	case err == nil, errors.Is(err, errNotNow) && !rawRows:
		return ""
	case errors.Is(err, yuma.ErrNoMembers):
		return "No validators to validate emission values."
	case errors.Is(err, yuma.ErrNoNetworks):
		return "No networks to validate emission values."
	case errors.Is(err, yuma.ErrNoStake):
		return "No stake on network"
	}
	return err.Error()
}
