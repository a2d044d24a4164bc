package wallet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Modes: everything is for its owner only.
const dirMode = 0o700

// maxName is the longest name of a wallet or a hotkey.
const maxName = 64

// checkName refuses names that could leave the directory or that other systems could not store.
func checkName(kind, name string) error {
	ok := name != "" && len(name) <= maxName && name[0] != '.' && name[0] != '-'
	for _, c := range []byte(name) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.", c) >= 0)
	}
	if !ok {
		return fmt.Errorf("%s %q: %w: 1 to %d letters, digits, dots, dashes and underscores are needed, not beginning with a dot or a dash",
			kind, name, ErrName, maxName)
	}
	return nil
}

// writeNew writes a file that does not exist yet: in full to a temporary file that only the owner can read, which then
// gets its name at once. Linking does not replace a file of that name, as renaming would.
func writeNew(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", path, ErrExists)
	} else if err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a new name in a directory outlive a crash of the machine.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// writeJSON writes v, readable for people, to a new file.
func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeNew(path, append(data, '\n'))
}

// readJSON reads a file that writeJSON wrote.
func readJSON(path string, v any) error {
	data, err := read(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s %w: %w", path, ErrCorrupt, err)
	}
	return nil
}

// read reads a file; [ErrNotFound] when there is none.
func read(path string) ([]byte, error) {
	data, err := os.ReadFile(path) // #nosec G304 -- the names of its parts are checked
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s %w", path, ErrNotFound)
	}
	return data, err
}

// exists says whether there is a file, readable or not.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// names returns the names in a directory that end with a suffix, without it, in order. No directory is no names.
func names(dir, suffix string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && checkName("name", name) == nil {
			found = append(found, name)
		}
	}
	return found, err
}
