package vector

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/tianwang-net/tianwang/yuma"
)

// Verify replays the file: every epoch alone from the state in the file, and then all of them in a row, where each epoch
// gets the bonds and permits that this package left before. It returns a *[Difference] when something is not as the
// file expects, another error when the file cannot be replayed, and nil when all is exact.
func (f *File) Verify() error {
	if len(f.Input.Epochs) != len(f.Expected.Epochs) {
		return errors.New("expected: as many epochs as in input are needed")
	}
	if f.Kind == KindRoot {
		return f.verifyRoot()
	}
	version, err := f.version()
	if err != nil {
		return err
	}
	var (
		alone, carried yuma.Engine
		left           *yuma.Result    // by the epoch before, carried
		stored         json.RawMessage // bonds the file expects after the epoch before
	)
	for i, raw := range f.Input.Epochs {
		var s State
		if err := json.Unmarshal(raw, &s); err != nil {
			return at(i, err)
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(f.Expected.Epochs[i], &want); err != nil {
			return at(i, err)
		}
		in := s.input(version)
		if err := verify(&alone, &s, in, want); err != nil {
			return at(i, err)
		}
		if left != nil && carries(raw, stored) {
			in.Bonds, in.Permits = left.Bonds, left.Permits
		}
		if left, err = carried.Run(in); err != nil {
			return at(i, err)
		}
		if err := compare("carried ", resultFields(left), results(want)); err != nil {
			return at(i, err)
		}
		stored = want["bonds"]
	}
	return nil
}

// verify replays one epoch and compares its working and its results.
func verify(e *yuma.Engine, s *State, in *yuma.Input, want map[string]json.RawMessage) error {
	trace, traced := want["trace"]
	working, r, err := replay(e, s, in, traced)
	if err != nil {
		return err
	}
	if traced {
		var steps map[string]json.RawMessage
		if err := json.Unmarshal(trace, &steps); err != nil {
			return err
		}
		if err := compare("trace.", working, steps); err != nil {
			return err
		}
	}
	return compare("", resultFields(r), results(want))
}

// results returns the members of an expected epoch without its working.
func results(want map[string]json.RawMessage) map[string]json.RawMessage {
	rest := make(map[string]json.RawMessage, len(want))
	for name, raw := range want {
		if name != "trace" {
			rest[name] = raw
		}
	}
	return rest
}

// carries says whether a state starts with the bonds that the epoch before stored. In one file somebody clears bonds
// in between.
func carries(state, stored json.RawMessage) bool {
	var s struct {
		Bonds json.RawMessage `json:"bonds"`
	}
	if json.Unmarshal(state, &s) != nil {
		return false
	}
	var a, b bytes.Buffer
	return json.Compact(&a, s.Bonds) == nil && json.Compact(&b, stored) == nil && bytes.Equal(a.Bytes(), b.Bytes())
}

// at puts the index of an epoch to an error.
func at(epoch int, err error) error {
	if d, ok := errors.AsType[*Difference](err); ok {
		d.Epoch = epoch
	}
	return err
}
