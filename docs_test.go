package tianwang_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// modules returns the folders of the chain's modules: those with definitions of their own.
func modules(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("x", "*", "keeper.go"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no modules: %v", err)
	}
	names := make([]string, len(found))
	for i, f := range found {
		names[i] = filepath.Base(filepath.Dir(f))
	}
	return names
}

// read returns the text of all files that a pattern matches.
func read(t *testing.T, pattern ...string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(pattern...))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range found {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

// TestModuleReadmes_NameEverything holds the specification of each module against its code and definitions: what is
// stored, sent, emitted, set, asked and refused must be named there.
func TestModuleReadmes_NameEverything(t *testing.T) {
	t.Parallel()
	collection := regexp.MustCompile(`collections\.NewPrefix\([^)]*\), "(\w+)"`)
	failure := regexp.MustCompile(`(Err\w+)\s*=\s*errors\.Register`)
	call := regexp.MustCompile(`rpc (\w+)\(`)
	event := regexp.MustCompile(`message (Event\w+) `)
	rules := regexp.MustCompile(`(?s)\nmessage (?:Params|Hyperparams) \{(.*?)\n\}`)
	field := regexp.MustCompile(`(?m)^  [\w.]+ (\w+) = \d+`)
	for _, m := range modules(t) {
		code := read(t, "x", m, "*.go")
		proto := read(t, "proto", "tianwang", m, "v1", "*.proto")
		readme := read(t, "x", m, "README.md")
		var names []string
		find := func(p *regexp.Regexp, in string) {
			for _, match := range p.FindAllStringSubmatch(in, -1) {
				names = append(names, match[1])
			}
		}
		find(collection, code)
		find(failure, code)
		find(call, proto)
		find(event, proto)
		for _, body := range rules.FindAllStringSubmatch(proto, -1) {
			find(field, body[1])
		}
		if len(names) == 0 {
			t.Errorf("x/%s: nothing was found to be named", m)
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if !strings.Contains(readme, "`"+name+"`") {
				t.Errorf("x/%s/README.md does not name `%s`", m, name)
			}
		}
	}
}

// TestDecisions wants every page of docs/adr to have its parts and its line in the index, and numbers without gaps.
func TestDecisions(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join("docs", "adr", "[0-9]*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no decisions: %v", err)
	}
	index := read(t, "docs", "adr", "README.md")
	for i, p := range pages {
		name, text := filepath.Base(p), read(t, p)
		number := fmt.Sprintf("%04d", i+1)
		if !strings.HasPrefix(name, number+"-") || !strings.HasPrefix(text, "# "+number+". ") {
			t.Errorf("%s: number %s is next", name, number)
			continue
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(text, "# "+number+". "), "\n")
		if line := fmt.Sprintf("| [%s](%s) | %s |\n", number, name, title); !strings.Contains(index, line) {
			t.Errorf("docs/adr/README.md lacks the line\n%s", line)
		}
		for _, part := range []string{"\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Alternatives\n", "\n## Consequences\n"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q", name, strings.TrimSpace(part))
			}
		}
		if n := strings.Count(text, "\n"); n > 60 {
			t.Errorf("%s has %d lines, a page is 60", name, n)
		}
	}
}

// definedTests returns the names of all tests, fuzz tests and benchmarks.
func definedTests(t *testing.T) map[string]bool {
	t.Helper()
	defined := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "third_party" || d.Name() == ".git" || d.Name() == "build"):
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go"):
			for _, m := range function.FindAllStringSubmatch(read(t, path), -1) {
				defined[m[1]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return defined
}

// testName is a test as a page names it.
var testName = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)\\w+)`")

// TestFlows wants every test and story that docs/spec/flows.md names to exist, and every flow to have one line.
func TestFlows(t *testing.T) {
	t.Parallel()
	namesWhatExists(t, "flows.md", "| %s%d |", map[string]int{"A": 23, "B": 16, "C": 16, "N": 11})
}

// TestScenarios wants the same of docs/spec/scenarios.md.
func TestScenarios(t *testing.T) {
	t.Parallel()
	namesWhatExists(t, "scenarios.md", "| %s%02d |", map[string]int{"E": 24, "G": 20, "C": 10, "W": 22, "X": 8})
}

// namesWhatExists holds a page of docs/spec against the tests and stories that it names, and wants it to have one line for each
// of its parts: a letter, and numbers up to the last.
func namesWhatExists(t *testing.T, name, line string, parts map[string]int) {
	t.Helper()
	page, defined := read(t, "docs", "spec", name), definedTests(t)
	for _, m := range testName.FindAllStringSubmatch(page, -1) {
		if !defined[m[1]] {
			t.Errorf("docs/spec/%s names %s, which does not exist", name, m[1])
		}
	}
	for _, m := range regexp.MustCompile("`(\\w+/[\\w-]+\\.txtar)`").FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.Join("cmd", "tianwang", "testdata", filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("docs/spec/%s names a story that does not exist: %v", name, err)
		}
	}
	for _, m := range regexp.MustCompile("`((?:web|clients)/[\\w/.-]+\\.test\\.tsx?)`").FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.FromSlash(m[1])); err != nil {
			t.Errorf("docs/spec/%s names a test of the front end that does not exist: %v", name, err)
		}
	}
	for letter, last := range parts {
		for i := 1; i <= last; i++ {
			if n := strings.Count(page, "\n"+fmt.Sprintf(line, letter, i)); n != 1 {
				t.Errorf("docs/spec/%s has %d lines for %s%d", name, n, letter, i)
			}
		}
	}
}

// TestProof wants every test that docs/spec/proof.md names to exist, and every test that is named after a rule to stand there.
func TestProof(t *testing.T) {
	t.Parallel()
	page, defined := read(t, "docs", "spec", "proof.md"), definedTests(t)
	named := testName.FindAllStringSubmatch(page, -1)
	if len(named) < 40 {
		t.Fatalf("docs/spec/proof.md names %d tests", len(named))
	}
	for _, m := range named {
		if !defined[m[1]] {
			t.Errorf("docs/spec/proof.md names %s, which does not exist", m[1])
		}
	}
	rule := regexp.MustCompile(`^Test[MC]\d+_`)
	for name := range defined {
		if rule.MatchString(name) && !strings.Contains(page, "`"+name+"`") {
			t.Errorf("docs/spec/proof.md does not name %s", name)
		}
	}
}

// TestDocs_Links wants everything that a page of ours links to in this repository to be there.
func TestDocs_Links(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	checked := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "third_party" || d.Name() == ".git" || d.Name() == "build"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		for _, match := range link.FindAllStringSubmatch(read(t, path), -1) {
			if to := match[1]; !strings.Contains(to, "://") && !strings.HasPrefix(to, "mailto:") {
				checked++
				if _, err := os.Stat(filepath.Join(filepath.Dir(path), filepath.FromSlash(to))); err != nil {
					t.Errorf("%s links to %s: %v", path, to, err)
				}
			}
		}
		return nil
	})
	if err != nil || checked == 0 {
		t.Fatalf("%d links: %v", checked, err)
	}
}

// TestGuides_NameTestsThatExist wants every test that a guide calls its evidence to be there.
func TestGuides_NameTestsThatExist(t *testing.T) {
	t.Parallel()
	defined := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "build"):
			return fs.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		for _, m := range function.FindAllStringSubmatch(read(t, path), -1) {
			defined[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(read(t, "docs", "guide", "*.md"), -1)
	if len(named) < 20 {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !defined[m[1]] {
			t.Errorf("docs/guide names %s, which does not exist", m[1])
		}
	}
}

// commands returns the blocks of code of a page without their comments.
func commands(text string) (all []string) {
	comment := regexp.MustCompile(`\s+#.*`)
	block := regexp.MustCompile("(?s)```(?:sh|python|toml|json)\n(.*?)```")
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		all = append(all, comment.ReplaceAllString(b[1], ""))
	}
	return all
}

// TestGuides_Languages wants a guide that is in both languages to show the same commands, chapters and pictures, and those
// of the roles to be in both.
func TestGuides_Languages(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(filepath.Join("docs", "guide", "zh", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	roles := []string{"use", "stake", "mine", "validate", "own-a-subnet", "operate", "develop"}
	for _, role := range append(roles, "README") {
		if file := filepath.Join("docs", "guide", "zh", role+".md"); !slices.Contains(found, file) {
			t.Errorf("%s is missing", file)
		}
	}
	picture := regexp.MustCompile(`!\[[^\]]+\]\([./]*/img/([\w-]+)-(en|zh)\.webp\)`)
	pictures := func(text string) (all []string) {
		for _, m := range picture.FindAllStringSubmatch(text, -1) {
			all = append(all, m[1])
		}
		return all
	}
	for _, file := range found {
		name := filepath.Base(file)
		english, chinese := read(t, "docs", "guide", name), read(t, file)
		if diff := cmp.Diff(commands(english), commands(chinese)); diff != "" {
			t.Errorf("%s: the commands differ:\n%s", name, diff)
		}
		if diff := cmp.Diff(pictures(english), pictures(chinese)); diff != "" {
			t.Errorf("%s: the pictures differ:\n%s", name, diff)
		}
		if strings.Contains(chinese, "-en.webp") || strings.Contains(english, "-zh.webp") {
			t.Errorf("%s: a picture is in the other language", name)
		}
		for _, mark := range []string{"\n## ", "\n### ", "\n|", "\n- ", "\n* "} {
			if e, c := strings.Count(english, mark), strings.Count(chinese, mark); name != "README.md" && e != c {
				t.Errorf("%s: %d times %q in English, %d in Chinese", name, e, mark, c)
			}
		}
		if slices.Contains(roles, strings.TrimSuffix(name, ".md")) && len(pictures(english)) == 0 {
			t.Errorf("%s has no picture", name)
		}
	}
}

// TestReadme_Languages wants both READMEs to say the same: the same commands, links and names, in the same order.
func TestReadme_Languages(t *testing.T) {
	t.Parallel()
	english, chinese := read(t, "README.md"), read(t, "README.zh-CN.md")
	if n := strings.Count(english, "\n"); n >= 120 {
		t.Errorf("README.md has %d lines, fewer than 120 are read", n)
	}
	if diff := cmp.Diff(commands(english), commands(chinese)); diff != "" {
		t.Errorf("the commands differ:\n%s", diff)
	}
	link := regexp.MustCompile(`\]\(([^)]+)\)`)
	links := func(text string) (all []string) {
		for _, l := range link.FindAllStringSubmatch(text, -1) {
			if to := strings.ReplaceAll(strings.Replace(l[1], "/zh/", "/", 1), "-zh.webp", "-en.webp"); !strings.HasPrefix(to, "README") {
				all = append(all, to)
			}
		}
		slices.Sort(all)
		return all
	}
	if diff := cmp.Diff(links(english), links(chinese)); diff != "" {
		t.Errorf("the links differ:\n%s", diff)
	}
	if e, c := strings.Count(english, "\n## "), strings.Count(chinese, "\n## "); e != c {
		t.Errorf("%d chapters in English, %d in Chinese", e, c)
	}
}
