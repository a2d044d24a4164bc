package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadComposed wants a file that is wrong to be a mistake of usage that names the file and the model.
func TestReadComposed(t *testing.T) {
	t.Parallel()
	if models, err := readComposed(""); models != nil || err != nil {
		t.Errorf("no file: %v, %v", models, err)
	}
	file := filepath.Join(t.TempDir(), "compose.toml")
	for text, why := range map[string]string{
		"[[model]]\nid = \"mix:a\"\nkind = \"mixture\"\nof = [\"a\"]\n": "",
		"[[model]]\nid = \"v\"\nkind = \"vote\"\nof = [\"a\"]\n":        "gain",
		"[[model]\n": "composed model",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		models, err := readComposed(file)
		if why == "" {
			if err != nil || len(models) != 1 {
				t.Errorf("%q: %v, %v", text, models, err)
			}
			continue
		}
		var f *failure
		if !errors.As(err, &f) || f.Code != codeUsage || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), file) {
			t.Errorf("%q: %v, want %q in it", text, err, why)
		}
	}
	if _, err := readComposed(file + ".none"); err == nil {
		t.Error("a file that is not there was read")
	}
}
