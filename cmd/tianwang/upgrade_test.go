//go:build e2e

package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestUpgrade runs the story in testdata/upgrade with two programs: this one, which does not know the upgrade "rehearsal",
// and one that was built with it.
func TestUpgrade(t *testing.T) {
	next := filepath.Join(t.TempDir(), "next")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "rehearsal", "-o", next, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	params := scriptParams()
	params.Dir = filepath.Join("testdata", "upgrade")
	params.Setup = func(e *testscript.Env) error {
		e.Setenv("NEXT", next)
		return setup(e)
	}
	t.Run("stories", func(t *testing.T) { testscript.Run(t, params) }) // returns when they have ended
}
