package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// target is a fuzz function of a package.
type target struct{ pkg, name string }

// String returns the target as go test's output names things: package, dot, function.
func (t target) String() string { return t.pkg + "." + t.name }

// find lists the targets of packages, in the order of the go command and of the sources.
func find(ctx context.Context, dir string, patterns []string) ([]target, error) {
	args := append([]string{"list", "-json=Dir,ImportPath,TestGoFiles,XTestGoFiles"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	list, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.Bytes())
	}
	var out []target
	for d := json.NewDecoder(bytes.NewReader(list)); ; {
		var p struct {
			Dir, ImportPath           string
			TestGoFiles, XTestGoFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		for _, name := range append(p.TestGoFiles, p.XTestGoFiles...) {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			for _, f := range names(file) {
				out = append(out, target{p.ImportPath, f})
			}
		}
	}
}

// names returns the fuzz functions of a test file. The go command refuses one with other parameters than *testing.F.
func names(file *ast.File) []string {
	var out []string
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			continue
		}
		rest, ok := strings.CutPrefix(f.Name.Name, "Fuzz")
		if r, _ := utf8.DecodeRuneInString(rest); ok && !unicode.IsLower(r) { // Fuzzy is not one
			out = append(out, f.Name.Name)
		}
	}
	return out
}
