package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// house writes a module with the given files.
func house(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module house\n\ngo 1.26\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const good = `package a

import "testing"

func FuzzGood(f *testing.F) { f.Fuzz(func(*testing.T, []byte) {}) }

func Fuzzy(f *testing.F) {}

type FuzzType struct{}

func (FuzzType) FuzzMethod(f *testing.F) {}
`

const bad = `package b_test

import "testing"

func FuzzBad(f *testing.F) {
	f.Add(1)
	f.Fuzz(func(t *testing.T, n int) { t.Error("it is broken") })
}
`

func TestFind(t *testing.T) {
	t.Parallel()
	dir := house(t, map[string]string{"a/a_test.go": good, "b/b_test.go": bad, "c/c.go": "package c\n"})
	got, err := find(t.Context(), dir, []string{"./..."})
	if want := []target{{"house/a", "FuzzGood"}, {"house/b", "FuzzBad"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("targets %v, %v, want %v", got, err, want)
	}
}

func TestRun_FailureIsNamedAndStopsNothing(t *testing.T) {
	t.Parallel()
	dir := house(t, map[string]string{"a/a_test.go": bad, "b/b_test.go": strings.Replace(good, "package a", "package b", 1)})
	var out strings.Builder
	err := run(t.Context(), dir, []string{"10x"}, &out)
	if err == nil || err.Error() != "1 of 2 targets failed: house/a.FuzzBad" {
		t.Errorf("error %v", err)
	}
	for _, want := range []string{"FAIL house/a.FuzzBad", "it is broken", "ok   house/b.FuzzGood"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
}

func TestRun_NothingToDoIsAnError(t *testing.T) {
	t.Parallel()
	dir := house(t, map[string]string{"c/c.go": "package c\n"})
	for _, args := range [][]string{nil, {"1x"}, {"1x", "./nowhere"}} {
		if err := run(t.Context(), dir, args, &strings.Builder{}); err == nil {
			t.Errorf("arguments %q: no error", args)
		}
	}
}
