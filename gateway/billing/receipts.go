package billing

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/openai"
)

// How many receipts are in one answer.
const (
	receiptsUsual = 50
	receiptsMost  = 500
)

// receipts serves the receipts of an account's requests to its owner, and those of a key to who has it, the latest first.
func (g *Gate) receipts(w http.ResponseWriter, r *http.Request) {
	channel, key, err := g.whose(w, r)
	if err != nil {
		g.refuse(w, err)
		return
	}
	q := r.URL.Query()
	wanted := books.Wanted{Channel: channel, Key: key, Model: q.Get("model"), Failed: q.Get("failed") == "true", Limit: receiptsUsual}
	if text := q.Get("limit"); text != "" {
		if wanted.Limit, err = strconv.Atoi(text); err != nil || wanted.Limit < 1 || wanted.Limit > receiptsMost {
			g.refuse(w, errParameter.with(fmt.Sprintf("limit %q: a number from 1 to %d is needed", text, receiptsMost)))
			return
		}
	}
	if wanted.Before, err = books.ReadMark(q.Get("before")); err != nil {
		g.refuse(w, errParameter.with(err.Error()))
		return
	}
	rows, err := g.books.Receipts(r.Context(), wanted)
	if err != nil {
		g.refuse(w, err)
		return
	}
	next := ""
	if len(rows) == wanted.Limit {
		last := rows[len(rows)-1]
		next = books.Mark{Begun: last.Begun, ID: last.ID}.String()
	}
	writeJSON(w, map[string]any{"object": openai.ObjectList, "data": append([]books.Receipt{}, rows...), "next": next})
}

// receipt serves that of one request.
func (g *Gate) receipt(w http.ResponseWriter, r *http.Request) {
	channel, key, err := g.whose(w, r)
	var one books.Receipt
	if err == nil {
		one, err = g.books.Receipt(r.Context(), channel, key, r.PathValue("id"))
	}
	if err != nil {
		g.refuse(w, err)
		return
	}
	writeJSON(w, one)
}
