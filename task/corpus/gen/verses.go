package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"strings"
)

// books lists the 66 books in the order of the sources: the name we write, the one mod2imp writes, the one bible writes.
var books = [][3]string{
	{"Gen", "Genesis", "Ge"},
	{"Exod", "Exodus", "Exo"},
	{"Lev", "Leviticus", "Lev"},
	{"Num", "Numbers", "Num"},
	{"Deut", "Deuteronomy", "Deu"},
	{"Josh", "Joshua", "Josh"},
	{"Judg", "Judges", "Jdgs"},
	{"Ruth", "Ruth", "Ruth"},
	{"1Sam", "I Samuel", "1Sm"},
	{"2Sam", "II Samuel", "2Sm"},
	{"1Kgs", "I Kings", "1Ki"},
	{"2Kgs", "II Kings", "2Ki"},
	{"1Chr", "I Chronicles", "1Chr"},
	{"2Chr", "II Chronicles", "2Chr"},
	{"Ezra", "Ezra", "Ezra"},
	{"Neh", "Nehemiah", "Neh"},
	{"Esth", "Esther", "Est"},
	{"Job", "Job", "Job"},
	{"Ps", "Psalms", "Psa"},
	{"Prov", "Proverbs", "Prv"},
	{"Eccl", "Ecclesiastes", "Eccl"},
	{"Song", "Song of Solomon", "SSol"},
	{"Isa", "Isaiah", "Isa"},
	{"Jer", "Jeremiah", "Jer"},
	{"Lam", "Lamentations", "Lam"},
	{"Ezek", "Ezekiel", "Eze"},
	{"Dan", "Daniel", "Dan"},
	{"Hos", "Hosea", "Hos"},
	{"Joel", "Joel", "Joel"},
	{"Amos", "Amos", "Amos"},
	{"Obad", "Obadiah", "Obad"},
	{"Jonah", "Jonah", "Jonah"},
	{"Mic", "Micah", "Mic"},
	{"Nah", "Nahum", "Nahum"},
	{"Hab", "Habakkuk", "Hab"},
	{"Zeph", "Zephaniah", "Zep"},
	{"Hag", "Haggai", "Hag"},
	{"Zech", "Zechariah", "Zec"},
	{"Mal", "Malachi", "Mal"},
	{"Matt", "Matthew", "Mat"},
	{"Mark", "Mark", "Mark"},
	{"Luke", "Luke", "Luke"},
	{"John", "John", "John"},
	{"Acts", "Acts", "Acts"},
	{"Rom", "Romans", "Rom"},
	{"1Cor", "I Corinthians", "1Cor"},
	{"2Cor", "II Corinthians", "2Cor"},
	{"Gal", "Galatians", "Gal"},
	{"Eph", "Ephesians", "Eph"},
	{"Phil", "Philippians", "Phi"},
	{"Col", "Colossians", "Col"},
	{"1Thess", "I Thessalonians", "1Th"},
	{"2Thess", "II Thessalonians", "2Th"},
	{"1Tim", "I Timothy", "1Tim"},
	{"2Tim", "II Timothy", "2Tim"},
	{"Titus", "Titus", "Titus"},
	{"Phlm", "Philemon", "Phmn"},
	{"Heb", "Hebrews", "Heb"},
	{"Jas", "James", "Jas"},
	{"1Pet", "I Peter", "1Pet"},
	{"2Pet", "II Peter", "2Pet"},
	{"1John", "I John", "1Jn"},
	{"2John", "II John", "2Jn"},
	{"3John", "III John", "3Jn"},
	{"Jude", "Jude", "Jude"},
	{"Rev", "Revelation of John", "Rev"},
}

// bookNames maps column col of books to the names we write.
func bookNames(col int) map[string]string {
	m := make(map[string]string, len(books))
	for _, b := range books {
		m[b[col]] = b[0]
	}
	return m
}

var impKey = regexp.MustCompile(`^(.+) (\d+):(\d+)$`)

// readImp reads an export of mod2imp: a line "$$$Book 1:2" and below it the verse in OSIS markup. It writes one line
// "Book 1:2<tab>text" for each verse that has text, in the order of the source. Books outside the 66 are left out.
func readImp(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	names := bookNames(1)
	var out bytes.Buffer
	for entry := range strings.SplitSeq(string(raw), "\n$$$") {
		key, body, _ := strings.Cut(entry, "\n")
		m := impKey.FindStringSubmatch(key)
		if m == nil || names[m[1]] == "" || m[3] == "0" || m[2] == "0" {
			continue
		}
		if text := plain(body); text != "" {
			fmt.Fprintf(&out, "%s %s:%s\t%s\n", names[m[1]], m[2], m[3], text)
		}
	}
	if out.Len() == 0 {
		return nil, errors.New("no verse found")
	}
	return out.Bytes(), nil
}

var (
	// aside is what stands in a verse without being its text: notes, speakers, titles other than those of psalms, and
	// all that follows the end of a chapter. It leaves a space: words touch it on both sides.
	aside = regexp.MustCompile(`(?s)<note\b.*?</note>|<speaker\b.*?</speaker>|` +
		`<title(?: (?:level|type)=[^>]*)?>.*?</title>|<chapter eID=.*`)
	// inline tags stand inside a word or touch one; every other tag separates words.
	inline       = regexp.MustCompile(`</?(?:w|q|transChange|seg|name|divineName|foreign)\b[^>]*>`)
	tag          = regexp.MustCompile(`<[^>]*>`)
	spaces       = regexp.MustCompile(`\s+`)
	beforeStop   = regexp.MustCompile(`\s+([,.;:!?)”’])`)
	afterOpening = regexp.MustCompile(`([(“‘¿¡])\s+`)
)

// plain strips markup and asides from a verse.
func plain(osis string) string {
	s := aside.ReplaceAllString(osis, " ")
	s = inline.ReplaceAllString(s, "")
	s = tag.ReplaceAllString(s, " ")
	s = html.UnescapeString(s)
	s = spaces.ReplaceAllString(s, " ")
	s = beforeStop.ReplaceAllString(s, "$1")
	s = afterOpening.ReplaceAllString(s, "$1")
	return strings.TrimSpace(s)
}

var kjvLine = regexp.MustCompile(`^(\d?[A-Za-z]+?)(\d+:\d+) (.+)$`)

// readKJV reads what the program bible prints, one verse a line as "Ge1:1 In the beginning …".
func readKJV(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return kjvLines(bytes.NewReader(raw))
}

func kjvLines(r io.Reader) ([]byte, error) {
	names := bookNames(2)
	var out bytes.Buffer
	s := bufio.NewScanner(r)
	for s.Scan() {
		m := kjvLine.FindStringSubmatch(s.Text())
		if m == nil || names[m[1]] == "" {
			return nil, fmt.Errorf("line %q: not a verse", s.Text())
		}
		fmt.Fprintf(&out, "%s %s\t%s\n", names[m[1]], m[2], strings.TrimSpace(m[3]))
	}
	return out.Bytes(), s.Err()
}
