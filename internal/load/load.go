package load

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/mempool"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// Options say how much to send.
type Options struct {
	PerSecond int
	Time      time.Duration
	Mix       Mix
}

// Transactions are sent in parcels, as a relay or an exchange would, so that the program that sends takes little from the nodes, with
// which it shares the machine.
const (
	parcel  = 10 // transactions
	parcels = 8  // that may be on their way to a node at a time
)

// Report is what came of it.
type Report struct {
	Options  Options
	Offered  int
	Refused  map[string]int // by reason
	Failed   int            // in a block, without success
	Included int
	Gas      int64         // used by those that were included
	CPU      time.Duration // of the processors, by all nodes, from the first sending until all were included
	Blocks   int           // from the first with a transaction to the last
	Span     time.Duration // between their times
	waits    []int         // blocks from the latest one at sending, of each that was included
}

// sending is one transaction.
type sending struct {
	tx     cmttypes.Tx
	height int64 // latest block when it was sent
	reason string
}

// Run offers transactions to all nodes in turn, and returns when they are in blocks or have been refused.
func Run(ctx context.Context, f *fleet.Fleet, o Options) (*Report, error) {
	p := newPeople()
	if err := fleet.Reach(ctx, f.Nodes, 2*tempo+2); err != nil { // permits are there, and nodes have seen some blocks
		return nil, err
	}
	sendings, err := prepare(ctx, p, f, o)
	if err != nil {
		return nil, err
	}
	var height atomic.Int64
	following, stop := context.WithCancel(ctx)
	defer stop()
	ended, err := follow(following, f.Nodes[0], &height)
	if err != nil {
		return nil, err
	}
	spent := fleet.CPU(f.Nodes)
	err = fleet.Until(ctx, func() bool { return height.Load() > 0 })
	if err == nil {
		err = offer(ctx, f, o, sendings, &height)
	}
	stop()
	<-ended
	if err != nil {
		return nil, err
	}
	r, err := collect(ctx, f, o, sendings)
	r.CPU = fleet.CPU(f.Nodes) - spent
	return r, err
}

// follow has a node say when it has a block, until ctx ends: who asks it now and then takes a block for the latest when there
// is another, and counts it for those that are sent meanwhile.
func follow(ctx context.Context, n *fleet.Node, height *atomic.Int64) (ended <-chan struct{}, err error) {
	rpc, err := rpchttp.New(n.RPC().Remote(), "/websocket")
	if err != nil {
		return nil, err
	}
	if err := rpc.Start(); err != nil {
		return nil, err
	}
	blocks, err := rpc.Subscribe(ctx, "load", cmttypes.EventQueryNewBlockHeader.String())
	if err != nil {
		return nil, errors.Join(err, rpc.Stop())
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = rpc.Stop() }()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-blocks:
				if b, ok := e.Data.(cmttypes.EventDataNewBlockHeader); ok {
					height.Store(b.Header.Height)
				}
			}
		}
	}()
	return done, nil
}

// patience is how long a transaction is valid from about the time at which it is sent on; a chain takes none that is valid for
// more than ten minutes.
const patience = 5 * time.Minute

// prepare signs everything, on all processors.
func prepare(ctx context.Context, p people, f *fleet.Fleet, o Options) ([]sending, error) {
	out := make([]sending, o.PerSecond*int(o.Time/time.Second))
	until := time.Now().Add(patience)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range out {
		g.Go(func() (err error) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			out[i].tx, err = p.sign(f, o.Mix, i, until.Add(time.Duration(i)*time.Second/time.Duration(o.PerSecond)))
			return err
		})
	}
	return out, g.Wait()
}

// clientsOf are clients of all nodes that wait while a node runs a block, when it admits nothing, and writes the results of a large one.
func clientsOf(f *fleet.Fleet) ([]*rpchttp.HTTP, error) {
	var out []*rpchttp.HTTP
	for _, n := range f.Nodes {
		c, err := rpchttp.NewWithClient(n.RPC().Remote(), "/websocket", &http.Client{
			Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: parcels},
		})
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// offer sends every transaction at its time, a parcel to each node in turn.
func offer(ctx context.Context, f *fleet.Fleet, o Options, sendings []sending, height *atomic.Int64) error {
	nodes, err := clientsOf(f)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parcels * len(nodes))
	start, sent := time.Now(), 0
	for n := 0; sent < len(sendings); n++ {
		some := sendings[sent:min(sent+parcel, len(sendings))]
		sent += len(some)
		due := start.Add(time.Duration(sent) * time.Second / time.Duration(o.PerSecond))
		if wait := time.Until(due); wait > 0 {
			select {
			case <-ctx.Done():
				return g.Wait()
			case <-time.After(wait):
			}
		}
		for i := range some {
			some[i].height = height.Load()
		}
		g.Go(func() error {
			submit(ctx, nodes[n%len(nodes)], some)
			return nil
		})
	}
	return g.Wait()
}

// submit sends a parcel to a node, and notes what was not admitted and why.
func submit(ctx context.Context, n *rpchttp.HTTP, some []sending) {
	b := n.NewBatch()
	for _, s := range some {
		if _, err := b.BroadcastTxSync(ctx, s.tx); err != nil {
			panic(err) // it is only noted
		}
	}
	results, err := b.Send(ctx)
	for i := range some {
		s := &some[i]
		if err != nil { // of one of them, it is not said which
			s.reason = alone(ctx, n, s.tx)
			continue
		}
		if r, ok := results[i].(*ctypes.ResultBroadcastTx); ok && r.Code != 0 {
			s.reason = r.Log
		}
	}
}

// alone sends one transaction, which may have been admitted before.
func alone(ctx context.Context, n *rpchttp.HTTP, tx cmttypes.Tx) (reason string) {
	r, err := n.BroadcastTxSync(ctx, tx)
	switch {
	case err != nil && strings.Contains(err.Error(), mempool.ErrTxInCache.Error()):
		return ""
	case err != nil:
		return err.Error()
	case r.Code != 0:
		return r.Log
	}
	return ""
}

// drain is how long the last transactions may take to get into a block, beside the time in which all blocks are read, which is less
// than that in which they came.
const drain = 2 * time.Minute

// collect finds every transaction in the blocks.
func collect(ctx context.Context, f *fleet.Fleet, o Options, sendings []sending) (*Report, error) {
	r := &Report{Options: o, Offered: len(sendings), Refused: map[string]int{}}
	waiting := map[cmttypes.TxKey]int64{}
	first := int64(0)
	for _, s := range sendings {
		if s.reason != "" {
			r.Refused[class(s.reason)]++
			continue
		}
		waiting[s.tx.Key()] = s.height
		if first == 0 {
			first = s.height + 1
		}
	}
	var from, to time.Time
	nodes, err := clientsOf(f)
	if err != nil {
		return nil, err
	}
	rpc := nodes[0]
	limit := drain + o.Time
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("not all transactions are in a block after %s", limit))
	defer cancel()
	for h, end := first, int64(0); len(waiting) > 0 && (end == 0 || h <= end); h++ {
		if end == 0 && drained(ctx, f) {
			end = fleet.Top(ctx, f.Nodes) + 1 // who still waits after that was lost on the way
		}
		if err := fleet.Reach(ctx, f.Nodes[:1], h+1); err != nil { // then its results are stored, too
			return r, fmt.Errorf("%d transactions wait: %w", len(waiting), err)
		}
		b, err := rpc.Block(ctx, &h)
		if err != nil {
			return r, err
		}
		results, err := rpc.BlockResults(ctx, &h)
		if err != nil {
			return r, err
		}
		r.count(h, b.Block.Txs, results.TxsResults, waiting)
		if len(b.Block.Txs) > 0 {
			if from.IsZero() {
				from, first = b.Block.Time, h
			}
			to, r.Blocks = b.Block.Time, int(h-first+1)
		}
	}
	if lost := len(waiting); lost > 0 {
		r.Refused[" admitted, and then in no block: a mempool was full meanwhile"] = lost
	}
	r.Span = to.Sub(from)
	slices.Sort(r.waits)
	return r, nil
}

// count takes in what a block has of what waits.
func (r *Report) count(h int64, txs cmttypes.Txs, results []*abci.ExecTxResult, waiting map[cmttypes.TxKey]int64) {
	for i, tx := range txs {
		sent, ours := waiting[tx.Key()]
		if !ours {
			continue
		}
		delete(waiting, tx.Key())
		if results[i].Code != 0 {
			r.Failed++
			r.Refused[" in a block,"+class(results[i].Log)]++
			continue
		}
		r.Included++
		r.Gas += results[i].GasUsed
		r.waits = append(r.waits, int(h-sent))
	}
}

// drained says whether no transaction waits for a block at any node.
func drained(ctx context.Context, f *fleet.Fleet) bool {
	for _, n := range f.Nodes {
		if r, err := n.RPC().NumUnconfirmedTxs(ctx); err != nil || r.Total > 0 {
			return false
		}
	}
	return true
}

// class is the kind of a refusal: what it says after who, where and when.
func class(reason string) string {
	return reason[strings.LastIndex(reason, ": ")+1:]
}

// PerSecond is how many transactions got into blocks, of the time between the first such block and the last.
func (r *Report) PerSecond() int64 {
	if r.Span < time.Second {
		return 0
	}
	return int64(r.Included) * int64(time.Second) / int64(r.Span)
}

// Wait is within how many blocks a part of the transactions was included, in percent.
func (r *Report) Wait(percent int) int {
	if len(r.waits) == 0 {
		return 0
	}
	return r.waits[min(len(r.waits)*percent/100, len(r.waits)-1)]
}

// String is the report for people.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d tx/s offered, %d tx/s in blocks: %d of %d in %d blocks within %s", r.Options.PerSecond, r.PerSecond(), r.Included,
		r.Offered, r.Blocks, r.Span.Round(time.Second/10))
	fmt.Fprintf(&b, "; included within %d blocks (p50), %d (p95), %d (p99)", r.Wait(50), r.Wait(95), r.Wait(99))
	if n := time.Duration(r.Included); n > 0 {
		fmt.Fprintf(&b, "; %d gas and %s of processor time each, all nodes together", r.Gas/int64(n), (r.CPU / n).Round(time.Microsecond))
	}
	for reason, n := range r.Refused {
		fmt.Fprintf(&b, "\n%6d refused:%s", n, reason)
	}
	return b.String()
}
