package web

import (
	_ "embed" // for the tokens
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Tokens is the style sheet that gives every colour of the front ends its name, for pages that are made elsewhere.
//
//go:embed shared/tokens.css
var Tokens []byte

const html = ".html"

// pages serves documents that were made beforehand.
type pages struct {
	files   map[string]*file
	missing func(path string) []byte
}

// Pages serves documents and their files from memory, with the headers of the front ends. The keys of files are paths
// without the first slash: "docs/stake.html" is served at /docs/stake, "docs/index.html" at /docs/, and what is no page
// under its own name. Missing makes the page that says that a path leads nowhere.
func Pages(files map[string][]byte, missing func(path string) []byte) http.Handler {
	all := map[string]*file{}
	for name, content := range files {
		all[name] = newFile(name, content)
	}
	return &pages{all, missing}
}

// ServeHTTP implements http.Handler.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	documents.head(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "method_not_allowed", "method not allowed")
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	f, at := p.find(name)
	switch {
	case f == nil:
		p.lost(w, r)
	case r.URL.Path != at:
		http.Redirect(w, r, at, http.StatusMovedPermanently) // #nosec G710 -- a path of ours, cleaned
	default:
		f.send(w, r)
	}
}

// find returns the file of a path, and the path at which it is served.
func (p *pages) find(name string) (f *file, at string) {
	if f := p.files[path.Join(name, index)]; f != nil {
		return f, "/" + name + "/"
	}
	if f := p.files[name+html]; f != nil {
		return f, "/" + name
	}
	if path.Ext(name) == html {
		return nil, ""
	}
	return p.files[name], "/" + name
}

func (p *pages) lost(w http.ResponseWriter, r *http.Request) {
	content := p.missing(r.URL.Path)
	h := w.Header()
	h.Set("Content-Type", types[html])
	h.Set("Cache-Control", cacheNever)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content)
	}
}
