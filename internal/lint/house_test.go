package lint

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is the import path of the repository.
const module = "github.com/tianwang-net/tianwang"

// finding is a place where a rule is broken, and how.
type finding struct{ place, text string }

func (f finding) String() string { return f.place + ": " + f.text }

func found(place, format string, args ...any) finding {
	return finding{place, fmt.Sprintf(format, args...)}
}

// report fails a test for every finding.
func report(t *testing.T, findings []finding) {
	t.Helper()
	for _, f := range findings {
		t.Error(f)
	}
}

// entry is a tracked file.
type entry struct {
	name       string // relative to the root, with slashes
	executable bool
}

// tree is what a repository contains. Rules read it through these two fields only, so that tests can make one up.
type tree struct {
	fs.FS
	entries []entry
}

// house returns this repository.
var house = sync.OnceValues(func() (tree, error) {
	const root = "../.."
	out, err := exec.Command("git", "-C", root, "ls-files", "--stage", "-z").Output()
	if err != nil {
		return tree{}, fmt.Errorf("git ls-files: %w: the rules need a clone of the repository", err)
	}
	h := tree{FS: os.DirFS(root)}
	folders := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		mode, name, ok := strings.Cut(line, "\t")
		if !ok {
			return tree{}, fmt.Errorf("git ls-files: line %q", line)
		}
		if _, err := fs.Stat(h, name); err != nil {
			continue // deleted, but not yet from the index
		}
		h.entries = append(h.entries, entry{name, strings.HasPrefix(mode, "100755")})
		folders[path.Dir(name)] = true
	}
	for folder := range folders { // reading a folder makes go test run again when a file comes or goes
		if _, err := fs.ReadDir(h, folder); err != nil {
			return tree{}, err
		}
	}
	return h, nil
})

// mustHouse is house for tests that are nothing without it.
func mustHouse(t *testing.T) tree {
	t.Helper()
	h, err := house()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// read returns the content of a file that is known to be there.
func (h tree) read(t *testing.T, name string) string {
	t.Helper()
	b, err := fs.ReadFile(h, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// has says whether a path is a tracked file, or a folder that contains one.
func (h tree) has(name string) bool {
	name = path.Clean(name)
	return name == "." || slices.ContainsFunc(h.entries, func(e entry) bool {
		return e.name == name || strings.HasPrefix(e.name, name+"/")
	})
}

// named returns the tracked files that somebody here wrote and whose names end in one of the suffixes.
func (h tree) named(suffixes ...string) []string {
	var out []string
	for _, e := range h.entries {
		foreign := slices.ContainsFunc([]string{"third_party/", "api/", "clients/js/gen/"}, func(folder string) bool {
			return strings.HasPrefix(e.name, folder)
		})
		ends := func(suffix string) bool { return strings.HasSuffix(e.name, suffix) }
		if !foreign && slices.ContainsFunc(suffixes, ends) {
			out = append(out, e.name)
		}
	}
	return out
}

// source is a Go file that was written by hand.
type source struct {
	name string // relative to the root
	text []byte
	fset *token.FileSet
	ast  *ast.File
}

func (s source) line(p token.Pos) int { return s.fset.Position(p).Line }

func (s source) place(p token.Pos) string { return fmt.Sprintf("%s:%d", s.name, s.line(p)) }

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

func parse(t *testing.T, name, text string) source {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{name, []byte(text), fset, file}
}

// sources returns all Go files of the tree but generated ones and those that are data of tests.
func (h tree) sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, name := range h.named(".go") {
		if strings.Contains(name, "/testdata/") {
			continue
		}
		s := parse(t, name, h.read(t, name))
		if !ast.IsGenerated(s.ast) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		t.Fatal("no Go sources: the rules look in the wrong place")
	}
	return out
}

var wantComment = regexp.MustCompile(`// want "(.+)"$`)

// expect compares findings with the comments in a file that say what must be found: // want "part of the text".
func expect(t *testing.T, name string, text []byte, got []finding) {
	t.Helper()
	for i, line := range bytes.Split(text, []byte("\n")) {
		place := fmt.Sprintf("%s:%d", name, i+1)
		here := func(f finding) bool { return f.place == place }
		want := wantComment.FindSubmatch(line)
		at := slices.IndexFunc(got, here)
		switch {
		case want == nil && at >= 0:
			t.Errorf("%s, which is good", got[at])
		case want != nil && at < 0:
			t.Errorf("%s: nothing found, want %q", place, want[1])
		case want != nil && !strings.Contains(got[at].text, string(want[1])):
			t.Errorf("%s, want %q", got[at], want[1])
		}
		got = slices.DeleteFunc(got, here)
	}
	report(t, got)
}
