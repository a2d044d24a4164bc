package neural

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// data holds the weights, when they were trained before the program was built.
//
//go:embed data
var data embed.FS

// ErrUntrained says that the program was built without weights.
var ErrUntrained = errors.New("weights: none are built in; make model trains them, then build again")

// Embedded returns the model that comes with the program, or ErrUntrained.
func Embedded() (*Model, error) {
	file, err := data.ReadFile("data/weights.bin")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUntrained
	}
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	return Load(file)
}
