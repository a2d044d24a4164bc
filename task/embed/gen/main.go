// Command gen makes the pairs of definitions that package embed asks about from the files of WordNet 3.0, which the
// Debian package wordnet-base installs:
//
//	gen -wordnet /usr/share/wordnet -out definitions.tsv && zstd -19 definitions.tsv
//
// Its output depends on its input alone, byte for byte.
package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// count is how many pairs are made.
const count = 9000

// Lengths of a definition, in bytes.
const (
	shortest = 20
	longest  = 160
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	fs := flag.NewFlagSet("gen", flag.ContinueOnError)
	from := fs.String("wordnet", "/usr/share/wordnet", "`directory` with data.noun and the others")
	out := fs.String("out", "definitions.tsv", "`file` to write")
	if err := fs.Parse(args); err != nil {
		return err
	}
	all, err := read(*from)
	if err != nil {
		return err
	}
	return os.WriteFile(*out, pairs(all), 0o644) // #nosec G306 -- a public text
}

// synset is a group of words with one meaning.
type synset struct {
	words   []string
	related []string // keys of synsets
	gloss   string
}

// read reads all synsets; a key is the part of speech and the offset in its file.
func read(dir string) (map[string]synset, error) {
	all := map[string]synset{}
	for file, pos := range map[string]string{"noun": "n", "verb": "v", "adj": "a", "adv": "r"} {
		b, err := os.ReadFile(filepath.Join(dir, "data."+file)) // #nosec G304 -- named by the person who runs this
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(b)) {
			if strings.HasPrefix(line, " ") {
				continue // the licence
			}
			key, s, err := parse(pos, line)
			if err != nil {
				return nil, fmt.Errorf("data.%s: %w", file, err)
			}
			all[key] = s
		}
	}
	return all, nil
}

// parse reads a line as wndb(5WN) defines it.
func parse(pos, line string) (string, synset, error) {
	head, gloss, _ := strings.Cut(line, " | ")
	f := strings.Fields(head)
	n, err := strconv.ParseInt(f[3], 16, 32)
	if err != nil {
		return "", synset{}, err
	}
	var s synset
	for i := range int(n) {
		s.words = append(s.words, strings.ToLower(f[4+2*i]))
	}
	f, key := f[4+2*n:], pos+f[0]
	k, err := strconv.Atoi(f[0])
	if err != nil {
		return "", synset{}, err
	}
	for i := range k {
		kind, at, to := f[1+4*i], f[2+4*i], f[3+4*i]
		if kind == "&" || kind == "+" && pos != to || kind == "@" && pos == "v" { // similar; derived; more general
			s.related = append(s.related, strings.Replace(to, "s", "a", 1)+at)
		}
	}
	s.gloss, _, _ = strings.Cut(strings.TrimSpace(gloss), `; "`) // without examples
	return key, s, nil
}

// pairs writes definitions of different but related words, in an order by hash, each synset once.
func pairs(all map[string]synset) []byte {
	type pair struct {
		order [sha256.Size]byte
		a, b  string
	}
	var found []pair
	for key, s := range all {
		for _, other := range s.related {
			o := all[other]
			if usable(s.gloss) && usable(o.gloss) && s.gloss != o.gloss && !share(s.words, o.words) {
				found = append(found, pair{sha256.Sum256([]byte(s.gloss + "\t" + o.gloss)), key, other})
			}
		}
	}
	slices.SortFunc(found, func(x, y pair) int { return bytes.Compare(x.order[:], y.order[:]) })
	var out bytes.Buffer
	used, n := map[string]bool{}, 0
	for _, p := range found {
		a, b := all[p.a].gloss, all[p.b].gloss
		if n == count || used[a] || used[b] {
			continue
		}
		used[a], used[b] = true, true
		fmt.Fprintf(&out, "%s\t%s\n", a, b)
		n++
	}
	return out.Bytes()
}

func usable(gloss string) bool {
	return len(gloss) >= shortest && len(gloss) <= longest && !strings.ContainsAny(gloss, "\t\n")
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}
