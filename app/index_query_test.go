package app_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// answers compares neurons and validators of the index with what the node answers about them at the same height.
func (x *indexed) answers() {
	x.t.Helper()
	ctx, q := x.t.Context(), subnetv1.NewQueryClient(x.c.Query())
	subnets, err := q.Subnets(ctx, &subnetv1.QuerySubnetsRequest{})
	if err != nil {
		x.t.Fatal(err)
	}
	held, want, got := x.held(), []string{}, []string{}
	for _, s := range subnets.Subnets {
		all, err := q.Neurons(ctx, &subnetv1.QueryNeuronsRequest{Netuid: s.Subnet.Netuid})
		if err != nil {
			x.t.Fatal(err)
		}
		for _, n := range all.Neurons {
			place := place{s.Subnet.Netuid, n.Neuron.Uid}
			want = append(want, fmt.Sprint(place, n.Neuron.Hotkey))
			got = append(got, fmt.Sprint(place, held[place]))
		}
	}
	delegates, err := stakev1.NewQueryClient(x.c.Query()).Delegates(ctx, &stakev1.QueryDelegatesRequest{})
	if err != nil {
		x.t.Fatal(err)
	}
	for _, d := range delegates.Delegates {
		h, err := x.store.Hotkey(ctx, d.Hotkey)
		if err != nil {
			x.t.Fatal(err)
		}
		if h == nil {
			h = &store.Hotkey{}
		}
		want = append(want, fmt.Sprint(d.Hotkey, d.Owner, d.Stake))
		got = append(got, fmt.Sprint(h.Address, h.Owner, h.Rao))
	}
	x.answered += len(want)
	if d := cmp.Diff(want, got); d != "" {
		x.t.Errorf("after block %d neurons and validators differ (node, index):\n%s", x.c.Height(), d)
	}
}

// place is a slot of a subnet.
type place struct{ netuid, uid uint32 }

// held is who holds each slot: whoever was registered there last, or who has taken that hotkey's place since.
func (x *indexed) held() map[place]string {
	x.t.Helper()
	out := map[place]string{}
	for p := (store.Page{Limit: store.MaxPage}); ; {
		all, next, err := x.store.Slots(x.t.Context(), 0, "", p)
		if err != nil {
			x.t.Fatal(err)
		}
		for _, s := range all {
			at := place{s.Netuid, s.UID}
			if _, newer := out[at]; newer {
				continue
			}
			out[at] = s.Hotkey
			for _, w := range x.swaps {
				if w.height >= s.Height && w.old == out[at] {
					out[at] = w.new
				}
			}
		}
		if p.Cursor = next; next == "" {
			return out
		}
	}
}

// again makes the index anew, many blocks at a time as one that catches up does, and wants every table to be the same.
func (x *indexed) again() {
	x.t.Helper()
	first := x.hash()
	x.file = filepath.Join(x.t.TempDir(), "again.db")
	x.open()
	x.append(x.began)
	for blocks := range slices.Chunk(x.blocks, 64) {
		rows := []*index.Rows{}
		for _, b := range blocks {
			rows = append(rows, x.read(b))
		}
		x.append(rows...)
	}
	if d := cmp.Diff(first, x.hash()); d != "" {
		x.t.Errorf("an index that was made anew differs (hashes of tables):\n%s", d)
	}
}

// hash exports every table of the index and returns the hashes.
func (x *indexed) hash() map[string]string {
	x.t.Helper()
	db, err := sql.Open("sqlite", "file:"+x.file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		x.t.Fatal(err)
	}
	defer db.Close()
	out := map[string]string{}
	for _, table := range x.column(db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		fields := strings.Join(x.column(db, "SELECT name FROM pragma_table_info('"+table+"')"), ", ")
		h := sha256.New()
		for _, row := range x.column(db, "SELECT json_array("+quoted(fields)+") FROM "+table+" ORDER BY "+fields) {
			fmt.Fprintln(h, row)
		}
		out[table] = hex.EncodeToString(h.Sum(nil))
	}
	if len(out) < 10 {
		x.t.Errorf("only the tables %v", out)
	}
	return out
}

// quoted has each column as SQLite writes it down, so that bytes are text too.
func quoted(fields string) string {
	return "quote(" + strings.ReplaceAll(fields, ", ", "), quote(") + ")"
}

// column reads the only column of a question.
func (x *indexed) column(db *sql.DB, question string) (out []string) {
	x.t.Helper()
	rows, err := db.QueryContext(x.t.Context(), question)
	if err != nil {
		x.t.Fatalf("%s: %v", question, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			x.t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		x.t.Fatal(err)
	}
	return out
}
