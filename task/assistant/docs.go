package assistant

import (
	"embed"
	"io/fs"
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/docs/guide"
)

// readmes holds copies of README.md and README.zh-CN.md at the root, which no other folder can embed.
//
//go:embed data/*.txt
var readmes embed.FS

// paragraph is a piece of a page between empty lines; a block of code is one piece with the line before it that ends with
// a colon.
type paragraph struct {
	source string // "docs/guide/stake.md#when-a-key-may-be-lost-or-stolen"
	titles string // the headings above it
	text   string
	place  int // paragraphs of the same section before it
}

// commands is left out: it lists every flag of every command and would drown what explains them.
const commands = "cli.md"

// library holds all paragraphs, page by page.
var library = sync.OnceValue(func() []paragraph {
	var out []paragraph
	walk := func(files fs.FS, prefix string) {
		err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path == commands || strings.HasSuffix(path, ".svg") {
				return err
			}
			b, err := fs.ReadFile(files, path)
			out = append(out, split(prefix+strings.TrimSuffix(path, ".txt"), string(b))...)
			return err
		})
		if err != nil {
			panic(err) // what is embedded can be read
		}
	}
	data, err := fs.Sub(readmes, "data")
	if err != nil {
		panic(err)
	}
	walk(data, "")
	walk(guide.Files, "docs/guide/")
	return out
})

// split cuts a page into paragraphs.
func split(name, page string) []paragraph {
	var out []paragraph
	var titles [7]string
	source := name
	var sb strings.Builder
	end := func() {
		if text := strings.TrimSpace(sb.String()); text != "" {
			place := 0
			if n := len(out); n > 0 && out[n-1].source == source {
				place = out[n-1].place + 1
			}
			out = append(out, paragraph{source, strings.Join(strings.Fields(strings.Join(titles[:], " ")), " "), text, place})
		}
		sb.Reset()
	}
	code := false
	announced := false // the last line says what comes
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		level := len(line) - len(strings.TrimLeft(line, "#"))
		switch {
		case !code && level > 0 && level < len(titles) && strings.HasPrefix(line[level:], " "):
			end()
			titles[level] = strings.TrimSpace(line[level:])
			clear(titles[level+1:])
			source = name + "#" + guide.Anchor(titles[level])
		case !code && strings.TrimSpace(line) == "":
			if !announced {
				end()
			} else {
				sb.WriteString(line)
			}
		default:
			text := strings.TrimSpace(line)
			if announced && !code && !strings.HasPrefix(text, "```") && strings.HasSuffix(sb.String(), "\n\n") {
				end()
			}
			announced = !code && (strings.HasSuffix(text, ":") || strings.HasSuffix(text, "\uff1a"))
			sb.WriteString(line)
		}
	}
	end()
	return out
}
