package app_test

import (
	"fmt"
	"strings"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// owned returns a subnet, most of the time one that somebody owns, and its owner.
func (w *world) owned(cold *testchain.Actor) (subnetv1.Subnet, *testchain.Actor) {
	all, err := w.c.App().Subnet.Subnets(w.c.Context())
	if err != nil || len(all) == 0 {
		return subnetv1.Subnet{Netuid: w.netuid()}, cold
	}
	s := pick(w, all)
	for range 4 {
		if s.Owner == "" {
			s = pick(w, all)
		}
	}
	if a := w.by[s.Owner]; a != nil && w.rng.IntN(6) > 0 {
		cold = a
	}
	return s, cold
}

// identity lets a subnet say something else of itself.
func (w *world) identity(_, cold *testchain.Actor) testchain.Step {
	s, cold := w.owned(cold)
	return testchain.Step{By: cold, Msg: &subnetv1.MsgSetIdentity{
		Sender: cold.String(), Netuid: s.Netuid, Name: pick(w, []string{s.Name, fmt.Sprintf("net-%d", w.rng.IntN(9))}),
		Identity: subnetv1.Identity{
			Url:        pick(w, []string{"", "https://example.org", "javascript:alert(1)"}),
			Contact:    strings.Repeat("x", w.rng.IntN(300)),
			Additional: pick(w, []string{"", "天网", "\x1b[2J"}),
		},
	}}
}

// offer offers a subnet to somebody, or takes an offer back.
func (w *world) offer(_, cold *testchain.Actor) testchain.Step {
	s, cold := w.owned(cold)
	m := &subnetv1.MsgOfferOwnership{Sender: cold.String(), Netuid: s.Netuid, To: pick(w, w.cold).String()}
	if w.rng.IntN(5) == 0 {
		m.To = ""
	}
	return testchain.Step{By: cold, Msg: m}
}

// accept takes a subnet that was offered, most of the time.
func (w *world) accept(_, cold *testchain.Actor) testchain.Step {
	all, err := w.c.App().Subnet.Subnets(w.c.Context())
	m := &subnetv1.MsgAcceptOwnership{Netuid: w.netuid()}
	for _, s := range all {
		if a := w.by[s.OfferedTo]; err == nil && a != nil && w.rng.IntN(8) > 0 {
			m.Netuid, cold = s.Netuid, a
		}
	}
	m.Coldkey = cold.String()
	return testchain.Step{By: cold, Msg: m}
}

// resetBonds asks for bonds to begin anew.
func (w *world) resetBonds(hot, _ *testchain.Actor) testchain.Step {
	hot, netuid := w.seat(hot, 1, 2, 3, 4, w.netuid())
	return testchain.Step{By: hot, Msg: &epochv1.MsgResetBonds{Hotkey: hot.String(), Netuid: netuid}}
}
