package main

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// minWords is how many words a message has at least: shorter ones are names of things.
const minWords = 4

// readMessages joins the catalogues of messages (files *.mo of gettext) below a directory: a line for each message that is
// a sentence, English and translation with a tab between, in the order of the English, each once.
func readMessages(dir string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.mo"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no catalogues below %q", dir)
	}
	var all [][2]string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		pairs, err := catalogue(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		all = append(all, pairs...)
	}
	slices.SortFunc(all, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	all = slices.CompactFunc(all, func(a, b [2]string) bool { return a[0] == b[0] })
	var out bytes.Buffer
	for _, p := range all {
		fmt.Fprintf(&out, "%s\t%s\n", p[0], p[1])
	}
	return out.Bytes(), nil
}

// catalogue reads the pairs of a little-endian file of gettext: its head is a magic number, a revision, how many strings
// there are, and where the tables of originals and translations are; an entry of a table is a length and a place.
func catalogue(b []byte) ([][2]string, error) {
	const magic = 0x950412de
	if len(b) < 20 || binary.LittleEndian.Uint32(b) != magic {
		return nil, errors.New("not a catalogue of messages")
	}
	at := func(place uint32) uint32 { return binary.LittleEndian.Uint32(b[place:]) }
	text := func(table, i uint32) string {
		length, place := at(table+8*i), at(table+8*i+4)
		return string(b[place : place+length])
	}
	var out [][2]string
	for i := range at(8) {
		english, spanish := text(at(12), i), text(at(16), i)
		if strings.ContainsAny(english, "\x00\x04") { // plurals and contexts
			continue
		}
		english, spanish = oneLine(english), oneLine(spanish)
		if spanish == "" || english == spanish || strings.HasPrefix(english, "-") || words(english) < minWords {
			continue
		}
		out = append(out, [2]string{english, spanish})
	}
	return out, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// words counts what has a letter and no sign of a format or an option.
func words(s string) int {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(w, unicode.IsLetter) && !strings.ContainsAny(w, "%\\") && !strings.HasPrefix(w, "--") {
			n++
		}
	}
	return n
}
