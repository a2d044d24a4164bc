package app_test

import (
	"slices"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// openChannel deposits with anybody; now and then a hotkey signs the vouchers.
func (w *world) openChannel(hot, cold *testchain.Actor) testchain.Step {
	m := &escrowv1.MsgOpen{Payer: cold.String(), Gateway: w.anyone().String(), Deposit: w.amount()}
	if w.rng.IntN(3) == 0 {
		m.Signer = hot.PublicKey()[:w.size(33)]
	}
	if w.rng.IntN(3) == 0 {
		m.Grace, m.SubnetShare = w.rng.Uint64N(12), uint32(w.rng.IntN(70_000)) // #nosec G115
	}
	return testchain.Step{By: cold, Msg: m}
}

// channel returns a channel, most of the time one that there is.
func (w *world) channel() escrowv1.Channel {
	g, err := w.c.App().Escrow.ExportGenesis(w.c.Context())
	if err != nil {
		panic(err)
	}
	if len(g.Channels) == 0 || w.rng.IntN(10) == 0 {
		return escrowv1.Channel{Id: w.rng.Uint64N(g.LastChannel + 2)}
	}
	return pick(w, g.Channels)
}

// actorOf returns who an address belongs to, most of the time.
func (w *world) actorOf(address string) *testchain.Actor {
	if a := w.by[address]; a != nil && w.rng.IntN(10) > 0 {
		return a
	}
	return w.anyone()
}

func (w *world) topUp(_, _ *testchain.Actor) testchain.Step {
	ch := w.channel()
	by := w.actorOf(ch.Payer)
	return testchain.Step{By: by, Msg: &escrowv1.MsgTopUp{Payer: by.String(), Channel: ch.Id, Amount: w.amount()}}
}

func (w *world) closeChannel(_, _ *testchain.Actor) testchain.Step {
	ch := w.channel()
	by := w.actorOf(pick(w, []string{ch.Payer, ch.Payer, ch.Gateway}))
	return testchain.Step{By: by, Msg: &escrowv1.MsgClose{Sender: by.String(), Channel: ch.Id}}
}

// settle brings a voucher that goes on from what is settled, most of the time by the gateway and signed by the channel's key.
func (w *world) settle(_, _ *testchain.Actor) testchain.Step {
	ch := w.channel()
	by := w.actorOf(ch.Gateway)
	m := &escrowv1.MsgSettle{Sender: by.String(), Channel: ch.Id, Spent: slices.Clone(ch.Settled)}
	if w.rng.IntN(4) == 0 {
		m.PayTo = w.anyone().String()
	}
	for range 1 + w.rng.IntN(3) {
		more := 1 + w.rng.Uint64N(max(escrow.Left(ch), 1)/2+2)
		netuid := uint32(1 + w.rng.IntN(8)) // #nosec G115
		at, found := slices.BinarySearchFunc(m.Spent, netuid, func(s escrowv1.Spend, n uint32) int { return int(s.Netuid) - int(n) })
		if found {
			m.Spent[at].Amount += more
		} else {
			m.Spent = slices.Insert(m.Spent, at, escrowv1.Spend{Netuid: netuid, Amount: more})
		}
	}
	if w.rng.IntN(10) == 0 {
		m.Spent[0].Amount /= 2
	}
	signer := w.anyone()
	honest := w.rng.IntN(10) > 0
	for _, a := range w.by {
		if honest && slices.Equal(a.PublicKey(), ch.Signer) {
			signer = a
		}
	}
	signature, err := signer.Sign(voucher.Voucher{ChainID: testchain.ChainID, Channel: ch.Id, Spent: escrow.Spends(m.Spent)}.Bytes())
	if err != nil {
		panic(err)
	}
	m.Signature = signature[:w.size(64)]
	return testchain.Step{By: by, Msg: m}
}
