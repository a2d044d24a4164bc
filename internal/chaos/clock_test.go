//go:build e2e

package chaos

import (
	"bytes"
	"strings"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// TestC15_SkewedClocks: the clock of one producer of four is wrong, by seconds, by an hour, or jumps. Every block is later
// than the one before, its time lies between those at which the honest producers voted, and every block mints the same.
func TestC15_SkewedClocks(t *testing.T) {
	e := newEnsemble(t, 0, 0)
	bad := e.fleet.Nodes[victim]
	first := e.top()
	r := e.corrupt(bad)
	begun := time.Now()
	for name, skew := range map[string]func() time.Duration{
		"30 s ahead": func() time.Duration { return 30 * time.Second }, "30 s behind": func() time.Duration { return -30 * time.Second },
		"an hour ahead": func() time.Duration { return time.Hour }, "an hour behind": func() time.Duration { return -time.Hour },
		"jumps": func() time.Duration { return time.Duration(int(time.Since(begun)/time.Second)%3-1) * time.Hour },
	} {
		r.shows(skew)
		from := e.top() + 3
		to := from + turns
		e.reach(e.honest(), to+1)
		fast, slow := e.checkTimes(bad, from, to)
		t.Logf("the clock is %s: blocks %d to %d: votes up to %s ahead and %s behind", name, from, to, fast, slow)
		if max(fast, slow) < 20*time.Second {
			t.Errorf("the clock is %s, and its votes are never off by more than %s", name, max(fast, slow))
		}
	}
	e.checkMinted(first, e.top()-1)
	r.shows(func() time.Duration { return 0 })
	e.reform(bad, r)
	e.finish()
}

// checkTimes wants the time of each block to be later than that of the one before, and between those of the votes of honest
// producers by which it was dated. It returns how far the votes of the other one were ahead of it, and behind, at most.
func (e *ensemble) checkTimes(bad *fleet.Node, from, to int64) (fast, slow time.Duration) {
	e.t.Helper()
	address := e.addressOf(bad)
	all := e.commits(from, to)
	for i, c := range all[1:] {
		if !c.Time.After(all[i].Time) {
			e.t.Errorf("block %d has the time %s, the one before %s", c.Height, c.Time, all[i].Time)
		}
		var first, last time.Time
		for _, s := range all[i].Commit.Signatures {
			switch {
			case s.BlockIDFlag == cmttypes.BlockIDFlagAbsent:
			case bytes.Equal(s.ValidatorAddress, address):
				fast, slow = max(fast, s.Timestamp.Sub(c.Time)), max(slow, c.Time.Sub(s.Timestamp))
			default:
				if first.IsZero() || s.Timestamp.Before(first) {
					first = s.Timestamp
				}
				if s.Timestamp.After(last) {
					last = s.Timestamp
				}
			}
		}
		if c.Time.Before(first) || c.Time.After(last) {
			e.t.Errorf("block %d has the time %s, the honest voted between %s and %s", c.Height, c.Time, first, last)
		}
	}
	return fast, slow
}

// tolerance is how far ahead of a node's own clock the engine lets the time of a block be.
const tolerance = time.Minute

// TestC15_MostClocks: three of four clocks are wrong, more than a chain can bear. While they are ahead by less than the
// engine tolerates, its time runs ahead with them, and still never goes back, and every block mints the same. When they are
// ahead by more, it stands still, since no block that they make is good: its time never leaves the clocks of its nodes.
func TestC15_MostClocks(t *testing.T) {
	e := newEnsemble(t, 0, 0)
	first := e.top()
	var wrong []*rogue
	for _, n := range e.fleet.Nodes[1:] {
		wrong = append(wrong, e.corrupt(n))
	}
	ahead := func(by time.Duration) {
		for _, r := range wrong {
			r.shows(func() time.Duration { return by })
		}
	}
	ahead(tolerance * 2 / 3)
	last := e.grow(e.fleet.Nodes, 2*turns) - 1
	all := e.commits(first, last)
	for i, c := range all[1:] {
		if !c.Time.After(all[i].Time) {
			t.Errorf("block %d has the time %s, the one before %s", c.Height, c.Time, all[i].Time)
		}
	}
	if by := time.Until(all[len(all)-1].Time); by < 0 {
		t.Errorf("the time of the chain is %s behind: the clocks were right", -by)
	}
	e.checkMinted(first, last)

	ahead(time.Hour)
	e.refusesBlocks(1)
	stands := e.top()
	e.refusesBlocks(3)
	if top := e.top(); top != stands {
		t.Errorf("the chain went on from block %d to %d", stands, top)
	}
}

// refusesBlocks waits until the honest node has refused so many blocks for their time.
func (e *ensemble) refusesBlocks(times int) {
	e.t.Helper()
	ctx, cancel := e.step()
	defer cancel()
	e.must(fleet.Until(ctx, func() bool {
		said, err := e.fleet.Nodes[0].Said()
		return err == nil && strings.Count(said, "too far in the future") >= times
	}))
}

// checkMinted wants every block to have minted one TAO.
func (e *ensemble) checkMinted(first, last int64) {
	e.t.Helper()
	if minted := e.minted(last) - e.minted(first); minted != uint64(last-first)*tokenomics.RaoPerTAO { // #nosec G115 -- positive
		e.t.Errorf("blocks %d to %d minted %d rao, a TAO each is right", first+1, last, minted)
	}
}

// minted is all that was minted up to a block.
func (e *ensemble) minted(height int64) uint64 {
	e.t.Helper()
	r, err := emissionv1.NewQueryClient(e.client).Supply(client.AtHeight(e.ctx, uint64(height)), &emissionv1.QuerySupplyRequest{}) // #nosec G115 -- a height
	e.must(err)
	return r.Ledger.Minted
}
