package vector

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tianwang-net/tianwang/yuma"
)

// KindRoot is the kind of files with epochs of the root network.
const KindRoot = "root"

// ErrNotEpochs says that a file holds no epochs; the files with cases of single functions do not.
var ErrNotEpochs = errors.New("no epochs in it")

// File is a vector file.
type File struct {
	Description string `json:"description"`
	Kind        string `json:"kind"` // v1, yuma2, yuma3, root, or the name of a version
	Source      string `json:"source"`
	Input       Epochs `json:"input"`
	Expected    Epochs `json:"expected"`
}

// Epochs is a list of states or of results, one element per epoch.
type Epochs struct {
	Epochs []json.RawMessage `json:"epochs"`
}

// Find returns the vector files that the paths name: files as they are, and all .json and .json.gz files below folders,
// in lexical order.
func Find(paths ...string) ([]string, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if path == p || strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".json.gz") {
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Open reads a vector file, packed with gzip or not.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	file, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

// Read reads a vector file, packed with gzip or not.
func Read(r io.Reader) (*File, error) {
	in := bufio.NewReader(r)
	r = in
	if magic, err := in.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		r = z
	}
	f := new(File)
	if err := json.NewDecoder(r).Decode(f); err != nil {
		return nil, err
	}
	if len(f.Input.Epochs) == 0 {
		return nil, ErrNotEpochs
	}
	return f, nil
}

// version returns the version that computes files of this kind, not those of root.
func (f *File) version() (yuma.Version, error) {
	if f.Kind == "v1" {
		return yuma.Yuma1, nil
	}
	return yuma.ParseVersion(f.Kind)
}
