package chaos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// Options say what to play.
type Options struct {
	Dir       string // holds the nodes; their logs stay there
	Program   string // see fleet.Build
	Seed      uint64
	Faults    int
	Kinds     []Kind        // of which all faults are; none for every kind
	Time      time.Duration // no fault begins later than this after the first; 0 for no limit
	BlockTime time.Duration
	PerSecond int           // transactions
	Patience  time.Duration // for the network to recover
	// Say is told what happens, for people.
	Say func(format string, args ...any)
}

// rest is how long the network is left alone after it has recovered.
const rest = 500 * time.Millisecond

// opening is how long it may take until the owners of the nodes produce.
const opening = 5 * time.Minute

// Report is what came of it.
type Report struct {
	Outcomes []Outcome
	Height   int64 // the last block that was audited
	States   int   // blocks compared, of all nodes together
	Fates    Fates
	Took     time.Duration
}

// Run plays a plan. The error says what did not hold.
func Run(ctx context.Context, o Options) (r *Report, err error) {
	s, err := newStage(o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	w, t, r := newWitness(), newTraffic(s, o.Seed, o.PerSecond), &Report{}

	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.run(watching, s.fleet.Nodes) })
	g.Go(func() error {
		defer stopWatching()
		return s.perform(ctx, o, t, w, r)
	})
	if err := g.Wait(); err != nil {
		return r, err
	}
	r.States = w.states
	if err := s.fleet.Stop(); err != nil {
		return r, err
	}
	for _, n := range s.fleet.Nodes {
		if err := checkState(n); err != nil {
			return r, err
		}
	}
	return r, nil
}

// perform opens, plays all faults under traffic, and audits.
func (s *stage) perform(ctx context.Context, o Options, t *traffic, w *witness, r *Report) error {
	start := time.Now()
	open, cancel := context.WithTimeoutCause(ctx, opening, fmt.Errorf("nobody produces after %s", opening))
	defer cancel()
	if err := s.handOver(open); err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	o.Say("the owners of the nodes produce after %.0f s", time.Since(start).Seconds())

	working, stopWorking := context.WithCancel(ctx)
	defer stopWorking()
	work := make(chan error, 1)
	go func() { work <- t.run(working) }() // read below, when it was stopped
	err := s.playAll(ctx, o, r)
	stopWorking()
	if err := errors.Join(err, <-work); err != nil {
		return err
	}
	journal := t.entries()
	top, err := s.settle(ctx, journal)
	if err != nil {
		return err
	}
	r.Height = top
	r.Fates, err = s.audit(ctx, journal, w, top)
	r.Took = time.Since(start)
	return err
}

// playAll plays one fault after the other.
func (s *stage) playAll(ctx context.Context, o Options, r *Report) error {
	start := time.Now()
	for i, f := range Plan(o.Seed, o.Faults, o.Kinds...) {
		if o.Time > 0 && time.Since(start) > o.Time {
			o.Say("time is up after %d faults", i)
			return nil
		}
		outcome, err := s.play(ctx, f, o.Patience)
		if err != nil {
			return fmt.Errorf("fault %d, %s: %w", i+1, f, err)
		}
		o.Say("%3d %-60s block %d, %d made meanwhile, recovered in %.1f s %s",
			i+1, f, outcome.Height, outcome.Grown, outcome.Recovery.Seconds(), outcome.Note)
		r.Outcomes = append(r.Outcomes, outcome)
		if err := pauseOf(ctx, rest); err != nil {
			return err
		}
	}
	return nil
}

// settle waits until the time of every transaction has passed, so that its fate cannot change any more, and returns the
// last block to audit.
func (s *stage) settle(ctx context.Context, journal []*Entry) (top int64, err error) {
	var last time.Time
	for _, e := range journal {
		if e.Until.After(last) {
			last = e.Until
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, opening, errors.New("the chain does not get past the last transaction"))
	defer cancel()
	err = fleet.Until(ctx, func() bool {
		status, err := s.fleet.Nodes[0].RPC().Status(ctx)
		if err != nil || !status.SyncInfo.LatestBlockTime.After(last) {
			return false
		}
		top = status.SyncInfo.LatestBlockHeight
		return true
	})
	if err != nil {
		return 0, err
	}
	return top, fleet.Reach(ctx, s.fleet.Nodes, top+1)
}

// Recovery is how long recoveries took: half of them at most p50, and so on.
func (r *Report) Recovery() (p50, p99, most time.Duration) {
	var all []time.Duration
	for _, o := range r.Outcomes {
		all = append(all, o.Recovery)
	}
	if len(all) == 0 {
		return 0, 0, 0
	}
	slices.Sort(all)
	at := func(percent int) time.Duration { return all[min((len(all)*percent+99)/100, len(all))-1] }
	return at(50), at(99), all[len(all)-1]
}

// String is the report for people.
func (r *Report) String() string {
	var b strings.Builder
	counts := map[Kind]int{}
	var order []Kind
	for _, o := range r.Outcomes {
		if counts[o.Fault.Kind]++; counts[o.Fault.Kind] == 1 {
			order = append(order, o.Fault.Kind)
		}
	}
	fmt.Fprintf(&b, "%d faults in %s:", len(r.Outcomes), r.Took.Round(time.Second))
	for _, k := range order {
		fmt.Fprintf(&b, " %d %s", counts[k], k)
	}
	p50, p99, most := r.Recovery()
	fmt.Fprintf(&b, "\nrecovery: half within %.1f s, 99 %% within %.1f s, the longest %.1f s", p50.Seconds(), p99.Seconds(), most.Seconds())
	fmt.Fprintf(&b, "\nblocks: %d, %d compared between nodes, none differs", r.Height, r.States)
	f := r.Fates
	fmt.Fprintf(&b, "\ntransactions: %d sent, %d succeeded once, %d failed in a block, %d refused, %d expired, %d could not be sent", f.Sent, f.Succeeded, f.Failed, f.Refused, f.Expired, f.Unsent)
	fmt.Fprintf(&b, "\n%d were in a second block, without effect; none succeeded twice, none got lost, all balances are exact", f.Repeated)
	return b.String()
}
