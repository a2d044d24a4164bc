package explorer

import (
	"encoding/csv"
	"net/http"
	"strconv"

	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// maxRows is how many rows a table has at most, the newest; narrower questions get the rest.
const maxRows = 20_000

// pages gets any page of a list whose other parameters are read.
type pages[T any] func(store.Page) (List[T], error)

// onePage answers with the page that the question names.
func onePage[T any](q *query, get pages[T]) (List[T], error) {
	p := q.page()
	if q.err != nil {
		return List[T]{}, q.err
	}
	return get(p)
}

// table is a list as comma-separated values, for spreadsheets: the whole of it, under a head.
type table struct {
	path, about string
	params      []string
	read        func(*query) ([][]string, error) // rows without the head
	head        []string
}

// tables are all of them. An amount has two columns: rao, which programs count with, and TAO, which people read.
func (a *API) tables() []table {
	return []table{
		tabled("transfers", "Payments between accounts as comma-separated values, newest first", "address direction min_rao"+ranged,
			a.transferPages, []string{"height", "time", "tx", "from", "to", "amount_rao", "amount_tao"}, func(t Transfer) []string {
				return append([]string{strconv.FormatUint(t.Height, 10), t.Time, t.Tx, t.From, t.To}, amounts(t.Rao)...)
			}),
		tabled("moves", "Stake that changed hands as comma-separated values, newest first", "coldkey hotkey"+ranged,
			a.movePages, []string{"height", "time", "tx", "kind", "coldkey", "hotkey", "other", "amount_rao", "amount_tao"}, func(m Move) []string {
				return append([]string{strconv.FormatUint(m.Height, 10), m.Time, m.Tx, m.Kind, m.Coldkey, m.Hotkey, m.Other}, amounts(m.Rao)...)
			}),
	}
}

// tabled makes a table of a list, with a function that writes an entry of it.
func tabled[T any](path, about, params string, list func(*query) pages[T], head []string, row func(T) []string) table {
	r := ask[List[T]](path+".csv", about, params, nil)
	return table{path: r.path, about: about, params: r.params, head: head, read: func(q *query) ([][]string, error) {
		get := list(q)
		if q.err != nil {
			return nil, q.err
		}
		var out [][]string
		for p := (store.Page{Limit: store.MaxPage}); ; {
			page, err := get(p)
			if err != nil {
				return nil, err
			}
			for _, entry := range page.Data {
				out = append(out, row(entry))
			}
			if p.Cursor = page.Next; p.Cursor == "" || len(out) >= maxRows {
				return out, nil
			}
		}
	}}
}

// amounts are the columns of an amount.
func amounts(r Rao) []string {
	return []string{strconv.FormatUint(uint64(r), 10), tokenomics.FormatTAO(uint64(r))}
}

// serveTable answers with a table. A question that is wrong is refused as everywhere, in JSON.
func (a *API) serveTable(t table) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &query{r: r, known: t.params}
		rows, err := t.read(q)
		if err != nil {
			a.answer("no-store", func(*http.Request) (any, error) { return nil, err }).ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		out := csv.NewWriter(w)
		out.UseCRLF = true // as RFC 4180 has it
		if err := out.WriteAll(append([][]string{t.head}, rows...)); err != nil {
			a.log.Debug("table not written", "err", err)
		}
	})
}
