package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// maxOff bounds how many models can be switched off.
const maxOff = 4096

// Switch says which models the operator of a gateway does not serve, whatever the chain offers. A nil switch is off for
// nothing. Safe for concurrent use.
type Switch struct {
	path string

	mu  sync.RWMutex
	off map[string]bool
}

// OpenSwitch reads a switch from a file, and keeps it there; path "" keeps it in memory alone. A file that does not exist
// switches nothing off.
func OpenSwitch(path string) (*Switch, error) {
	s := &Switch{path: path, off: map[string]bool{}}
	if path == "" {
		return s, nil
	}
	off, err := readOff(path)
	if err != nil {
		return nil, err
	}
	s.off = off
	return s, nil
}

func readOff(path string) (map[string]bool, error) {
	off := map[string]bool{}
	raw, err := os.ReadFile(path) // #nosec G304 -- the operator's own
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return off, nil
	case err != nil:
		return nil, err
	}
	var models []string
	if err := json.Unmarshal(raw, &models); err != nil {
		return nil, fmt.Errorf("models that are off, %s: %w; put a list of their ids there, or remove the file", path, err)
	}
	for _, id := range models {
		off[id] = true
	}
	return off, nil
}

// Reload reads the file again, in which somebody else may have written. What cannot be read changes nothing.
func (s *Switch) Reload() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.path == "" {
		return nil
	}
	off, err := readOff(s.path)
	if err != nil {
		return err
	}
	s.off = off
	return nil
}

// Follow reads the file again every second until ctx ends, so that whoever writes it switches models off and on while the
// gateway runs.
func (s *Switch) Follow(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := ""
		if err := s.Reload(); err != nil {
			now = err.Error()
		}
		if now != said && now != "" {
			log.Warn("the list of models that are off cannot be read; the one before is in force", "err", now)
		}
		said = now
	}
}

// IsOff says whether a model is not served.
func (s *Switch) IsOff(model string) bool {
	if s == nil {
		return false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.off[model]
}

// Off returns the models that are not served, sorted.
func (s *Switch) Off() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.off))
}

// Set switches a model off or on. Requests under way go on. When it cannot be written down it does not happen.
func (s *Switch) Set(model string, off bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := maps.Clone(s.off)
	if off {
		next[model] = true
	} else {
		delete(next, model)
	}
	switch {
	case model == "":
		return errors.New("model: an id is needed")
	case len(next) > maxOff:
		return fmt.Errorf("model %q: %d models are off already; switch some of them on first", model, maxOff)
	}
	if s.path != "" {
		if err := write(s.path, slices.Sorted(maps.Keys(next))); err != nil {
			return fmt.Errorf("model %q: %w", model, err)
		}
	}
	s.off = next
	return nil
}

// write replaces a file by a list, whole or not at all.
func write(path string, list []string) error {
	raw, err := json.Marshal(list)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // fails when all went well
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
