package lint

import (
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	// fence is a block of code, in which nothing is a link.
	fence = regexp.MustCompile("(?ms)^ *(```|~~~).*?^ *(```|~~~) *$")
	span  = regexp.MustCompile("`[^`\n]*`")
	// link is what [text](target) and <a href="target"> point to.
	link    = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|(?:href|src)="([^"]+)"`)
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.*?)[ #]*$`)
)

// linkRules follows the links of all documents that stay within the repository.
func linkRules(h tree) []finding {
	var out []finding
	for _, name := range h.named(".md") {
		text, err := fs.ReadFile(h, name)
		if err != nil {
			return append(out, found(name, "%v", err))
		}
		prose := span.ReplaceAllString(fence.ReplaceAllString(string(text), ""), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if why := h.broken(name, m[1]+m[2]); why != "" {
				out = append(out, found(name, "link to %s: %s", m[1]+m[2], why))
			}
		}
	}
	return out
}

// broken says why a link of a document leads nowhere, "" if it leads somewhere or out of the repository.
func (h tree) broken(from, to string) string {
	u, err := url.Parse(to)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "" || u.Host != "":
		return ""
	case path.IsAbs(u.Path):
		return "a path from the root of whatever shows the page"
	}
	target := from
	if u.Path != "" {
		target = path.Join(path.Dir(from), u.Path)
	}
	if !h.has(target) {
		return "no tracked file or folder has this name"
	}
	if u.Fragment == "" || !strings.HasSuffix(target, ".md") {
		return ""
	}
	text, err := fs.ReadFile(h, target)
	if err != nil {
		return err.Error()
	}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(string(text), ""), -1) {
		if anchor(m[1]) == u.Fragment {
			return ""
		}
	}
	return "no heading there has this name"
}

// anchor is the name that code hosts give to a heading: lower case, hyphens for spaces, no punctuation.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

func TestLinks(t *testing.T) {
	t.Parallel()
	h := mustHouse(t)
	if len(h.named(".md")) < 10 {
		t.Error("hardly any documents: the rule looks in the wrong place")
	}
	report(t, linkRules(h))
}

func TestLinkRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		bad  bool
	}{
		{"[a](b.md)", false},
		{"[a](b.md \"title\")", false},
		{"[a](../docs)", false},
		{"[a](..)", false},
		{"[a](#the-way-home)", false},
		{"[a](b.md#two-words-世界)", false},
		{"[a](https://example.org/nowhere)", false},
		{"[a](mailto:a@example.org)", false},
		{"`[a](nowhere.md)`", false},
		{"```\n[a](nowhere.md)\n```\n", false},
		{`<a href="b.md">b</a>`, false},
		{"[a](nowhere.md)", true},
		{"![a](nowhere.png)", true},
		{"[a](/docs/b.md)", true},
		{"[a](../../docs)", true},
		{"[a](#nowhere)", true},
		{"[a](b.md#nowhere)", true},
		{`<img src="nowhere.png">`, true},
		{"```\ncode\n```\n[a](nowhere.md)\n", true},
	} {
		h := made(map[string]string{"docs/a.md": "## The way *home*!\n\n" + c.text, "docs/b.md": "# Two words: 世界 #\n"})
		if got := linkRules(h); (len(got) > 0) != c.bad {
			t.Errorf("%q: found %v, want bad %v", c.text, got, c.bad)
		}
	}
}
