package lint

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	maxFile     = 400 // lines of a source
	maxFunction = 60  // lines of a function, from func to the closing brace; the table of a test is data
)

// vague are names that say nothing about what is in a package.
var vague = []string{"common", "helper", "helpers", "lib", "misc", "pkg", "shared", "util", "utils"}

// foreignTests are what tests here do without.
var foreignTests = map[string]string{
	"github.com/stretchr/testify/assert": "a test stops at the first failure, use require or the standard library",
	"github.com/stretchr/testify/mock":   "run the real part",
	"github.com/stretchr/testify/suite":  "tests are functions",
	"go.uber.org/mock/gomock":            "run the real part",
}

// later is a promise to do something later.
var later = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`)

// lengthRules bounds a file and its functions.
func lengthRules(s source) []finding {
	var out []finding
	if n := lines(s.text); n > maxFile {
		out = append(out, found(s.name, "%d lines, at most %d: split it", n, maxFile))
	}
	for _, d := range s.ast.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := s.span(f) - s.tables(f); n > maxFunction {
			out = append(out, found(s.place(f.Pos()), "%s has %d lines, at most %d: split it", f.Name.Name, n, maxFunction))
		}
	}
	return out
}

// span is the number of lines that a piece of code takes.
func (s source) span(n ast.Node) int { return s.line(n.End()) - s.line(n.Pos()) + 1 }

// tables is how many lines of a test are rows of its lists and maps of cases.
func (s source) tables(f *ast.FuncDecl) int {
	rows := 0
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || !s.isTest() {
			return true
		}
		switch lit.Type.(type) {
		case *ast.ArrayType, *ast.MapType:
			for _, row := range lit.Elts {
				rows += s.span(row)
			}
			return false
		}
		return true
	})
	return rows
}

func lines(text []byte) int { return bytes.Count(text, []byte("\n")) }

// wordRules finds vague names, promises, and tests that wait or pretend.
func wordRules(s source) []finding {
	var out []finding
	if name := s.ast.Name.Name; slices.Contains(vague, strings.TrimSuffix(name, "_test")) {
		out = append(out, found(s.place(s.ast.Name.Pos()), "package %s: name it after what it provides", name))
	}
	for _, group := range s.ast.Comments {
		for _, c := range group.List {
			if word := later.FindString(c.Text); word != "" {
				out = append(out, found(s.place(c.Pos()), "%s: do it, or leave it to the tracker", word))
			}
		}
	}
	if !s.isTest() {
		return out
	}
	for _, spec := range s.ast.Imports {
		if why := foreignTests[strings.Trim(spec.Path.Value, `"`)]; why != "" {
			out = append(out, found(s.place(spec.Pos()), "import of %s: %s", spec.Path.Value, why))
		}
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Sleep" {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == "time" {
				out = append(out, found(s.place(sel.Pos()), "time.Sleep in a test: wait for what happens"))
			}
		}
		return true
	})
	return out
}

// docRules wants one comment for each package that says what it is, in the form of the Go documentation.
func docRules(sources []source) []finding {
	type pkg struct {
		first source
		docs  int
		tests bool // nothing but tests so far
	}
	var folders []string
	packages := map[string]*pkg{}
	for _, s := range sources {
		folder := path.Dir(s.name)
		p := packages[folder]
		if p == nil {
			p = &pkg{first: s, tests: true}
			packages[folder] = p
			folders = append(folders, folder)
		}
		p.tests = p.tests && s.isTest()
		want := "Package " + s.ast.Name.Name + " "
		if s.ast.Name.Name == "main" {
			want = "Command " + path.Base(folder) + " "
		}
		if strings.HasPrefix(s.ast.Doc.Text(), want) {
			p.docs++
		}
	}
	var out []finding
	for _, folder := range folders {
		switch p := packages[folder]; {
		case p.docs == 0:
			out = append(out, found(folder, "package %s has no comment that begins with Package or Command and its name", p.first.ast.Name.Name))
		case p.docs > 1:
			out = append(out, found(folder, "package %s is described in %d files", p.first.ast.Name.Name, p.docs))
		}
	}
	return out
}

func TestSources(t *testing.T) {
	t.Parallel()
	sources := mustHouse(t).sources(t)
	for _, s := range sources {
		report(t, lengthRules(s))
		report(t, wordRules(s))
	}
	report(t, docRules(sources))
}

func TestLengthRules(t *testing.T) {
	t.Parallel()
	body := func(n int) string { return "package a\nfunc f() {\n" + strings.Repeat("\n", n-2) + "}\n" }
	table := "package a\nfunc f() {\n_ = []struct{ a int }{\n" + strings.Repeat("{1},\n", maxFunction) + "}\n}\n"
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"a long table outside of a test", table, 1},
		{"a function that just fits", body(maxFunction), 0},
		{"a function too long", body(maxFunction + 1), 1},
		{"a file that just fits", "package a\n" + strings.Repeat("\n", maxFile-1), 0},
		{"a file too long", "package a\n" + strings.Repeat("\n", maxFile), 1},
		{"both", body(maxFile + 1), 2},
	} {
		if got := lengthRules(parse(t, "a.go", c.text)); len(got) != c.want {
			t.Errorf("%s: found %v, want %d", c.name, got, c.want)
		}
	}
	report(t, lengthRules(parse(t, "a_test.go", table)))
	if got := lengthRules(parse(t, "a_test.go", body(maxFunction+1))); len(got) != 1 {
		t.Errorf("a test too long: found %v", got)
	}
}

func TestWordRules(t *testing.T) {
	t.Parallel()
	const bad = `package utils_test // want "name it after"

import (
	"time"

	"github.com/stretchr/testify/assert" // want "stops at the first failure"
	"github.com/stretchr/testify/require"
)

/* FIXME */ // want "FIXME"
const unfinished = "TODO"

func wait() {
	time.Sleep(time.Second) // want "wait for what happens"
}
`
	expect(t, "a_test.go", []byte(bad), wordRules(parse(t, "a_test.go", bad)))
	const good = "package daemon\n\nimport \"time\"\n\nfunc wait() { time.Sleep(time.Second) }\n"
	report(t, wordRules(parse(t, "a.go", good)))
}

func TestDocRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files []string // name, text, …
		want  int
	}{
		{"described once", []string{"a/a.go", "// Package a is one.\npackage a\n", "a/b.go", "// What it does.\npackage a\n"}, 0},
		{"a command", []string{"cmd/a/a.go", "// Command a runs.\npackage main\n"}, 0},
		{"not described", []string{"a/a.go", "package a\n", "b/b.go", "// Package a is b.\npackage b\n"}, 2},
		{"described twice", []string{"a/a.go", "// Package a is one.\npackage a\n", "a/b.go", "// Package a is two.\npackage a\n"}, 1},
		{"a command as a package", []string{"cmd/a/a.go", "// Package main runs.\npackage main\n"}, 1},
	} {
		var sources []source
		for i := 0; i < len(c.files); i += 2 {
			sources = append(sources, parse(t, c.files[i], c.files[i+1]))
		}
		if got := docRules(sources); len(got) != c.want {
			t.Errorf("%s: found %v, want %d", c.name, got, c.want)
		}
	}
}
