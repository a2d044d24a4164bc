package producer_test

import (
	"bytes"
	"math"
	"testing"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/producer"
)

// TestHandOver: the authority makes blocks until four members are fit, and again as soon as they are fewer.
func TestHandOver(t *testing.T) {
	t.Parallel()
	c := house(t, nil, 10, 20, 30, 40, 50)
	joinAll(c, 3)
	c.BlocksTo(5)
	wantSet(t, c, nil)
	c.Do(cold[3], join(3))
	c.BlocksTo(9)
	wantSet(t, c, nil)
	events := testchain.Events[*producerv1.EventSetChanged](c.BlockResult().Events)
	if len(events) != 1 || events[0].From != 12 || events[0].Producers != 4 || events[0].Power != 100_000 || events[0].Authorities {
		t.Errorf("the events of the hand-over are %v", events)
	}
	four := map[int]int64{0: 10_000, 1: 20_000, 2: 30_000, 3: 40_000}
	wantSet(t, c, four)
	r, err := query(c).Producers(c.Context(), &producerv1.QueryProducersRequest{})
	if err != nil || len(r.Producers) != 4 || r.ByAuthorities || r.Fit != 4 || r.NextRefresh != 15 || r.Producers[0].Operator != cold[3].String() {
		t.Errorf("the query says %v, %v", r, err)
	}
	c.Blocks(3) // now the members make the blocks

	// One leaves: the authority takes over two blocks later, without waiting for the next count.
	c.Do(cold[1], leave(1))
	wantSet(t, c, nil)
	c.Blocks(5)
	// It changes its mind, with the same key; at the next count the members are back.
	c.Do(cold[1], join(1))
	c.BlocksTo(25)
	wantSet(t, c, four)

	// Who gives up its seat in root is no candidate after the next count.
	c.Do(cold[3], &rootv1.MsgLeave{Coldkey: cold[3].String(), Hotkey: hot[3].String()})
	wantSet(t, c, four)
	c.BlocksTo(30)
	wantSet(t, c, nil)
	if got := one(t, c, 3).Producer; got.State != "leaving" || got.Candidate.HeldUntil != 70 {
		t.Errorf("who lost its seat is %+v", got)
	}
	c.BlocksTo(35)
	c.Do(cold[4], join(4))
	c.BlocksTo(40)
	wantSet(t, c, map[int]int64{0: 10_000, 1: 20_000, 2: 30_000, 4: 50_000})
	c.BlocksTo(70)
	if _, err := query(c).Producer(c.Context(), &producerv1.QueryProducerRequest{Hotkey: hot[3].String()}); err == nil {
		t.Error("a candidate is kept for ever")
	}
}

// TestPower: power follows stake at every count; the largest stakes have the places, equal ones by address.
func TestPower(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 6, 10, 10, 30, 40, 50, 60)
	low, high := 0, 1
	if bytes.Compare(hot[0].Address(), hot[1].Address()) > 0 {
		low, high = 1, 0
	}
	wantSet(t, c, map[int]int64{low: 10_000, 2: 30_000, 3: 40_000, 4: 50_000, 5: 60_000})
	c.Do(nom, testchain.AddStake(nom, hot[high], 1*tao+unit-1))
	c.BlocksTo(9)
	wantSet(t, c, map[int]int64{low: 10_000, 2: 30_000, 3: 40_000, 4: 50_000, 5: 60_000})
	c.Block()
	wantSet(t, c, map[int]int64{high: 11_000, 2: 30_000, 3: 40_000, 4: 50_000, 5: 60_000})
	if a, b := one(t, c, high).Producer, one(t, c, low).Producer; a.State != "active" || a.Candidate.SignsFrom != 12 || b.State != "waiting" {
		t.Errorf("in: %+v\nout: %+v", a, b)
	}
	// Governance makes the set smaller: at once.
	p := rulesNow(t, c)
	p.MaxProducers = 4
	if err := c.Govern(&producerv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}); err != nil {
		t.Fatal(err)
	}
	c.Block()
	wantSet(t, c, map[int]int64{2: 30_000, 3: 40_000, 4: 50_000, 5: 60_000})
}

func rulesNow(t testing.TB, c *testchain.Chain) producerv1.Params {
	t.Helper()
	r, err := query(c).Params(c.Context(), &producerv1.QueryParamsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Params
}

// TestPower_Bounds: all coins on one hotkey are far from what the consensus engine cannot count.
func TestPower_Bounds(t *testing.T) {
	t.Parallel()
	if all := uint64(tokenomics.Cap / unit); all > math.MaxInt64/8 {
		t.Errorf("all coins have a power of %d", all)
	}
	whale := uint64(20_000_000)
	c := producing(t, nil, 4, whale, 1, 1, 1)
	wantSet(t, c, map[int]int64{0: int64(whale * tao / unit), 1: 1000, 2: 1000, 3: 1000}) // #nosec G115
	c.Blocks(4)
}

// TestSharedKey: an authority that becomes a member goes on with the key of its node.
func TestSharedKey(t *testing.T) {
	t.Parallel()
	c := house(t, nil, 10, 20, 30, 40)
	joinAll(c, 3)
	c.Do(cold[3], joinWith(3, testchain.AuthorityKey))
	c.BlocksTo(5)
	if got := c.Powers(); len(got) != 4 || got[string(testchain.AuthorityKey.Address())] != 40_000 {
		t.Errorf("the set is %x", got)
	}
	c.Blocks(3)
	c.Do(cold[0], leave(0))
	wantSet(t, c, nil)
	c.Blocks(10)
	c.Misbehave(testchain.AuthorityKey, c.Height())
	c.Block()
	if r := one(t, c, 3); r.Tombstone == nil {
		t.Error("a key that signs twice while it is an authority's costs its hotkey nothing")
	}
	wantSet(t, c, nil)
}

// TestRotation: a new key takes over two blocks later; the old one still answers for what it signed, and is nobody
// else's until it is forgotten.
func TestRotation(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40, 50)
	fresh, third := testchain.NewConsensusKey("fresh"), testchain.NewConsensusKey("third")
	c.BlocksTo(11)
	res := c.BlockResult(c.Sign(cold[0], 0, rotate(0, fresh))) // block 12
	if err := testchain.Outcome(res.TxResults[0]); err != nil {
		t.Fatal(err)
	}
	if got := c.Powers(); len(got) != 4 || got[string(fresh.Address())] != 10_000 || got[string(keys[0].Address())] != 0 {
		t.Errorf("after the rotation the set is %x", got)
	}
	if got := one(t, c, 0).Producer; got.Candidate.SignsFrom != 7 || got.State != "active" {
		t.Errorf("after the rotation %+v", got)
	}
	c.Refused([]testchain.Case{
		{"another key too soon", cold[0], rotate(0, third), producer.ErrKeyTooSoon, "again at block 22, now is block 13"},
		{"the same key", cold[0], rotate(0, fresh), producer.ErrKeyTaken, ""},
		{"somebody else's key", cold[1], rotate(1, fresh), producer.ErrKeyTaken, hot[0].String()},
		{"a key somebody else gave up", cold[4], joinWith(4, keys[0]), producer.ErrKeyTaken, hot[0].String()},
	})
	c.BlocksTo(21)
	c.Do(cold[0], rotate(0, keys[0])) // back to the first
	wantSet(t, c, map[int]int64{0: 10_000, 1: 20_000, 2: 30_000, 3: 40_000})
	c.BlocksTo(32)
	c.Do(cold[0], rotate(0, third)) // 33; the first is forgotten at 73
	c.BlocksTo(61)                  // the second at 62
	if err := c.Try(cold[4], joinWith(4, fresh)); err == nil {
		t.Error("a key is free before it is forgotten")
	}
	c.Do(cold[4], joinWith(4, fresh)) // 63
	c.BlocksTo(64)
	c.Misbehave(keys[0], 35)
	c.Block()
	if r := one(t, c, 0); r.Tombstone == nil || r.Tombstone.Height != 35 {
		t.Errorf("the key that was given up does not answer any more: %+v", r)
	}
}
