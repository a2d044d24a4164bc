package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/weights"
)

const tao = 1_000_000_000

// world makes up transactions of all kinds, sensible and not, from a seed.
type world struct {
	rng      *rand.Rand
	c        *testchain.Chain
	hot      []*testchain.Actor
	cold     []*testchain.Actor
	promises []*weightsv1.MsgRevealWeights
	by       map[string]*testchain.Actor
	nonce    time.Duration
	sleeper  *testchain.Actor            // whose node is asleep, if the chain can do without
	fresh    int                         // number of keys made up on the way
	waiting  []*testchain.Actor          // hotkeys of them that may not be known to the chain
	next     map[string]*testchain.Actor // coldkey → the one that is to replace it
}

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 1)), hot: testchain.Actors("hot", 20), cold: testchain.Actors("cold", 8)}
	w.by = map[string]*testchain.Actor{}
	for _, a := range append(append([]*testchain.Actor{}, w.hot...), w.cold...) {
		w.by[a.String()] = a
	}
	return w
}

// genesis has four subnets that are small and fast, so that much happens.
func (w *world) genesis(e *testchain.Editor) {
	for _, c := range w.cold[:6] {
		e.Grant(c, 10_000*tao)
	}
	e.Grant(w.hot[0], tao)
	for i, name := range []string{"open", "secret", "hasty", "crowded"} {
		e.Subnet(name, func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.Tempo, h.MaxUids, h.MaxValidators = uint64(5+3*i), uint32(6+2*i), 4 // #nosec G115
			h.MaxRegistrationsPerBlock, h.ImmunityPeriod, h.RegistrationIncrease, h.RegistrationHalfLife = 2, 20, 1_260_000, 20
			h.CommitReveal = name == "secret" || name == "crowded"
			h.WeightsRateLimit, h.ServingRateLimit = uint64(i), uint64(2*i) // #nosec G115
			h.MinAllowedWeights, h.MaxWeightLimit = uint32(i)/2, 65_535-uint32(i)*9000
			h.Yuma = []string{"yuma1", "yuma2", "yuma3", "yuma3n"}[i]
			h.BondsReset = i%2 == 0
			if i == 2 {
				s.Owner = w.cold[0].String()
			}
		})
	}
	testchain.Edit(e, "subnet", func(g *subnetv1.GenesisState) {
		g.Params.SubnetLimit, g.Params.CreationInterval, g.Params.MinLockCost, g.Params.WorkWindow = 7, 15, tao, 6
		g.Params.Defaults = g.Subnets[0].Subnet.Hyperparams
		g.Params.SubnetImmunity = 40
	})
	testchain.Edit(e, "root", func(g *rootv1.GenesisState) { g.Params.Seats, g.Params.Tempo, g.Params.WeightsRateLimit = 4, 7, 3 })
	producerRules(e)
	randomGov(e)
	testchain.Edit(e, "stake", func(g *stakev1.GenesisState) {
		p := &g.Params
		p.TakeInterval, p.ChildrenInterval, p.ChildrenCooldown, p.MaxParents = 9, 2, 7, 2
		p.HotkeySwapFee, p.HotkeySwapInterval, p.ColdkeySwapDelay, p.ColdkeyCancelDelay = tao, 4, 6, 5
	})
	testchain.Edit(e, "escrow", func(g *escrowv1.GenesisState) {
		g.Params.MinGrace, g.Params.MaxChannels, g.Params.MinDeposit, g.Params.MaxRefundsPerBlock = 4, 6, 1000, 2
	})
}

func pick[T any](w *world, from []T) T { return from[w.rng.IntN(len(from))] }

func (w *world) anyone() *testchain.Actor { return pick(w, append(w.hot, w.cold...)) }

// ownerOf returns the owner of a hotkey most of the time, and anybody otherwise.
func (w *world) ownerOf(hotkey *testchain.Actor) *testchain.Actor {
	h, err := w.c.App().Stake.Hotkey(w.c.Context(), hotkey.Address())
	if a := w.by[h.Owner]; err == nil && a != nil && w.rng.IntN(8) > 0 {
		return a
	}
	return pick(w, w.cold)
}

func (w *world) netuid() uint32 { return uint32(1 + w.rng.IntN(5)) } // #nosec G115

// seat returns a hotkey and a subnet, most of the time one in which it is registered.
func (w *world) seat(hot *testchain.Actor, netuids ...uint32) (*testchain.Actor, uint32) {
	netuid := pick(w, netuids)
	if n, err := w.c.App().Subnet.Neurons(w.c.Context(), netuid); err == nil && len(n) > 0 && w.rng.IntN(6) > 0 {
		if a := w.by[pick(w, n).Hotkey]; a != nil {
			hot = a
		}
	}
	return hot, netuid
}

func (w *world) amount() uint64 { return 1 + w.rng.Uint64N(1<<(1+w.rng.UintN(42))) }

// row makes up a weight row.
func (w *world) row() (uids, values []uint32) {
	for uid := range uint32(6 + w.rng.IntN(7)) { // #nosec G115
		if w.rng.IntN(3) == 0 {
			uids, values = append(uids, uid), append(values, uint32(w.rng.IntN(65_536))) // #nosec G115
		}
	}
	if w.rng.IntN(20) == 0 {
		uids = append(uids, 70_000)
	}
	return uids, values
}

// step makes up a message and who signs it.
func (w *world) step() testchain.Step {
	hot := pick(w, w.hot)
	cold := w.ownerOf(hot)
	kinds := []func(hot, cold *testchain.Actor) testchain.Step{
		w.work, w.work, w.burn, w.axon, w.set, w.set, w.set, w.commit, w.commit, w.reveal, w.reveal, w.reveal,
		w.add, w.add, w.remove, w.take, w.move, w.transfer, w.children, w.childTake, w.auto, w.swapHotkey, w.swapColdkey,
		w.grant, w.join, w.leave, w.vote, w.create, w.send, w.grant, w.params,
		w.openChannel, w.openChannel, w.topUp, w.settle, w.settle, w.closeChannel,
		w.produce, w.rotate, w.retire, w.rule, w.rule, w.identity, w.offer, w.accept, w.accept, w.resetBonds,
		w.propose, w.deposit, w.ballot, w.ballot, w.cancel,
	}
	return pick(w, kinds)(hot, cold)
}

func (w *world) work(hot, cold *testchain.Actor) testchain.Step {
	m := &subnetv1.MsgRegisterWork{Hotkey: hot.String(), Coldkey: cold.String(), Netuid: w.netuid(), Nonce: w.rng.Uint64()}
	m.Height = w.c.Height() + 1 - w.rng.Uint64N(9)%(w.c.Height()+1)
	if _, err := w.c.App().Subnet.Subnet(w.c.Context(), m.Netuid); err == nil && w.rng.IntN(4) > 0 && m.Netuid <= 4 {
		m = w.c.Work(m.Netuid, hot, cold)
	}
	return testchain.Step{By: hot, Msg: m}
}

func (w *world) burn(hot, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &subnetv1.MsgRegisterBurn{Coldkey: cold.String(), Hotkey: hot.String(), Netuid: w.netuid(), MaxPrice: w.amount()}}
}

func (w *world) axon(hot, _ *testchain.Actor) testchain.Step {
	hot, netuid := w.seat(hot, 1, 2, 3, 4)
	host := pick(w, []string{"127.0.0.1", "8.8.8.8", "::1", "0.0.0.0", "nowhere", ""})
	return testchain.Step{By: hot, Msg: &subnetv1.MsgServeAxon{
		Hotkey: hot.String(), Netuid: netuid, Host: host, Port: uint32(w.rng.IntN(70_000)), Protocol: pick(w, []string{"http", "http", "https", "x"}), // #nosec G115
		TlsKey: make([]byte, pick(w, []int{0, 0, 0, 32})),
	}}
}

func (w *world) set(hot, _ *testchain.Actor) testchain.Step {
	uids, values := w.row()
	hot, netuid := w.seat(hot, 1, 3, 5, w.netuid())
	return testchain.Step{By: hot, Msg: testchain.SetWeights(hot, netuid, uids, values)}
}

func (w *world) commit(hot, _ *testchain.Actor) testchain.Step {
	uids, values := w.row()
	hot, netuid := w.seat(hot, 2, 4, w.netuid())
	r := &weightsv1.MsgRevealWeights{
		Hotkey: hot.String(), Netuid: netuid, Uids: uids, Weights: values,
		Salt: fmt.Appendf(nil, "salt of the row %d", w.rng.Uint64()),
	}
	w.promises = append(w.promises, r)
	hash := weights.Commitment{
		ChainID: testchain.ChainID, Netuid: r.Netuid, Hotkey: hot.Address(), UIDs: uids, Weights: values, Salt: r.Salt,
	}.Hash()
	return testchain.Step{By: hot, Msg: &weightsv1.MsgCommitWeights{Hotkey: r.Hotkey, Netuid: r.Netuid, Scheme: 1, Hash: hash[:w.size(32)]}}
}

// size returns n most of the time, and less otherwise.
func (w *world) size(n int) int {
	if w.rng.IntN(12) == 0 {
		return w.rng.IntN(n)
	}
	return n
}

func (w *world) reveal(hot, _ *testchain.Actor) testchain.Step {
	if len(w.promises) == 0 {
		return testchain.Step{By: hot, Msg: &weightsv1.MsgRevealWeights{Hotkey: hot.String(), Netuid: w.netuid()}}
	}
	recent := w.promises[max(0, len(w.promises)-100):]
	m := *pick(w, recent)
	by := w.by[m.Hotkey]
	if w.rng.IntN(6) == 0 { // of somebody else
		by, m.Hotkey = hot, hot.String()
	}
	return testchain.Step{By: by, Msg: &m}
}

func (w *world) add(hot, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: testchain.AddStake(cold, hot, w.amount())}
}

func (w *world) remove(hot, cold *testchain.Actor) testchain.Step {
	m := &stakev1.MsgRemoveStake{Coldkey: cold.String(), Hotkey: hot.String(), Amount: w.amount(), All: w.rng.IntN(6) == 0}
	if m.All && w.rng.IntN(4) > 0 {
		m.Amount = 0
	}
	return testchain.Step{By: cold, Msg: m}
}

func (w *world) take(hot, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &stakev1.MsgSetTake{Coldkey: cold.String(), Hotkey: hot.String(), Take: uint32(w.rng.IntN(13_000))}} // #nosec G115
}

func (w *world) join(hot, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &rootv1.MsgJoin{Coldkey: cold.String(), Hotkey: hot.String()}}
}

func (w *world) leave(hot, cold *testchain.Actor) testchain.Step {
	if w.rng.IntN(3) > 0 {
		return w.join(hot, cold)
	}
	return testchain.Step{By: cold, Msg: &rootv1.MsgLeave{Coldkey: cold.String(), Hotkey: hot.String()}}
}

func (w *world) vote(hot, _ *testchain.Actor) testchain.Step {
	uids, values := w.row()
	for i := range uids {
		uids[i] %= 6
	}
	if all, err := w.c.App().Root.Members(w.c.Context()); err == nil && len(all) > 0 && w.rng.IntN(4) > 0 {
		if a := w.by[pick(w, all).Hotkey]; a != nil {
			hot = a
		}
	}
	return testchain.Step{By: hot, Msg: &rootv1.MsgVote{Hotkey: hot.String(), Netuids: uids[:min(len(uids), 2)], Weights: values[:min(len(uids), 2, len(values))]}}
}

func (w *world) create(_, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &subnetv1.MsgCreateSubnet{
		Coldkey: cold.String(), Name: fmt.Sprintf("net-%d", w.rng.IntN(9)), Task: "lm", MaxCost: w.amount() * 100,
		Description: strings.Repeat("天", w.rng.IntN(200)),
	}}
}

// rule changes rules of a subnet, rarely closes one; now and then it is the owner's.
func (w *world) rule(_, cold *testchain.Actor) testchain.Step {
	netuid := uint32(1 + w.rng.IntN(9)) // #nosec G115
	if s, err := w.c.App().Subnet.Subnet(w.c.Context(), netuid); err == nil && w.by[s.Owner] != nil && w.rng.IntN(6) > 0 {
		cold = w.by[s.Owner]
	}
	if w.rng.IntN(6) == 0 {
		return testchain.Step{By: cold, Msg: &subnetv1.MsgDissolveSubnet{Sender: cold.String(), Netuid: netuid}}
	}
	m := &subnetv1.MsgSetHyperparams{Sender: cold.String(), Netuid: netuid}
	for range w.rng.IntN(3) {
		m.Settings = append(m.Settings, subnetv1.Setting{
			Name:  pick(w, []string{"rho", "kappa", "commit_reveal", "bonds_reset", "immunity_period", "min_burn", "tempo", "task", "task_version", "speed"}),
			Value: pick(w, []string{"0", "1", "9", "20000", "70000", "true", "false", "poems", ""}),
		})
	}
	return testchain.Step{By: cold, Msg: m}
}

func rao(n uint64) sdk.Coins { return sdk.NewCoins(sdk.NewCoin("rao", math.NewIntFromUint64(n))) }

// send moves coins, also to modules, which refuse them.
func (w *world) send(_, cold *testchain.Actor) testchain.Step {
	to := w.anyone().String()
	if w.rng.IntN(5) == 0 {
		to = authtypes.NewModuleAddress(pick(w, []string{
			"stake", "emission", "fee_collector", "producer", "producer_fees", "subnet", "gov", "escrow",
		})).String()
	}
	return testchain.Step{By: cold, Msg: &banktypes.MsgSend{FromAddress: cold.String(), ToAddress: to, Amount: rao(w.amount())}}
}

// grant lets others act or pay.
func (w *world) grant(hot, cold *testchain.Actor) testchain.Step {
	expires := w.c.Time().Add(time.Duration(w.rng.IntN(600)) * time.Second)
	switch w.rng.IntN(4) {
	case 0:
		m, err := authz.NewMsgGrant(cold.Address(), hot.Address(), authz.NewGenericAuthorization(sdk.MsgTypeURL(&stakev1.MsgAddStake{})), &expires)
		if err != nil {
			panic(err)
		}
		return testchain.Step{By: cold, Msg: m}
	case 1:
		m := authz.NewMsgExec(hot.Address(), []sdk.Msg{w.add(pick(w, w.hot), cold).Msg})
		return testchain.Step{By: hot, Msg: &m}
	case 2:
		m := authz.NewMsgExec(cold.Address(), []sdk.Msg{w.step().Msg})
		return testchain.Step{By: cold, Msg: &m}
	}
	m, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{SpendLimit: rao(w.amount()), Expiration: &expires}, cold.Address(), w.anyone().Address())
	if err != nil {
		panic(err)
	}
	return testchain.Step{By: cold, Msg: m}
}

func (w *world) params(_, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &emissionv1.MsgUpdateParams{Authority: cold.String()}}
}

// transaction makes up a transaction: of one message, rarely of several; nearly always signed as it should be.
func (w *world) transaction() (tx []byte, free bool, steps []testchain.Step) {
	first := w.step()
	t := testchain.Tx{By: first.By, Msgs: []sdk.Msg{first.Msg}}
	steps = append(steps, first)
	for w.rng.IntN(10) == 0 {
		if more := w.step(); more.By == first.By {
			t.Msgs, steps = append(t.Msgs, more.Msg), append(steps, more)
		}
	}
	w.nonce++
	if w.rng.IntN(5) > 0 {
		t.Until = w.c.Time().Add(40*time.Second + w.nonce)
	}
	switch w.rng.IntN(40) {
	case 0:
		t.Forged = w.anyone()
	case 1:
		t.ChainID = "test-2"
	case 2:
		t.Gas = 1 + w.rng.Uint64N(150_000)
	case 3:
		t.Gas = 30_000_000
	case 4:
		fee := w.amount()
		t.Fee = &fee
	case 5:
		t.Memo = strings.Repeat("x", w.rng.IntN(400))
	}
	free = true
	for _, m := range t.Msgs {
		free = free && testchain.IsFree(m)
	}
	return w.c.Build(t), free, steps
}
