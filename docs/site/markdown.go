package site

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/tianwang-net/tianwang/docs/guide"
)

// repository is where files are that are no pages.
const repository = "https://github.com/tianwang-net/tianwang/"

// heading is a part of a page.
type heading struct {
	Level  int
	Anchor string
	Text   string
}

// document is a page of Markdown as it is shown.
type document struct {
	title    string
	headings []heading // without the title
	html     string
}

// render turns a file into what the site shows in a language.
func (l *library) render(file string, lang Lang) (*document, error) {
	source := l.files[file]
	links := &linker{library: l, file: file, lang: lang}
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithASTTransformers(util.Prioritized(links, 0))),
	)
	ctx := parser.NewContext(parser.WithIDs(&anchors{taken: map[string]bool{}}))
	tree := md.Parser().Parse(text.NewReader(source), parser.WithContext(ctx))
	d := outline(tree, source)
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, source, tree); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	d.html = reachable(b.String(), lang)
	return d, nil
}

// outline returns the title and the headings of a page.
func outline(tree ast.Node, source []byte) *document {
	d := &document{}
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // nothing in it fails
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		id, _ := h.AttributeString("id")
		name := plain(h, source)
		if h.Level == 1 && d.title == "" {
			d.title = name
		} else {
			d.headings = append(d.headings, heading{h.Level, string(id.([]byte)), name})
		}
		return ast.WalkSkipChildren, nil
	})
	return d
}

// reachable lets those without a mouse scroll what is wider than the page.
func reachable(html string, lang Lang) string {
	return strings.NewReplacer(
		"<table>", `<div class="scroll" role="group" tabindex="0" aria-label="`+frame["table"].in(lang)+`"><table>`, "</table>", "</table></div>",
		"<pre>", `<pre role="group" tabindex="0" aria-label="`+frame["code"].in(lang)+`">`,
		"<th></th>", "<td></td>", // an empty head names nothing
	).Replace(html)
}

// plain returns the text of a node without its marks.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
		} else {
			b.WriteString(plain(c, source))
		}
	}
	return b.String()
}

// anchors gives headings the names that code hosts give them.
type anchors struct{ taken map[string]bool }

// Generate implements parser.IDs.
func (a *anchors) Generate(value []byte, _ ast.NodeKind) []byte {
	name := guide.Anchor(string(value))
	free := name
	for i := 1; a.taken[free]; i++ {
		free = name + "-" + strconv.Itoa(i)
	}
	a.taken[free] = true
	return []byte(free)
}

// Put implements parser.IDs.
func (a *anchors) Put(value []byte) { a.taken[string(value)] = true }

// linker leads the links of a page to where they go on the site.
type linker struct {
	library *library
	file    string // the page
	lang    Lang
}

// Transform implements parser.ASTTransformer.
func (l *linker) Transform(tree *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // nothing in it fails
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = []byte(l.lead(string(n.Destination)))
		case *ast.Image:
			n.Destination = []byte(l.lead(string(n.Destination)))
			n.SetAttributeString("loading", "lazy")
		}
		return ast.WalkContinue, nil
	})
}

// lead returns where a link goes.
func (l *linker) lead(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Path == "" {
		return to
	}
	anchor := func(name string) string {
		if name == "" {
			return ""
		}
		return "#" + name
	}
	target := path.Join(path.Dir(l.file), u.Path)
	if name, ok := l.library.pictures[target]; ok {
		return base + "img/" + name
	}
	for _, file := range []string{target, path.Join(target, readme+".md")} {
		if slug, ok := l.library.pages[file]; ok {
			shown, _ := l.library.file(slug, l.lang)
			return address(slug, l.lang) + anchor(l.library.translate(u.Fragment, file, shown))
		}
	}
	kind := "tree"
	if path.Ext(target) != "" {
		kind = "blob"
	}
	return repository + kind + "/main/" + target + anchor(u.Fragment)
}

// translate returns the anchor of a heading of one file in another one, which has the same headings in another language.
func (l *library) translate(name, from, to string) string {
	if name == "" || from == to {
		return name
	}
	theirs := l.headings(to)
	for i, h := range l.headings(from) {
		if h.Anchor == name && i < len(theirs) {
			return theirs[i].Anchor
		}
	}
	return name
}

// headings returns those of a file, without its title.
func (l *library) headings(file string) []heading {
	source := l.files[file]
	p := goldmark.New(goldmark.WithParserOptions(parser.WithAutoHeadingID())).Parser()
	ctx := parser.NewContext(parser.WithIDs(&anchors{taken: map[string]bool{}}))
	return outline(p.Parse(text.NewReader(source), parser.WithContext(ctx)), source).headings
}
