package explorer

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/explorer/store"
)

// defaultPage is how many entries a page has when the question does not say.
const defaultPage = 25

// query reads the parameters of a question; the first that is wrong is its error.
type query struct {
	r   *http.Request
	err error
}

func (q *query) fail(name, code, format string, args ...any) {
	if q.err == nil {
		q.err = &Problem{http.StatusBadRequest, code, name + ": " + fmt.Sprintf(format, args...)}
	}
}

func (q *query) text(name string) string { return q.r.URL.Query().Get(name) }

// number reads a number; 0 when it is missing.
func (q *query) number(name string, most uint64) uint64 {
	s := q.text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > most {
		q.fail(name, "bad_number", "%q is no number up to %d", s, most)
	}
	return n
}

// address reads an address; "" when it is missing.
func (q *query) address(name string) string {
	s := q.text(name)
	if s != "" {
		q.check(name, s)
	}
	return s
}

// path reads an address out of the path.
func (q *query) path(name string) string {
	s := q.r.PathValue(name)
	q.check(name, s)
	return s
}

func (q *query) check(name, address string) {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		q.fail(name, "bad_address", "%q is no address of this chain, they begin with tao1", address)
	}
}

// choice reads one of some words; "" when it is missing.
func (q *query) choice(name string, words ...string) string {
	s := q.text(name)
	if slices.Contains(words, s) {
		return s
	}
	if s != "" {
		q.fail(name, "bad_choice", "%q is none of %s", s, strings.Join(words, ", "))
	}
	return ""
}

// page reads which page of a list is wanted.
func (q *query) page() store.Page {
	p := store.Page{Cursor: q.text("cursor"), Limit: int(q.number("limit", store.MaxPage))} // #nosec G115 -- small
	if p.Limit == 0 {
		p.Limit = defaultPage
	}
	return p
}

// listed turns entries of the index into a page.
func listed[R, T any](all []R, next string, err error, shape func(*R) T) (any, error) {
	if errors.Is(err, store.ErrCursor) {
		return nil, &Problem{http.StatusBadRequest, "bad_cursor", err.Error()}
	}
	if err != nil {
		return nil, err
	}
	out := List[T]{Data: make([]T, len(all)), Next: next}
	for i := range all {
		out.Data[i] = shape(&all[i])
	}
	return out, nil
}

func notFound(code, format string, args ...any) error {
	return &Problem{http.StatusNotFound, code, fmt.Sprintf(format, args...)}
}
