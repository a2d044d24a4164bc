package explorer

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/explorer/store"
)

// defaultPage is how many entries a page has when the question does not say.
const defaultPage = 25

// query reads the parameters of a question; the first that is wrong is its error.
type query struct {
	r     *http.Request
	known []string // parameters that its route has
	err   error
}

func (q *query) fail(name, code, format string, args ...any) {
	if q.err == nil {
		q.err = &Problem{http.StatusBadRequest, code, name + ": " + fmt.Sprintf(format, args...)}
	}
}

// text reads a parameter; "" when it is missing. One that the route does not name is an error of the program.
func (q *query) text(name string) string {
	if !slices.Contains(q.known, name) {
		panic("explorer: the route of " + q.r.URL.Path + " does not name the parameter " + name)
	}
	return q.r.URL.Query().Get(name)
}

// names reads names with commas between them; none when it is missing.
func (q *query) names(name string, most int) []string {
	s := q.text(name)
	if s == "" {
		return nil
	}
	all := strings.Split(s, ",")
	if len(all) > most {
		q.fail(name, "too_many", "%d names, %d are possible", len(all), most)
	}
	return all
}

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
func listed[R, T any](all []R, next string, err error, shape func(*R) T) (List[T], error) {
	if errors.Is(err, store.ErrCursor) {
		return List[T]{}, &Problem{http.StatusBadRequest, "bad_cursor", err.Error()}
	}
	if err != nil {
		return List[T]{}, err
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

// stretch reads which blocks are meant, by their heights or by times; 0 is no bound. A date as the latest time means its end.
func (q *query) stretch(s *store.Store) (from, till uint64) {
	from, till = q.number("from_height", math.MaxInt64), q.number("till_height", math.MaxInt64)
	if t := q.time("from_time", 0); !t.IsZero() {
		from = max(from, q.first(s, t))
	}
	if t := q.time("till_time", dayLong); !t.IsZero() {
		after := q.first(s, t.Add(time.Millisecond))
		if after <= 1 { // nothing is as old as that
			return math.MaxInt64, 1
		}
		if till == 0 || after-1 < till {
			till = after - 1
		}
	}
	return from, till
}

// dayLong is a day without the millisecond that belongs to the next.
const dayLong = 24*time.Hour - time.Millisecond

// first is the height of the first block at a time or after it.
func (q *query) first(s *store.Store, t time.Time) uint64 {
	h, err := s.HeightAt(q.r.Context(), t)
	if q.err == nil {
		q.err = err
	}
	return h
}

// time reads a time; a date stands for its beginning and some more. Zero when it is missing.
func (q *query) time(name string, more time.Duration) time.Time {
	s := q.text(name)
	if s == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Add(more)
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		q.fail(name, "bad_time", "%q is neither a date such as 2026-11-26 nor a time of RFC 3339", s)
	}
	return t
}
