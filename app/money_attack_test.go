package app_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// rounds is how often an attacker tries in the tests below.
const rounds = 5000

// thief has two hotkeys and a second coldkey, and works in one context, without fees.
type thief struct {
	c         *testchain.Chain
	ctx       sdk.Context
	hot, cold [2]*testchain.Actor
	victim    *testchain.Actor // whose pool it enters, too
}

// worth is all that the thief owns.
func (x *thief) worth() uint64 {
	var sum uint64
	for _, cold := range x.cold {
		sum += x.c.App().Bank.GetBalance(x.ctx, cold.Address(), "rao").Amount.Uint64()
		for _, hot := range []*testchain.Actor{x.hot[0], x.hot[1], x.victim} {
			if w, err := x.c.App().Stake.Worth(x.ctx, hot.Address(), cold.Address()); err == nil {
				sum += w
			}
		}
	}
	return sum
}

// run runs a message in isolation, as a transaction does.
func (x *thief) run(msg sdk.Msg) error {
	branch, write := x.ctx.CacheContext()
	if _, err := x.c.App().MsgServiceRouter().Handler(msg)(branch, msg); err != nil {
		return err
	}
	write()
	return nil
}

// TestM8_NobodyGainsByRounding: an attacker stakes, takes out, moves and transfers odd amounts among pools whose shares are
// worth odd amounts, its own, nearly empty ones and somebody else's. It never has more than before, and no share price falls.
func TestM8_NobodyGainsByRounding(t *testing.T) {
	t.Parallel()
	x := newThief(t)
	rng := rand.New(rand.NewPCG(8, 8))
	had, accepted := x.worth(), 0
	for i := range rounds {
		before := x.prices(t)
		amount := 1 + rng.Uint64N(1<<(1+rng.UintN(24)))
		cold, other := x.cold[rng.IntN(2)], x.cold[rng.IntN(2)]
		pools := []*testchain.Actor{x.hot[0], x.hot[1], x.victim}
		hot, to := pools[rng.IntN(3)], pools[rng.IntN(3)]
		all := rng.IntN(9) == 0
		if all {
			amount = 0
		}
		var msg sdk.Msg
		switch rng.IntN(4) {
		case 0:
			msg = testchain.AddStake(cold, hot, amount)
		case 1:
			msg = &stakev1.MsgRemoveStake{Coldkey: cold.String(), Hotkey: hot.String(), Amount: amount, All: all}
		case 2:
			msg = &stakev1.MsgMoveStake{Coldkey: cold.String(), From: hot.String(), To: to.String(), Amount: amount, All: all}
		default:
			msg = &stakev1.MsgTransferStake{Coldkey: cold.String(), Hotkey: hot.String(), To: other.String(), Amount: amount, All: all}
		}
		if x.run(msg) != nil {
			continue
		}
		accepted++
		if has := x.worth(); has > had {
			t.Fatalf("round %d: %v made %d of %d", i, msg, has, had)
		}
		for hotkey, after := range x.prices(t) {
			if was, ok := before[hotkey]; ok && after.below(was) {
				t.Fatalf("round %d: %v lowered the price of a share of %s from %v to %v", i, msg, hotkey, was, after)
			}
		}
	}
	if accepted < rounds/4 {
		t.Errorf("only %d of %d were accepted", accepted, rounds)
	}
	if err := x.c.App().CheckInvariants(x.ctx); err != nil {
		t.Error(err)
	}
}

func newThief(t *testing.T) *thief {
	t.Helper()
	x := &thief{victim: testchain.NewActor("an honest hotkey")}
	for i := range 2 {
		x.hot[i], x.cold[i] = testchain.Actors("thief's hotkey", 2)[i], testchain.Actors("thief", 2)[i]
	}
	owner := testchain.NewActor("its owner")
	x.c = testchain.NewSolo(t, func(e *testchain.Editor) {
		e.Subnet("one", nil)
		for i := range 2 {
			e.Grant(x.cold[i], tao)
			e.Staked(x.hot[i], x.cold[i], uint64(3*i)) // #nosec G115 -- an empty pool and one of three rao
		}
		e.Staked(x.victim, owner, 1_234_567_891)
		testchain.Edit(e, "stake", func(g *stakev1.GenesisState) {
			g.Params.MinNomination = 1
			odd := sdkmath.NewInt(987_654_321_987_654_321) // shares that dividends have made worth more than at first
			for i := range g.Hotkeys {
				if g.Hotkeys[i].Address == x.victim.String() {
					g.Hotkeys[i].Shares, g.Positions[i].Shares = odd, odd
				}
			}
		})
	})
	x.ctx = x.c.Context()
	return x
}

// price is what a share of a pool is worth: stake / shares.
type price struct{ stake, shares float64 }

// below says whether a price is less than another, by more than floating point can tell wrong.
func (p price) below(q price) bool { return p.stake*q.shares < q.stake*p.shares*(1-1e-15) }

func (x *thief) prices(t *testing.T) map[string]price {
	t.Helper()
	all := map[string]price{}
	for _, hot := range []*testchain.Actor{x.hot[0], x.hot[1], x.victim} {
		h, err := x.c.App().Stake.Hotkey(x.ctx, hot.Address())
		if err != nil {
			t.Fatal(err)
		}
		if h.Stake == 0 {
			continue
		}
		shares, err := strconv.ParseFloat(h.Shares.String(), 64)
		if err != nil {
			t.Fatal(err)
		}
		all[hot.String()] = price{float64(h.Stake), shares}
	}
	return all
}

// TestM12_ParametersAreBounded sets every number of every module's parameters, and every hyperparameter, to the edges of
// its type. What is out of range is refused and changes nothing; with what is accepted the chain mints no more than the
// rule says and its books balance.
func TestM12_ParametersAreBounded(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	refused, accepted := 0, 0
	try := func(name string, msg, undo sdk.Msg) {
		if err := s.c.Govern(msg); err != nil {
			refused++
			return
		}
		accepted++
		supply := func() uint64 { return s.c.App().Bank.GetSupply(s.c.Context(), "rao").Amount.Uint64() }
		before := supply()
		s.c.Blocks(2)
		if after := supply(); after > before+2*tao {
			t.Errorf("%s: two blocks minted %d", name, after-before)
		}
		if err := s.c.App().CheckInvariants(s.c.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.c.Govern(undo); err != nil {
			t.Fatalf("%s: back again: %v", name, err)
		}
	}
	for _, r := range s.governanceRows() {
		msg, undo := r.msg(testchain.Authority, nil), r.msg(testchain.Authority, nil)
		if params := reflect.ValueOf(msg).Elem().FieldByName("Params"); params.IsValid() {
			edges(params, func(name string) { try(fmt.Sprintf("%T: %s", msg, name), msg, undo) })
		}
	}
	first, err := s.c.App().Subnet.Subnet(s.c.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	h := reflect.ValueOf(&first.Hyperparams).Elem()
	for i := range h.NumField() {
		name, _, _ := strings.Cut(h.Type().Field(i).Tag.Get("json"), ",")
		set := func(value string) *subnetv1.MsgSetHyperparams {
			return &subnetv1.MsgSetHyperparams{Sender: testchain.Authority, Netuid: 1, Settings: []subnetv1.Setting{{Name: name, Value: value}}}
		}
		for _, n := range []string{"0", "65536", "18446744073709551615"} {
			try(name+" = "+n, set(n), set(fmt.Sprint(h.Field(i).Interface())))
		}
	}
	if refused < 40 || accepted < 40 {
		t.Errorf("%d refused, %d accepted: the edges are not tried", refused, accepted)
	}
}

// edges sets each number below a struct to the edges of its type, one after the other, and calls try.
func edges(v reflect.Value, try func(name string)) {
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch f.Kind() {
		case reflect.Uint32, reflect.Uint64:
			was := f.Uint()
			for _, n := range []uint64{0, 65_536, math.MaxUint32, math.MaxUint64} {
				if f.OverflowUint(n) {
					continue
				}
				f.SetUint(n)
				try(fmt.Sprintf("%s = %d", name, n))
			}
			f.SetUint(was)
		case reflect.Struct:
			edges(f, try)
		default: // no number
		}
	}
}
