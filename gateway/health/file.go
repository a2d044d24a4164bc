package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// saveEvery is how long a quarantine may be in memory alone.
const saveEvery = time.Second

// maxFile bounds what is read of a file, in bytes.
const maxFile = 16 << 20

// kept is the content of the file: who failed, how often in a row, and until when it is not asked.
type kept struct {
	Quarantine []sentence `json:"quarantine"`
}

type sentence struct {
	Hotkey string    `json:"hotkey"`
	Failed int       `json:"failed"`
	Until  time.Time `json:"until"`
}

// Load takes over the quarantines of a file that Save wrote; one that does not exist has none. What is too old says
// nothing, and no quarantine is longer than this gateway would make it, whatever clock wrote it.
func (b *Book) Load(path string) error {
	var k kept
	if err := read(path, "quarantines", "forget them", &k); err != nil {
		return err
	}
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range k.Quarantine {
		if s.Failed < 1 || now.Sub(s.Until) > stale || len(b.records) >= maxRecords {
			continue
		}
		until := s.Until
		if latest := now.Add(maxQuarantine); until.After(latest) {
			until = latest
		}
		b.records[s.Hotkey] = &record{at: now, failed: s.Failed, until: until}
	}
	return nil
}

// Save writes the quarantines to a file, whole or not at all.
func (b *Book) Save(path string) error {
	now := b.now()
	k := kept{Quarantine: []sentence{}}
	b.mu.Lock()
	for hotkey, r := range b.records {
		if r.failed > 0 && now.Sub(r.until) <= stale {
			k.Quarantine = append(k.Quarantine, sentence{hotkey, r.failed, r.until.UTC()})
		}
	}
	b.changed = false
	b.mu.Unlock()
	slices.SortFunc(k.Quarantine, func(x, y sentence) int { return strings.Compare(x.Hotkey, y.Hotkey) })
	raw, err := json.MarshalIndent(k, "", " ")
	if err != nil {
		return err
	}
	return replace(path, append(raw, '\n'))
}

// read reads a file of ours into v, which one that does not exist leaves as it is. The error names what is in the file, and
// what comes of removing it.
func read(path, what, comes string, v any) error {
	raw, err := os.ReadFile(path) // #nosec G304 -- the operator's own
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(raw) > maxFile:
		return fmt.Errorf("%s %s: larger than %d bytes; remove the file to %s", what, path, maxFile, comes)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s %s: %w; remove the file to %s", what, path, err, comes)
	}
	return nil
}

// replace writes a file beside the old one, and then puts it in its place.
func replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // fails when all went well
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Keep saves the quarantines whenever they have changed, at most once a second, until ctx ends, and then once more. A disk
// that takes nothing is complained of; the gateway goes on.
func (b *Book) Keep(ctx context.Context, path string, log *slog.Logger) error {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return b.Save(path)
		case <-tick.C:
		}
		b.mu.Lock()
		changed := b.changed
		b.mu.Unlock()
		if !changed {
			continue
		}
		if err := b.Save(path); err != nil {
			log.Warn("quarantines cannot be saved", "file", path, "err", err)
		}
	}
}
