package main

import (
	"os"

	"github.com/tianwang-net/tianwang/gateway/ensemble"
)

// readComposed reads the file of composed models; without one there are none.
func readComposed(file string) ([]ensemble.Model, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file) // #nosec G304 -- the operator named it
	if err != nil {
		return nil, usage("--compose: %v", err)
	}
	models, err := ensemble.Parse(text)
	if err != nil {
		return nil, usage("--compose %s: %v", file, err)
	}
	return models, nil
}
