package store_test

import (
	"context"
	"errors"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// How large the index of BenchmarkAccount is.
var (
	manyBlocks = flag.Int("index.blocks", 2_000, "blocks of the index in BenchmarkAccount")
	manyTxs    = flag.Int("index.txs", 10, "transactions of each of its blocks")
)

// batch is how many blocks a follower stores at once while it catches up.
const batch = 64

// fill appends full blocks in batches, and returns how long the database took.
func fill(b *testing.B, s *store.Store, c *chain, blocks, txs, people int) (took time.Duration) {
	b.Helper()
	for done := 0; done < blocks; {
		rows := make([]*index.Rows, min(batch, blocks-done))
		for i := range rows {
			rows[i] = c.full(txs, people)
		}
		began := time.Now()
		if err := s.Append(b.Context(), rows...); err != nil {
			b.Fatal(err)
		}
		took += time.Since(began)
		done += len(rows)
	}
	return took
}

// BenchmarkAppend measures how fast blocks of a hundred transactions get into an index, in batches as a follower makes them.
func BenchmarkAppend(b *testing.B) {
	s, c := open(b, b.TempDir()+"/index.db"), newChain(1)
	if err := s.Append(b.Context(), c.genesis()); err != nil {
		b.Fatal(err)
	}
	const txs = 100
	var took time.Duration
	for b.Loop() {
		took += fill(b, s, c, batch, txs, 10*txs)
	}
	b.ReportMetric(float64(batch*b.N)/took.Seconds(), "blocks/s")
	b.ReportMetric(float64(batch*txs*b.N)/took.Seconds(), "txs/s")
}

// BenchmarkAccount measures what the page of an account asks an index of a tenth as many accounts as transactions. The figures
// of the guide:
//
//	go test ./explorer/store -run xxx -bench Account -benchtime 5000x -timeout 1h -index.blocks 100000
func BenchmarkAccount(b *testing.B) {
	s, c := open(b, b.TempDir()+"/index.db"), newChain(1)
	people, genesis := *manyBlocks**manyTxs/10, c.genesis()
	for i := users; i < people; i++ {
		genesis.Balances = append(genesis.Balances, index.Change{Address: user(i), Rao: riches})
	}
	if err := s.Append(b.Context(), genesis); err != nil {
		b.Fatal(err)
	}
	took := fill(b, s, c, *manyBlocks, *manyTxs, people)
	var each []time.Duration
	for b.Loop() {
		began := time.Now()
		if err := lookAt(b.Context(), s, user(c.rng.IntN(people))); err != nil {
			b.Fatal(err)
		}
		each = append(each, time.Since(began))
	}
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(each[len(each)*99/100].Microseconds())/1000, "p99-ms")
	began := time.Now()
	if err := lookAt(b.Context(), s, user(exchange)); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(time.Since(began).Microseconds())/1000, "exchange-ms")
	b.ReportMetric(float64(*manyBlocks)/took.Seconds(), "blocks/s")
}

// lookAt asks what the page of an account shows.
func lookAt(ctx context.Context, s *store.Store, address string) error {
	a, err1 := s.Account(ctx, address)
	if err1 != nil || a == nil { // nobody has ever paid it
		return err1
	}
	_, err1 = s.Rank(ctx, a.Rao)
	_, err2 := s.Owned(ctx, address)
	_, err3 := s.Balances(ctx, address)
	p := store.Page{Limit: 25}
	_, _, err4 := s.Txs(ctx, store.TxFilter{Address: address}, p)
	_, _, err5 := s.Transfers(ctx, store.TransferFilter{Address: address}, p)
	_, _, err6 := s.Moves(ctx, store.MoveFilter{Coldkey: address}, p)
	return errors.Join(err1, err2, err3, err4, err5, err6)
}
