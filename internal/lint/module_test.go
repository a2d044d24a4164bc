package lint

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
	"testing"
)

// constructors are the functions of cosmossdk.io/collections that open one; their third argument is its name.
var constructors = map[string]bool{
	"NewIndexedMap": true, "NewItem": true, "NewKeySet": true, "NewMap": true, "NewSequence": true, "NewVec": true,
}

// collections returns where a file opens collections of the store, by name.
func collections(s source) map[string]token.Pos {
	out := map[string]token.Pos{}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return true
		}
		f := call.Fun
		if i, ok := f.(*ast.IndexExpr); ok { // with type arguments
			f = i.X
		}
		if i, ok := f.(*ast.IndexListExpr); ok {
			f = i.X
		}
		sel, ok := f.(*ast.SelectorExpr)
		if !ok || !constructors[sel.Sel.Name] {
			return true
		}
		if lit, ok := call.Args[2].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				out[name] = lit.Pos()
			}
		}
		return true
	})
	return out
}

// stateTableRules wants every collection of a module in its specification, readme, which says how it grows and who
// deletes from it.
func stateTableRules(s source, readme string) []finding {
	var out []finding
	for name, pos := range collections(s) {
		if !strings.Contains(readme, "`"+name+"`") {
			out = append(out, found(s.place(pos), "collection %s is not in the module's README.md: say what bounds it and who deletes", name))
		}
	}
	return out
}

func TestModules(t *testing.T) {
	t.Parallel()
	h := mustHouse(t)
	opened := 0
	for _, s := range h.sources(t) {
		if !strings.HasPrefix(s.name, "x/") || s.isTest() {
			continue
		}
		opened += len(collections(s))
		if readme := path.Dir(s.name) + "/README.md"; h.has(readme) {
			report(t, stateTableRules(s, h.read(t, readme)))
		}
	}
	if opened < 20 {
		t.Errorf("%d collections: the rule does not see how modules open them", opened)
	}
}

func TestStateTableRules(t *testing.T) {
	t.Parallel()
	const text = `package a

var (
	rows = collections.NewMap(sb, collections.NewPrefix(0), "rows", key, value)
	due  = collections.NewKeySet(sb, collections.NewPrefix(1), "due", key) // want "collection due"
	slot = collections.NewIndexedMap[int, string](sb, collections.NewPrefix(2), "slots", key, value, index) // want "collection slots"
	all  = fmt.Sprint(1, 2, "nothing")
)
`
	expect(t, "a.go", []byte(text), stateTableRules(parse(t, "a.go", text), "| `rows` | all that is due, with slots |"))
}
