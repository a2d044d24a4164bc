package site

import (
	"html/template"
	"strings"
)

// view is what the layout asks about a page.
type view struct {
	Lang   Lang // of the site
	Speaks Lang // of the text
	Slug   string
	Source string // its file
	Lost   bool   // there is no such page
	doc    *document
}

// link is a page in a navigation.
type link struct {
	To, Name string
	Here     bool
}

// part is a group of the navigation.
type part struct {
	Name  string
	Open  bool
	Links []link
}

// W returns a text of the frame.
func (v view) W(key string) string {
	w, ok := frame[key]
	if !ok {
		panic("no text for " + key)
	}
	return w.in(v.Lang)
}

// Title returns the title of the page in the browser.
func (v view) Title() string {
	if v.Slug == "" && !v.Lost {
		return v.W("title")
	}
	return v.doc.title + " · " + v.W("title")
}

// Name returns the title of the page.
func (v view) Name() string { return v.doc.title }

// Foreign tells whether the text is in another language than the site.
func (v view) Foreign() bool { return v.Lang != v.Speaks }

// Body returns the text, which the renderer has made safe.
func (v view) Body() template.HTML { return template.HTML(v.doc.html) } //nolint:gosec // our own files, without raw markup

// Contents returns the headings that a list of contents shows.
func (v view) Contents() []heading {
	var some []heading
	for _, h := range v.doc.headings {
		if h.Level <= 3 {
			some = append(some, h)
		}
	}
	if len(some) < 2 || len(some) > 60 {
		return nil
	}
	return some
}

// Home is the first page.
func (v view) Home() link { return link{address("", v.Lang), v.W("start"), v.Slug == "" && !v.Lost} }

// Other is this page in the other language.
func (v view) Other() link {
	if v.Lang == English {
		return link{To: address(v.Slug, Chinese), Name: "简体中文"}
	}
	return link{To: address(v.Slug, English), Name: "English"}
}

// OtherLang is the other language.
func (v view) OtherLang() Lang {
	if v.Lang == English {
		return Chinese
	}
	return English
}

// Search is where the headings are.
func (v view) Search() string { return address("search.json", v.Lang) }

// Repository is where the file of the page is.
func (v view) Repository() string { return repository + "blob/main/" + v.Source }

// Parts returns the navigation.
func (v view) Parts() []part {
	var all []part
	for _, g := range groups {
		p := part{Name: g.name.in(v.Lang)}
		for _, e := range g.entries {
			here := e.slug == v.Slug || e.slug == "adr" && strings.HasPrefix(v.Slug, "adr/")
			p.Open = p.Open || here
			p.Links = append(p.Links, link{address(e.slug, v.Lang), e.name.in(v.Lang), here && !v.Lost})
		}
		all = append(all, p)
	}
	return all
}

// Around returns the pages before and after this one, with no name where there is none.
func (v view) Around() (pair struct{ Before, After link }) {
	var all []link
	for _, p := range v.Parts() {
		all = append(all, p.Links...)
	}
	for i, l := range all {
		if l.To != address(v.Slug, v.Lang) {
			continue
		}
		if i > 0 {
			pair.Before = all[i-1]
		}
		if i+1 < len(all) {
			pair.After = all[i+1]
		}
	}
	return pair
}
