package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/web"
)

// base is the path of the site.
const base = "/docs/"

//go:embed page.html docs.css text.css docs.js theme.js
var own embed.FS

var layout = template.Must(template.ParseFS(own, "page.html"))

// made is the site, which is made when somebody first asks for it.
var made = sync.OnceValue(func() http.Handler {
	files, missing, err := build()
	if err != nil {
		panic(fmt.Sprintf("embedded documentation: %v", err)) // it is in memory, and the tests have made it
	}
	return web.Pages(files, missing)
})

// Handler serves the documentation under /docs/.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
}

// address returns the path of a page in a language.
func address(slug string, lang Lang) string {
	if lang == Chinese {
		return base + "zh/" + slug
	}
	return base + slug
}

// build makes all files of the site, by their paths without the first slash.
func build() (map[string][]byte, func(string) []byte, error) {
	l, err := read()
	if err != nil {
		return nil, nil, err
	}
	files := map[string][]byte{}
	for file, name := range l.pictures {
		files["docs/img/"+name] = l.files[file]
	}
	style := web.Tokens
	for _, name := range []string{"theme.js", "docs.js", "text.css", "docs.css"} {
		content, err := own.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		if strings.HasSuffix(name, ".css") {
			style = slices.Concat(style, content)
			content = style
		}
		files["docs/"+name] = content
	}
	delete(files, "docs/text.css")
	lost := map[Lang][]byte{}
	for _, lang := range []Lang{English, Chinese} {
		if lost[lang], err = l.write(files, lang); err != nil {
			return nil, nil, err
		}
	}
	return files, func(path string) []byte {
		if strings.HasPrefix(path, address("", Chinese)) {
			return lost[Chinese]
		}
		return lost[English]
	}, nil
}

// hit is what the search knows of a heading.
type hit struct {
	Text string `json:"text"`
	Page string `json:"page"`
	To   string `json:"to"`
}

// write makes the pages of one language, and returns that for paths which lead nowhere.
func (l *library) write(files map[string][]byte, lang Lang) ([]byte, error) {
	var hits []hit
	for _, slug := range slices.Sorted(maps.Keys(l.slugs())) {
		file, speaks := l.file(slug, lang)
		d, err := l.render(file, lang)
		if err != nil {
			return nil, err
		}
		to := address(slug, lang)
		hits = append(hits, hit{d.title, "", to})
		for _, h := range d.headings {
			hits = append(hits, hit{h.Text, d.title, to + "#" + h.Anchor})
		}
		content, err := show(view{Lang: lang, Speaks: speaks, Slug: slug, Source: file, doc: d})
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(to, "/")
		if slug == "" {
			name += "index"
		}
		files[name+".html"] = content
	}
	index, err := json.Marshal(hits)
	if err != nil {
		return nil, err
	}
	files[strings.TrimPrefix(address("search.json", lang), "/")] = index
	return show(view{Lang: lang, Speaks: lang, Lost: true, doc: &document{title: frame["lost"].in(lang)}})
}

// slugs returns all pages.
func (l *library) slugs() map[string]bool {
	all := map[string]bool{}
	for _, slug := range l.pages {
		all[slug] = true
	}
	return all
}

func show(v view) ([]byte, error) {
	var b bytes.Buffer
	err := layout.Execute(&b, v)
	return b.Bytes(), err
}
