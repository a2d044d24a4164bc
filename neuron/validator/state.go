package validator

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// stateVersion is raised when the form of the file changes.
const stateVersion = 1

// state is what a validator must not forget.
type state struct {
	Version int    `json:"version"`
	Chain   string `json:"chain"`
	Netuid  uint32 `json:"netuid"`
	Hotkey  string `json:"hotkey"`
	// Task and TaskVersion are what Miners were judged by.
	Task        string `json:"task"`
	TaskVersion uint32 `json:"task_version"`
	// Secret makes the challenges unpredictable for everybody else.
	Secret []byte `json:"secret"`
	// Round is the height of the last round.
	Round uint64 `json:"round"`
	// Measured is the height of the last test of what miners can do.
	Measured uint64 `json:"measured,omitempty"`
	// Told is the number of the last epoch for which weights were set or committed.
	Told    uint64    `json:"told"`
	Miners  []miner   `json:"miners"`
	Pending []promise `json:"pending"`
}

// promise is a row that was committed and must be revealed.
type promise struct {
	RevealEpoch uint64   `json:"reveal_epoch"` // 0 until the commitment is known to be in a block
	Epoch       uint64   `json:"epoch"`        // in which it was made
	UIDs        []uint32 `json:"uids"`
	Weights     []uint32 `json:"weights"`
	Version     uint64   `json:"version"`
	Salt        []byte   `json:"salt"`
}

// load reads the state of a validator, or makes a new one. A file of another chain, subnet or key is refused: it is a
// sign that two validators were given the same place.
func load(file, chain string, netuid uint32, hotkey string) (state, error) {
	s := state{Version: stateVersion, Chain: chain, Netuid: netuid, Hotkey: hotkey}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		s.Secret = make([]byte, 32)
		if _, err := rand.Read(s.Secret); err != nil {
			return s, err
		}
		return s, save(file, s)
	}
	if err != nil {
		return s, err
	}
	var read state
	if err := json.Unmarshal(b, &read); err != nil {
		return s, fmt.Errorf("state %s is damaged: %w; move it away to start afresh", file, err)
	}
	if read.Version != s.Version || read.Chain != s.Chain || read.Netuid != s.Netuid || read.Hotkey != s.Hotkey {
		return s, fmt.Errorf("state %s belongs to version %d, chain %s, netuid %d, hotkey %s; name another file",
			file, read.Version, read.Chain, read.Netuid, read.Hotkey)
	}
	return read, nil
}

// save writes the state beside the old one and then takes its place, so that one of them is always whole.
func save(file string, s state) error {
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // does nothing after the rename
	if _, err := f.Write(b); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// change edits the state and writes it.
func (v *Validator) change(edit func(*state)) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	edit(&v.state)
	return save(v.cfg.File, v.state)
}

// read looks at the state.
func read[R any](v *Validator, look func(state) R) R {
	v.mu.Lock()
	defer v.mu.Unlock()
	return look(v.state)
}
