package lint

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// stateCode are the packages whose results every node must agree on. yuma/vector is not among them: it reads files for
// developers.
var stateCode = []string{
	"./endpoint", "./fixed", "./schedule", "./tokenomics", "./weights", "./work", "./x/...", "./yuma",
}

// unfit are packages that state code must not import, with the reason.
var unfit = map[string]string{
	"crypto/rand":      "randomness differs between nodes",
	"math/rand":        "randomness differs between nodes",
	"math/rand/v2":     "randomness differs between nodes",
	"net":              "state code reaches nobody",
	"net/http":         "state code reaches nobody",
	"os":               "state code sees only the state",
	"os/exec":          "state code sees only the state",
	"unsafe":           "the layout of memory differs between machines",
	"encoding/json/v2": "state is protobuf or packed bytes",
}

// clock are the functions of package time that look at the clock or wait.
var clock = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}

// stateRules finds what makes nodes differ: maps in iteration order, goroutines, channels, floats, the clock, and JSON,
// of which only the type json.RawMessage is allowed, in which the SDK hands over a genesis.
func stateRules(p *typed) []finding {
	var out []finding
	seen := map[string]bool{}
	add := func(pos token.Pos, format string, args ...any) {
		at := p.fset.Position(pos)
		place := fmt.Sprintf("%s:%d", at.Filename, at.Line)
		if text := fmt.Sprintf(format, args...); !seen[place+text] { // an expression has parts
			seen[place+text] = true
			out = append(out, finding{place, text})
		}
	}
	for _, file := range p.files {
		for _, spec := range file.Imports {
			if why := unfit[strings.Trim(spec.Path.Value, `"`)]; why != "" {
				add(spec.Pos(), "import of %s: %s", spec.Path.Value, why)
			}
		}
		sorted := map[ast.Expr]bool{} // map iterators that are put in order at once
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if isMap(p.info.TypeOf(n.X)) {
					add(n.Pos(), "range over a map: sort the keys first")
				}
			case *ast.GoStmt:
				add(n.Pos(), "go statement")
			case *ast.SelectStmt:
				add(n.Pos(), "select statement")
			case *ast.ChanType:
				add(n.Pos(), "channel")
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && p.is(sel, "slices", "Sorted", "SortedFunc", "SortedStableFunc") {
					if arg, ok := n.Args[0].(*ast.CallExpr); ok {
						sorted[arg.Fun] = true
					}
				}
			case *ast.SelectorExpr:
				if text := p.selector(n); text != "" && (!sorted[n] || !p.is(n, "maps", "Keys", "Values")) {
					add(n.Pos(), "%s", text)
				}
			}
			if e, ok := n.(ast.Expr); ok {
				if isFloat(p.info.TypeOf(e)) {
					add(e.Pos(), "floating point: use fixed")
				}
			}
			return true
		})
	}
	return out
}

// is says whether a selector names one of the functions or types of a package.
func (p *typed) is(sel *ast.SelectorExpr, pkg string, names ...string) bool {
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return false
	}
	used, ok := p.info.Uses[id].(*types.PkgName)
	return ok && used.Imported().Path() == pkg && (len(names) == 0 || slices.Contains(names, sel.Sel.Name))
}

// selector says what is wrong with a name of another package, "" for nothing.
func (p *typed) selector(sel *ast.SelectorExpr) string {
	switch {
	case p.is(sel, "time", clock...):
		return "time." + sel.Sel.Name + ": use the block's height or time"
	case p.is(sel, "encoding/json") && sel.Sel.Name != "RawMessage":
		return "json." + sel.Sel.Name + ": state is protobuf or packed bytes"
	case p.is(sel, "maps", "All", "Keys", "Values"):
		return "maps." + sel.Sel.Name + ": the order of a map, sort it with slices.Sorted"
	}
	return ""
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func isFloat(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0 && b.Info()&types.IsUntyped == 0 // 1e9 may become an integer
}

func TestStateCode(t *testing.T) {
	t.Parallel()
	packages := load(t, "../..", stateCode...)
	if len(packages) <= len(stateCode) {
		t.Fatalf("%d packages: the modules of the chain are missing", len(packages))
	}
	for _, p := range packages {
		report(t, stateRules(p))
	}
}

func TestStateRules(t *testing.T) {
	t.Parallel()
	h := mustHouse(t)
	const name = "internal/lint/testdata/state/state.go"
	p := load(t, "../..", "./internal/lint/testdata/state")[0]
	expect(t, name, []byte(h.read(t, name)), stateRules(p))
}
