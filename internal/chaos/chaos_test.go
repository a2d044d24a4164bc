//go:build e2e

package chaos

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/internal/lan"
)

// What is played when the environment does not say otherwise.
const (
	defaultSeed   = 1
	defaultFaults = 24
	blockTime     = 500 * time.Millisecond
	patience      = 2 * time.Minute // a machine that has much else to do may take long; the report says how long it was
)

// number reads a number from the environment.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestChaos plays CHAOS_FAULTS faults of the plan of CHAOS_SEED, or as many as begin within CHAOS_TIME; only of
// CHAOS_KINDS, separated by commas, if that is set.
func TestChaos(t *testing.T) {
	seed := number(t, "CHAOS_SEED", defaultSeed)
	faults := number(t, "CHAOS_FAULTS", defaultFaults)
	var limit time.Duration
	if text := os.Getenv("CHAOS_TIME"); text != "" {
		var err error
		if limit, err = time.ParseDuration(text); err != nil {
			t.Fatalf("CHAOS_TIME: %v", err)
		}
		faults = max(faults, uint64(limit/time.Second)) // more than there is time for
	}
	var kinds []Kind
	for k := range strings.FieldsFuncSeq(os.Getenv("CHAOS_KINDS"), func(r rune) bool { return r == ',' }) {
		if deals[Kind(k)] == 0 && Kind(k) != Byzant {
			t.Fatalf("CHAOS_KINDS: there is no kind of fault %q", k)
		}
		kinds = append(kinds, Kind(k))
	}
	dir := t.TempDir()
	if keep := os.Getenv("CHAOS_DIR"); keep != "" {
		dir = keep
	}
	program, err := fleet.Build(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %d; play it again with CHAOS_SEED=%d", seed, seed)
	r, err := Run(t.Context(), Options{
		Dir: dir, Program: program, Seed: seed, Faults: int(faults), Kinds: kinds, Time: limit, BlockTime: blockTime, PerSecond: 20, Patience: patience, Say: t.Logf,
	})
	if errors.Is(err, lan.ErrNotAllowed) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", r)
	if r.Fates.Succeeded == 0 || len(r.Outcomes) == 0 {
		t.Error("nothing happened")
	}
}
