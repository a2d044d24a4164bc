package lint

import (
	"bufio"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	maxBytes    = 3 << 20 // of a tracked file: every clone carries it for ever
	maxMakefile = 80      // lines
	maxReadme   = 119     // lines
)

// fileRules finds what does not belong into a repository, and sources that are not Go's and too long.
func fileRules(h tree) []finding {
	var out []finding
	for _, e := range h.entries {
		info, err := fs.Stat(h, e.name)
		if err != nil {
			return append(out, found(e.name, "%v", err))
		}
		if info.Size() > maxBytes {
			out = append(out, found(e.name, "%d bytes, at most %d are tracked: generate it", info.Size(), maxBytes))
		}
		text, err := fs.ReadFile(h, e.name)
		if err != nil {
			return append(out, found(e.name, "%v", err))
		}
		script := strings.HasPrefix(string(text), "#!")
		if e.executable && !script {
			out = append(out, found(e.name, "executable, but not a script: git update-index --chmod=-x"))
		}
	}
	for _, name := range h.named(".ts", ".tsx", ".css", ".sh", ".proto") {
		text, err := fs.ReadFile(h, name)
		if err != nil {
			return append(out, found(name, "%v", err))
		}
		if n := lines(text); n > maxFile {
			out = append(out, found(name, "%d lines, at most %d: split it", n, maxFile))
		}
	}
	return out
}

// remark is where a comment begins in sources that are not Go's.
var remark = regexp.MustCompile(`(//|/\*|<!--|#).*`)

// remarkRules finds promises in the comments of what is not Go.
func remarkRules(h tree) []finding {
	var out []finding
	for _, name := range h.named(".ts", ".tsx", ".css", ".html", ".sh", ".proto", ".yml", ".yaml", "Makefile") {
		text, err := fs.ReadFile(h, name)
		if err != nil {
			return append(out, found(name, "%v", err))
		}
		for i, line := range strings.Split(string(text), "\n") {
			if word := later.FindString(remark.FindString(line)); word != "" {
				out = append(out, found(name, "line %d: %s: do it, or leave it to the tracker", i+1, word))
			}
		}
	}
	return out
}

// frontRules holds what a newcomer reads first to its promises: short, and in two languages that know of each other.
func frontRules(h tree) []finding {
	var out []finding
	for _, c := range []struct {
		name, twin string
		most       int
	}{
		{"Makefile", "", maxMakefile},
		{"README.md", "README.zh-CN.md", maxReadme},
		{"README.zh-CN.md", "README.md", maxReadme},
	} {
		text, err := fs.ReadFile(h, c.name)
		if err != nil {
			out = append(out, found(c.name, "%v", err))
			continue
		}
		if n := lines(text); n > c.most {
			out = append(out, found(c.name, "%d lines, at most %d", n, c.most))
		}
		if !strings.Contains(string(text), "("+c.twin+")") && c.twin != "" {
			out = append(out, found(c.name, "no link to %s", c.twin))
		}
	}
	return out
}

// folderRules finds folders of Go sources with vague names.
func folderRules(h tree) []finding {
	var out []finding
	seen := map[string]bool{}
	for _, name := range h.named(".go") {
		folder := path.Dir(name)
		if seen[folder] {
			continue
		}
		seen[folder] = true
		for part := range strings.SplitSeq(folder, "/") {
			for _, v := range vague {
				if part == v {
					out = append(out, found(folder, "%s: name it after what it provides", part))
				}
			}
		}
	}
	return out
}

// targets returns the targets of a Makefile.
func targets(text string) map[string]bool {
	out := map[string]bool{}
	for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
		if name, _, ok := strings.Cut(s.Text(), ":"); ok && name != "" && !strings.ContainsAny(name, " \t.#$=") {
			out[name] = true
		}
	}
	return out
}

// madeOf matches an order to make something: in a code span, or on a line of its own in a block or a script.
var madeOf = regexp.MustCompile("(?m)(?:`|^ *\\$? *)make ([a-z][a-z0-9-]*)(?:$|[ `])")

// makeRules finds orders in documents and scripts that the Makefile does not know.
func makeRules(h tree) []finding {
	text, err := fs.ReadFile(h, "Makefile")
	if err != nil {
		return []finding{found("Makefile", "%v", err)}
	}
	known := targets(string(text))
	var out []finding
	for _, name := range h.named(".md", ".ci/run") {
		text, err := fs.ReadFile(h, name)
		if err != nil {
			return append(out, found(name, "%v", err))
		}
		for _, m := range madeOf.FindAllStringSubmatch(string(text), -1) {
			if !known[m[1]] {
				out = append(out, found(name, "make %s: the Makefile has no such target", m[1]))
			}
		}
	}
	return out
}

func TestTree(t *testing.T) {
	t.Parallel()
	h := mustHouse(t)
	for _, rules := range []func(tree) []finding{fileRules, remarkRules, frontRules, folderRules, makeRules} {
		report(t, rules(h))
	}
}

// made makes up a tree. A name that ends in an asterisk is an executable file.
func made(files map[string]string) tree {
	m := fstest.MapFS{}
	h := tree{FS: m}
	for name, text := range files {
		name, executable := strings.CutSuffix(name, "*")
		m[name] = &fstest.MapFile{Data: []byte(text)}
		h.entries = append(h.entries, entry{name, executable})
	}
	return h
}

// goodHouse is a tree in which nothing is wrong, changed by what is given; an empty text removes a file.
func goodHouse(change map[string]string) tree {
	files := map[string]string{
		"Makefile":        "TOOL := go\n.PHONY: up\n\nup: build ## start\n\t@echo up: now\nbuild:\n\tgo build # all\n",
		"README.md":       "[中文](README.zh-CN.md)\n\n    make up\n\nor `make build`\nMake sure.\n",
		"README.zh-CN.md": "[English](README.md)\n",
		"run.sh*":         "#!/bin/sh\n",
		"web/a.ts":        "const later = 'TODO' // said, not meant\n",
		"api/a.ts":        "// TODO in what is generated\n",
		"a/a.go":          "package a\n",
	}
	for name, text := range change {
		files[name] = text
		if text == "" {
			delete(files, name)
		}
	}
	return made(files)
}

func TestTreeRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		rules  func(tree) []finding
		change map[string]string // of a good tree; each must be found once
	}{
		{"large file", fileRules, map[string]string{"a.bin": strings.Repeat("x", maxBytes+1)}},
		{"program", fileRules, map[string]string{"a.out*": "\x7fELF"}},
		{"long page", fileRules, map[string]string{"web/a.css": strings.Repeat("\n", maxFile+1)}},
		{"promise in a script", remarkRules, map[string]string{"a.sh": "exit 0 # TODO\n"}},
		{"promise in a page", remarkRules, map[string]string{"web/b.ts": "/* FIXME */\n"}},
		{"no Chinese README", frontRules, map[string]string{"README.zh-CN.md": ""}},
		{"README without its twin", frontRules, map[string]string{"README.md": "# a\n"}},
		{"long README", frontRules, map[string]string{"README.md": "(README.zh-CN.md)" + strings.Repeat("\n", maxReadme+1)}},
		{"long Makefile", frontRules, map[string]string{"Makefile": strings.Repeat("\n", maxMakefile+1)}},
		{"vague folder", folderRules, map[string]string{"x/utils/a.go": "package good\n"}},
		{"unknown target in a document", makeRules, map[string]string{"a.md": "Say `make coffee`.\n"}},
		{"unknown target in a script", makeRules, map[string]string{".ci/run*": "#!/bin/sh\nmake tea TIME=5s\n"}},
	} {
		report(t, c.rules(goodHouse(nil)))
		if got := c.rules(goodHouse(c.change)); len(got) != 1 {
			t.Errorf("%s: found %v, want one", c.name, got)
		}
	}
}
