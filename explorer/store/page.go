package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrCursor says that a cursor is not one of this index.
var ErrCursor = errors.New("the cursor is not one that a page ended with")

// MaxPage is the largest page.
const MaxPage = 500

// Page is a part of a list. Cursor is "" for its beginning, or what the page before ended with.
type Page struct {
	Cursor string
	Limit  int
}

// place is where a page begins: after an entry with these numbers, newest first.
type place struct{ height, seq int64 }

// from reads where a page begins, and its size.
func (p Page) from() (place, int, error) {
	limit := min(max(p.Limit, 1), MaxPage)
	if p.Cursor == "" {
		return place{1<<62 - 1, 1<<62 - 1}, limit, nil
	}
	h, s, ok := strings.Cut(p.Cursor, "-")
	height, err1 := strconv.ParseInt(h, 10, 64)
	seq, err2 := strconv.ParseInt(s, 10, 64)
	if !ok || err1 != nil || err2 != nil || height < 0 || seq < 0 {
		return place{}, 0, fmt.Errorf("%w: %q", ErrCursor, p.Cursor)
	}
	return place{height, seq}, limit, nil
}

// cursor says where the next page begins.
func cursor(height uint64, seq int) string { return fmt.Sprintf("%d-%d", height, seq) }

// question is a SELECT that grows by conditions.
type question struct {
	text  strings.Builder
	args  []any
	where bool
}

func ask(text string) *question {
	q := &question{}
	q.text.WriteString(text)
	return q
}

// and adds a condition, in which ? stands for a value.
func (q *question) and(condition string, values ...any) *question {
	word := " AND "
	if !q.where {
		word, q.where = " WHERE ", true
	}
	q.text.WriteString(word)
	return q.add(condition, values...)
}

// add adds text, in which ? stands for a value.
func (q *question) add(text string, values ...any) *question {
	for _, v := range values {
		before, after, _ := strings.Cut(text, "?")
		q.args = append(q.args, v)
		fmt.Fprintf(&q.text, "%s$%d", before, len(q.args))
		text = after
	}
	q.text.WriteString(text)
	return q
}

// either is a table of the latest rows of another in which one of some columns has a value, at most limit of them for each,
// so that each column's own index finds them; more adds conditions.
func (q *question) either(table, value string, columns []string, limit int, more func(*question)) *question {
	for i, c := range columns {
		q.add(map[bool]string{true: "(", false: " UNION "}[i == 0] + "SELECT * FROM (SELECT * FROM " + table)
		q.where = false
		more(q.and(c+" = ?", value))
		q.add(fmt.Sprintf(" ORDER BY height DESC, seq DESC LIMIT ?) AS part%d", i), limit)
	}
	q.where = false
	return q.add(")")
}

// rows asks and reads every row.
func rows[R any](ctx context.Context, s *Store, q *question, read func(*sql.Rows, *R) error) ([]R, error) {
	found, err := s.query(ctx, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	out := []R{}
	for found.Next() {
		var r R
		if err := read(found, &r); err != nil {
			return nil, errors.Join(err, found.Close())
		}
		out = append(out, r)
	}
	return out, errors.Join(found.Err(), found.Close())
}

// one asks for a single row; nil when there is none.
func one[R any](ctx context.Context, s *Store, q *question, read func(*sql.Rows, *R) error) (*R, error) {
	all, err := rows(ctx, s, q, read)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// paged asks for one row more than a page has, to know whether there is another.
func paged[R any](ctx context.Context, s *Store, q *question, limit int, read func(*sql.Rows, *R) error, at func(*R) string) ([]R, string, error) {
	all, err := rows(ctx, s, q.add(" LIMIT ?", limit+1), read)
	if err != nil || len(all) <= limit {
		return all, "", err
	}
	return all[:limit], at(&all[limit-1]), nil
}
