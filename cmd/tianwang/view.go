package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/tokenomics"
)

// part is a piece of what a command shows: lines for people, members of one JSON object for programs.
type part interface {
	write(w io.Writer) error
	members() []field
}

// field is a named value. Names are JSON names; people see them with spaces.
type field struct {
	name  string
	value any
}

// envelope is the one form of JSON output.
type envelope struct {
	OK    bool     `json:"ok"`
	Data  any      `json:"data,omitempty"`
	Error *failure `json:"error,omitempty"`
}

// show prints the result of a command, once.
func (p *program) show(parts ...part) error {
	if p.flags.json {
		return p.writeJSON(envelope{OK: true, Data: objectOf(parts)})
	}
	return p.writeText(parts)
}

// writeText writes what people see. Records that follow each other are aligned as one.
func (p *program) writeText(parts []part) error {
	for _, part := range joined(parts) {
		if err := part.write(p.out); err != nil {
			return err
		}
	}
	return nil
}

// joined drops what people do not see, makes one record of several in a row, and sets tables apart from them.
func joined(parts []part) (seen []part) {
	for _, part := range parts {
		last := len(seen) - 1
		switch part := part.(type) {
		case hidden:
			continue
		case record:
			if last >= 0 {
				if r, ok := seen[last].(record); ok {
					seen[last] = append(slices.Clip(r), part...)
					continue
				}
				if _, ok := seen[last].(*table); ok {
					seen = append(seen, line(""))
				}
			}
		case *table:
			if last >= 0 {
				seen = append(seen, line(""))
			}
		}
		seen = append(seen, part)
	}
	return seen
}

func (p *program) writeJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// object is a JSON object whose members keep their order.
type object []field

// objectOf returns the members of all parts.
func objectOf(parts []part) object {
	data := object{}
	for _, part := range parts {
		data = append(data, part.members()...)
	}
	return data
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		fmt.Fprintf(&b, "%q:%s", f.name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// line is text for people only.
type line string

func (l line) write(w io.Writer) error {
	_, err := fmt.Fprintln(w, string(l))
	return err
}
func (line) members() []field { return nil }

// record is a list of named values, one a line.
type record []field

func (r record) members() []field { return r }

func (r record) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range r {
		value := fmt.Sprint(f.value)
		switch f.value.(type) {
		case tao:
			value += " TAO"
		case string:
			value = text(value).String()
		}
		fmt.Fprintf(t, "  %s\t%s\n", strings.ReplaceAll(f.name, "_", " "), value)
	}
	return t.Flush()
}

// table is a list of things with the same values.
type table struct {
	name    string // of the JSON list
	columns []column
	rows    [][]any
	empty   string // what people see when there are no rows
}

// column is one value of the things in a table; without a head people do not see it.
type column struct{ name, head string }

// newTable returns a table whose heads are its names in capitals.
func newTable(name, empty string, columns ...string) *table {
	t := &table{name: name, empty: empty}
	for _, c := range columns {
		t.columns = append(t.columns, column{c, strings.ToUpper(strings.ReplaceAll(c, "_", " "))})
	}
	return t
}

// head gives a column a head of its own, "" to show it to programs only.
func (t *table) head(name, head string) {
	for i := range t.columns {
		if t.columns[i].name == name {
			t.columns[i].head = head
		}
	}
}

func (t *table) add(values ...any) { t.rows = append(t.rows, values) }

func (t *table) members() []field {
	list := make([]object, len(t.rows))
	for i, row := range t.rows {
		for k, c := range t.columns {
			list[i] = append(list[i], field{c.name, row[k]})
		}
	}
	return []field{{t.name, list}}
}

func (t *table) write(w io.Writer) error {
	if len(t.rows) == 0 {
		return line(t.empty).write(w)
	}
	var cells [][]string // by column
	for k, c := range t.columns {
		if c.head == "" {
			continue
		}
		cells = append(cells, t.cells(c.head, k))
	}
	var b strings.Builder
	tab := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for i := range len(t.rows) + 1 {
		for k := range cells {
			fmt.Fprint(tab, cells[k][i], "\t")
		}
		fmt.Fprintln(tab)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	for l := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(l, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// cells returns a column as text, its head first: numbers to the right, amounts with their points in one line.
func (t *table) cells(head string, k int) []string {
	texts, numeric, places := []string{head}, true, 0
	for _, row := range t.rows {
		text := fmt.Sprint(row[k])
		if _, ok := row[k].(tao); ok {
			places = max(places, decimals(text))
		}
		texts = append(texts, text)
		numeric = numeric && isNumber(row[k])
	}
	if !numeric {
		return texts
	}
	width := 0
	for i, text := range texts {
		if i > 0 && places > 0 {
			if decimals(text) == 0 {
				text += "."
			}
			texts[i] = text + strings.Repeat("0", places-decimals(text))
		}
		width = max(width, utf8.RuneCountInString(texts[i]))
	}
	for i, text := range texts {
		texts[i] = fmt.Sprintf("%*s", width, text)
	}
	return texts
}

// decimals returns the number of digits after the point.
func decimals(text string) int {
	_, part, _ := strings.Cut(text, ".")
	return len(part)
}

func isNumber(v any) bool {
	switch v.(type) {
	case tao, share, percent, fraction, around, int, uint32, uint64:
		return true
	}
	return false
}

// tao is an amount in rao that is shown in TAO: in JSON as a string, since it does not fit a JavaScript number.
type tao uint64

// String implements fmt.Stringer.
func (t tao) String() string { return tokenomics.FormatTAO(uint64(t)) }

// MarshalText implements encoding.TextMarshaler, which makes it a JSON string.
func (t tao) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// share is a proportion in parts of 65535: people see a decimal fraction, programs the parts.
type share uint32

// String implements fmt.Stringer.
func (s share) String() string {
	const places = 100_000
	parts := (uint64(s)*places + tokenomics.ProportionOne/2) / tokenomics.ProportionOne
	return fmt.Sprintf("%d.%05d", parts/places, parts%places)
}

// yesNo is a yes or no.
type yesNo bool

// String implements fmt.Stringer.
func (y yesNo) String() string {
	if y {
		return "yes"
	}
	return "no"
}

// hidden are values for programs only.
type hidden record

func (hidden) write(io.Writer) error { return nil }
func (h hidden) members() []field    { return h }

// text is a text that may be missing, for which people see a dash.
type text string

// String implements fmt.Stringer.
func (t text) String() string {
	if t == "" {
		return "-"
	}
	return string(t)
}
