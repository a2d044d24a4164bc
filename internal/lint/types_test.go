package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// typed is a package with its types, without its tests. Places in it are relative to the root.
type typed struct {
	path  string
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
}

// load reads packages of the module and finds out the type of every expression. What they import is taken from the
// compiler's output.
func load(t *testing.T, root string, patterns ...string) []*typed {
	t.Helper()
	args := append([]string{"list", "-export", "-deps", "-json=Dir,ImportPath,GoFiles,Export,DepOnly"}, patterns...)
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	list, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	type listed struct {
		Dir, ImportPath, Export string
		GoFiles                 []string
		DepOnly                 bool
	}
	var roots []listed
	export := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(list)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		export[p.ImportPath] = p.Export
		if !p.DepOnly {
			roots = append(roots, p)
		}
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(export[path]) })
	out := make([]*typed, len(roots))
	for i, p := range roots {
		out[i] = &typed{p.ImportPath, fset, nil, &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
		}}
		for _, name := range p.GoFiles {
			out[i].files = append(out[i].files, parseAt(t, fset, root, filepath.Join(p.Dir, name)))
		}
		config := types.Config{Importer: imports}
		if _, err := config.Check(p.ImportPath, fset, out[i].files, out[i].info); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// parseAt parses a file under its name relative to the root.
func parseAt(t *testing.T, fset *token.FileSet, root, name string) *ast.File {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	root, err = filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	short, err := filepath.Rel(root, name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(fset, filepath.ToSlash(short), text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
