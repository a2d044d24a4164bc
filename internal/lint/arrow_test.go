package lint

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pure are the packages that are nothing but mathematics.
var pure = []string{"endpoint", "fixed", "rotation", "schedule", "tokenomics", "voucher", "weights", "work", "yuma"}

// arrows says for each area of the house which others its code may import, besides itself. An area is a folder with all
// below it, unless a deeper one has its own line; "" is the package at the root, which only has names.
var arrows = map[string][]string{
	"":     {},
	"api":  {},
	"yuma": {"fixed"}, "yuma/vector": {"fixed", "yuma"},
	"endpoint": {"fixed"}, "fixed": {}, "rotation": {}, "schedule": {"fixed"}, "tokenomics": {"fixed"}, "voucher": {}, "weights": {"fixed"}, "work": {"fixed"},

	"x":    all(pure, "", "api"),
	"app":  all(pure, "", "api", "x"),
	"node": all(pure, "", "api", "x", "app"),

	"client":   all(pure, "", "api"),
	"explorer": all(pure, "", "api", "client", "neuron"),
	"gateway":  all(pure, "", "api", "client", "compose", "internal/serve", "neuron", "openai", "task", "wallet"),
	"neuron":   all(pure, "", "api", "client", "internal/serve", "openai", "score", "task", "wallet"),
	"docs":     {}, "docs/guide": {},
	"docs/pictures": {"internal/localnet"},
	"docs/site":     {"docs", "docs/guide", "web", "x"},
	"openai":        {},
	"score":         {},
	"simulate":      all(pure, "task", "yuma/vector"), // plays the real rules
	"task":          all(pure, "docs/guide", "openai", "score"),
	"wallet":        all(pure, "", "api", "client"),
	"web":           {}, "web/browsertest": {},

	"internal/fuzz": {}, "internal/hashes": {}, "internal/lint": {},
	"internal/lan": {}, "internal/freeport": {}, "internal/serve": {},
	"internal/pgserver":  {},
	"internal/fleet":     all(pure, "", "api", "app", "internal/freeport", "node", "x"),
	"internal/chaos":     all(pure, "", "api", "app", "client", "internal/fleet", "internal/lan", "node"),
	"internal/load":      all(pure, "", "api", "internal/fleet", "node"),
	"internal/localnet":  all(daemons, "", "api", "node"),
	"internal/testnode":  {"api", "internal/freeport", "node"},
	"internal/testchain": all(pure, "", "api", "app", "x"),
	"compose":            {"fixed"}, "compose/report": {"compose", "simulate", "task"},
	"cmd": all(daemons, "", "api", "app", "internal/localnet", "node", "simulate", "x", "yuma/vector"),
}

// daemons is what runs off the chain, and what it builds on.
var daemons = all(pure, "client", "compose", "docs/site", "explorer", "gateway", "neuron", "openai", "score", "task", "wallet", "web")

func all(some []string, more ...string) []string { return slices.Concat(some, more) }

// area returns the longest folder of the table that a package lies in.
func area(pkg string) (string, bool) {
	for folder := pkg; ; {
		if _, ok := arrows[folder]; ok && (folder != "" || pkg == "") {
			return folder, true
		}
		i := strings.LastIndex(folder, "/")
		if i < 0 {
			return "", false
		}
		folder = folder[:i]
	}
}

// arrowRules checks the imports of one file that is not a test: tests may use what they need.
func arrowRules(s source) []finding {
	var out []finding
	folder := ""
	if i := strings.LastIndex(s.name, "/"); i >= 0 {
		folder = s.name[:i]
	}
	from, known := area(folder)
	if !known {
		return []finding{found(s.name, "folder %s has no place in the table of arrows in internal/lint", folder)}
	}
	for _, spec := range s.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		rest, inside := strings.CutPrefix(name, module)
		if err != nil || !inside || (rest != "" && rest[0] != '/') {
			continue
		}
		to, known := area(strings.TrimPrefix(rest, "/"))
		switch {
		case !known:
			out = append(out, found(s.place(spec.Pos()), "import of %s, which has no place in the table of arrows in internal/lint", name))
		case to != from && !slices.Contains(arrows[from], to):
			out = append(out, found(s.place(spec.Pos()), "%s must not import %s: dependencies point the other way, see ARCHITECTURE.md", from, name))
		}
	}
	return out
}

func TestArrows(t *testing.T) {
	t.Parallel()
	for _, s := range mustHouse(t).sources(t) {
		if !s.isTest() {
			report(t, arrowRules(s))
		}
	}
}

// TestArrows_NoCircle holds the table itself against its law: following the arrows never leads back.
func TestArrows_NoCircle(t *testing.T) {
	t.Parallel()
	state := map[string]int{} // 1 is being visited, 2 is done
	var visit func(area string, trail []string)
	visit = func(area string, trail []string) {
		trail = append(trail, area)
		switch _, ok := arrows[area]; {
		case !ok:
			t.Fatalf("%q: points to an area that is not in the table", trail)
		case state[area] == 1:
			t.Fatalf("%q: leads back", trail)
		case state[area] == 2:
			return
		}
		state[area] = 1
		for _, to := range arrows[area] {
			visit(to, trail)
		}
		state[area] = 2
	}
	for _, area := range slices.Sorted(maps.Keys(arrows)) {
		visit(area, nil)
	}
}

func TestArrowRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, imports string
		bad           bool
	}{
		{"yuma/a.go", "/fixed", false},
		{"fixed/a.go", "/yuma", true},
		{"yuma/a.go", "/tokenomics", true},
		{"yuma/a.go", "/yuma/vector", true},
		{"x/epoch/a.go", "/x/subnet", false},
		{"x/epoch/a.go", "/app", true},
		{"x/epoch/a.go", "/yuma/vector", true},
		{"app/a.go", "/x/epoch", false},
		{"neuron/axon/a.go", "/api/epoch/v1", false},
		{"neuron/axon/a.go", "/x/epoch", true},
		{"client/a.go", "/app", true},
		{"client/a.go", "/neuron", true},
		{"gateway/rest/a.go", "/internal/testchain", true},
		{"internal/localnet/a.go", "/app", true},
		{"cmd/tianwang/a.go", "/x/stake", false},
		{"tianwang.go", "/fixed", true},
		{"fixed/a.go", "", true},
		{"cmd/tianwang/a.go", "", false},
		{"cellar/a.go", "", true},
		{"cmd/tianwang/a.go", "/cellar", true},
		{"fixed/a.go", "ology/yuma", false}, // somebody else's module
	} {
		got := arrowRules(parse(t, c.file, "package a\n\nimport \""+module+c.imports+"\"\n"))
		if (len(got) > 0) != c.bad {
			t.Errorf("%s imports %q: found %v, want bad %v", c.file, c.imports, got, c.bad)
		}
	}
}
