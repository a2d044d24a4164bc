package explorer

import (
	"context"
	"strings"
	"sync"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

func (a *API) root(q *query) (*Root, error) {
	ctx := q.r.Context()
	c := rootv1.NewQueryClient(a.client)
	members, err := c.Members(ctx, &rootv1.QueryMembersRequest{})
	if err != nil {
		return nil, err
	}
	shares, err := c.Shares(ctx, &rootv1.QuerySharesRequest{})
	if err != nil {
		return nil, err
	}
	params, err := c.Params(ctx, &rootv1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	out := &Root{Seats: params.Params.Seats, CountedAt: shares.Shares.Height, NextCount: shares.NextCount, Members: []Member{}, Shares: []SubnetShare{}}
	for _, m := range members.Members {
		votes := []Vote{}
		for _, w := range given(m.Netuids, m.Weights) {
			votes = append(votes, Vote{Netuid: w.UID, Share: w.Share})
		}
		out.Members = append(out.Members, Member{
			UID: m.Uid, Hotkey: m.Hotkey, Label: a.cfg.Labels[m.Hotkey], JoinedAt: m.JoinedAt, VotedAt: m.VotedAt, Stake: Rao(m.Stake), Votes: votes,
		})
	}
	sum := uint64(0)
	for _, p := range shares.Shares.Parts {
		sum += p
	}
	for i, p := range shares.Shares.Parts {
		s := SubnetShare{Netuid: shares.Shares.Netuids[i]}
		if g := a.view.Metagraph(s.Netuid); g != nil {
			s.Name = g.Subnet.Subnet.Name
		}
		if sum > 0 {
			s.Share = float64(p) / float64(sum)
		}
		out.Shares = append(out.Shares, s)
	}
	return out, nil
}

// stripLong is how many of the latest blocks the strip of a producer shows.
const stripLong = 50

// signers remembers who signed which block.
type signers struct {
	mu sync.Mutex
	by map[uint64]map[string]bool
}

// of says who signed a block; what is known already is not asked again, and no more is kept than a strip shows.
func (s *signers) of(height uint64, read func() (map[string]bool, error)) (map[string]bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.by[height]; known != nil {
		return known, nil
	}
	found, err := read()
	if err != nil {
		return nil, err
	}
	if s.by == nil || len(s.by) > 4*stripLong {
		s.by = map[uint64]map[string]bool{}
	}
	s.by[height] = found
	return found, nil
}

func (a *API) producers(q *query) (*Producers, error) {
	ctx := q.r.Context()
	r, err := producerv1.NewQueryClient(a.client).Producers(ctx, &producerv1.QueryProducersRequest{})
	if err != nil {
		return nil, err
	}
	params, err := producerv1.NewQueryClient(a.client).Params(ctx, &producerv1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	out := &Producers{ByAuthorities: r.ByAuthorities, Fit: r.Fit, NextRefresh: r.NextRefresh, Window: params.Params.LivenessWindow, Producers: []Producer{}}
	states := map[string]producerv1.CandidateInfo{}
	for _, c := range r.Candidates {
		states[c.Candidate.Hotkey] = c
	}
	total := uint64(0)
	for _, p := range r.Producers {
		total += p.Power
	}
	for _, p := range r.Producers {
		one := Producer{Name: p.Name, Operator: p.Operator, Hotkey: p.Hotkey, Address: strings.ToUpper((&ed25519.PubKey{Key: p.Pubkey}).Address().String()), Power: p.Power, State: "active"}
		if c, candidate := states[p.Hotkey]; candidate {
			one.add(&c)
			delete(states, p.Hotkey)
		}
		if total > 0 {
			one.Share = float64(p.Power) / float64(total)
		}
		one.Label = a.cfg.Labels[one.Hotkey]
		out.Producers = append(out.Producers, one)
	}
	for _, c := range r.Candidates { // in the order of the chain
		if _, left := states[c.Candidate.Hotkey]; left {
			one := Producer{Hotkey: c.Candidate.Hotkey, Label: a.cfg.Labels[c.Candidate.Hotkey], Operator: c.Owner, Address: c.Address}
			one.add(&c)
			out.Producers = append(out.Producers, one)
		}
	}
	return out, a.strip(ctx, out)
}

func (p *Producer) add(c *producerv1.CandidateInfo) {
	p.State, p.Stake, p.Missed, p.JailedUntil = c.State, Rao(c.Stake), c.Candidate.Missed, c.Candidate.JailedUntil
	if c.Address != "" {
		p.Address = c.Address
	}
}

// strip adds who signed and who made the latest blocks. The latest itself is not signed by all yet.
func (a *API) strip(ctx context.Context, out *Producers) error {
	blocks, _, err := a.store.Blocks(ctx, store.Page{Limit: stripLong + 1})
	if err != nil {
		return err
	}
	for i := range out.Producers {
		out.Producers[i].Strip = []Signed{}
	}
	for k := len(blocks) - 1; k >= 1; k-- {
		if err := a.signed(ctx, &blocks[k], out); err != nil {
			return err
		}
	}
	return nil
}

func (a *API) signed(ctx context.Context, b *index.Block, out *Producers) error {
	by, err := a.signers.of(b.Height, func() (map[string]bool, error) { return a.client.Signers(ctx, b.Height) })
	if err != nil {
		return err
	}
	for i := range out.Producers {
		p := &out.Producers[i]
		s := Signed{Height: b.Height, Signed: by[p.Address], Made: b.Proposer == p.Address}
		if s.Signed {
			p.SignedCount++
		}
		if s.Made {
			p.MadeCount++
		}
		p.Strip = append(p.Strip, s)
	}
	return nil
}
