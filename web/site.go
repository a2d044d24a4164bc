package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// policy is what browsers let a page do. Pages have no inline scripts, and set styles of elements only from scripts.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "

// rules are what one front end needs besides.
type rules struct {
	policy  string          // what follows [policy]
	opener  string          // Cross-Origin-Opener-Policy of all its files
	openers map[string]bool // paths of pages that other origins open as a window, and talk to
}

// The app opens the wallet's window and hears from it, which needs a policy that lets windows go that it opened itself; pages
// that open the app still lose it. The wallet has one page that others open. The worker that holds the keys is a file of its
// own, and Trusted Types let nothing but its address become a script.
var (
	appPolicy    = rules{policy: "trusted-types 'none'", opener: "same-origin-allow-popups"}
	walletPolicy = rules{
		policy: "worker-src 'self'; trusted-types tianwang-keys", opener: "same-origin",
		openers: map[string]bool{"request": true},
	}
)

// documents are the rules of pages that are made beforehand: they open nothing and nobody opens them.
var documents = rules{policy: "trusted-types 'none'", opener: "same-origin"}

// head sets what tells browsers what a page may do.
func (r rules) head(h http.Header) {
	for name, value := range security {
		h.Set(name, value)
	}
	h.Set("Content-Security-Policy", policy+r.policy)
	h.Set("Cross-Origin-Opener-Policy", r.opener)
}

// security is the header of every answer, besides the two policies that differ between the front ends.
var security = map[string]string{
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
}

// Cache-Control of the page, of files whose name tells their content, and of the others.
const (
	cacheNever    = "no-store"
	cacheForever  = "public, max-age=31536000, immutable"
	cacheAskFirst = "no-cache"
)

// types are the content types by file name. The system's own table differs from machine to machine.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

// reserved are the first elements of paths that never are pages: what asks there wants data.
var reserved = map[string]bool{"api": true, "v1": true, "healthz": true, "metrics": true}

const (
	index  = "index.html"
	assets = "assets/"            // files whose names contain a hash of their content
	models = "developers/models/" // pages of models: their ids may have dots
)

// file is a file as it is sent.
type file struct {
	kind, cache, etag string
	plain, zipped     []byte // zipped is nil when that saves nothing
}

// site serves a built front end from memory.
type site struct {
	rules rules
	files map[string]*file
}

// newSite reads all files, once.
func newSite(files fs.FS, r rules) site {
	s := site{r, map[string]*file{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err == nil {
			s.files[name] = newFile(name, content)
		}
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("embedded front end: %v", err)) // it is in memory
	}
	return s
}

func newFile(name string, content []byte) *file {
	sum := sha256.Sum256(content)
	f := &file{kind: types[path.Ext(name)], cache: cacheAskFirst, etag: `"` + hex.EncodeToString(sum[:12]) + `"`, plain: content}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	switch {
	case name == index:
		f.cache, f.etag = cacheNever, ""
	case strings.HasPrefix(name, assets):
		f.cache = cacheForever
	}
	if packed := zip(content); len(packed) < len(content)*9/10 {
		f.zipped = packed
	}
	return f
}

func zip(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("gzip into memory: %v", err))
	}
	return b.Bytes()
}

// ServeHTTP implements http.Handler.
func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.rules.head(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "method_not_allowed", "method not allowed")
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	first, _, _ := strings.Cut(name, "/")
	if s.rules.openers[name] {
		w.Header().Set("Cross-Origin-Opener-Policy", "unsafe-none")
	}
	switch f := s.files[name]; {
	case f != nil:
		f.send(w, r)
	case strings.HasPrefix(name, models) && s.files[index] != nil: // whatever the id of a model looks like
		s.files[index].send(w, r)
	case reserved[first] || path.Ext(name) != "" || strings.HasPrefix(name+"/", assets):
		refuse(w, http.StatusNotFound, "unknown_url", "no such path")
	case s.files[index] != nil:
		s.files[index].send(w, r) // a path within the page
	default:
		unbuilt(w)
	}
}

func (f *file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.cache)
	h.Set("Vary", "Accept-Encoding")
	content, etag := f.plain, f.etag
	if f.zipped != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		content = f.zipped
		etag = strings.Replace(etag, `"`, `"z`, 1) // another form of the file is another entity
		h.Set("Content-Encoding", "gzip")
	}
	if etag != "" {
		h.Set("ETag", etag)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// takesGzip reads an Accept-Encoding header.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q := strings.TrimSpace(weight)
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// refuse answers in the form of the APIs, since programs ask for what is not there more often than people do.
func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", cacheNever)
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "{\"error\":{\"code\":%q,\"message\":%q}}\n", code, message)
}

// unbuilt says how to get a front end.
func unbuilt(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", cacheNever)
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = fmt.Fprintln(w, "天网 Tianwang\n\nThis program was built without its pages. To have them, run make web and build it again.")
}
