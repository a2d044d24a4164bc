package site

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tianwang-net/tianwang/docs"
	"github.com/tianwang-net/tianwang/docs/guide"
	"github.com/tianwang-net/tianwang/x"
)

// library is everything that the site is made of.
type library struct {
	pages    map[string]string // the slug of a page by its file in the repository
	files    map[string][]byte // the content of a page or picture by its file in the repository
	pictures map[string]string // the name of a picture on the site by its file in the repository
}

const (
	guides = "docs/guide/"
	zh     = guides + "zh/"
	readme = "README"
)

// read collects the pages and the pictures.
func read() (*library, error) {
	l := &library{map[string]string{}, map[string][]byte{}, map[string]string{}}
	for prefix, files := range map[string]fs.FS{guides: guide.Files, "docs/": docs.Files, "x/": x.Readmes} {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			return l.add(prefix+name, content)
		})
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *library) add(file string, content []byte) error {
	l.files[file] = content
	switch path.Ext(file) {
	case ".md":
		l.pages[file] = slug(file)
	case ".svg", ".webp":
		name := path.Base(file)
		for other, taken := range l.pictures {
			if taken == name {
				return fmt.Errorf("%s and %s have one name", file, other)
			}
		}
		l.pictures[file] = name
	}
	return nil
}

// slug returns the name of a page on the site; "" is the first one. The file in Chinese has the name of that in English.
func slug(file string) string {
	name := strings.TrimSuffix(file, ".md")
	for _, prefix := range []string{zh, guides, "docs/"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			name = rest
			break
		}
	}
	if path.Base(name) == readme {
		name = strings.TrimSuffix(strings.TrimSuffix(name, readme), "/")
	}
	return name
}

// file returns where the text of a page stands, and in which language it is.
func (l *library) file(slug string, lang Lang) (string, Lang) {
	candidates := []string{
		guides + slug + ".md", guides + path.Join(slug, readme) + ".md",
		"docs/" + slug + ".md", "docs/" + path.Join(slug, readme) + ".md", path.Join(slug, readme) + ".md",
	}
	if lang == Chinese {
		for _, f := range []string{zh + slug + ".md", zh + path.Join(slug, readme) + ".md"} {
			if _, ok := l.pages[f]; ok {
				return f, Chinese
			}
		}
	}
	for _, f := range candidates {
		if _, ok := l.pages[f]; ok {
			return f, English
		}
	}
	return "", ""
}
