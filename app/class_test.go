package app_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// The classes of bugs have the numbers that docs/spec/proof.md gives them.

// vital are collections without which no block can be made: single values that every block needs, written by genesis and
// governance only, or by the module itself. All else may be damaged, and the chain goes on.
var vital = []string{
	"emission/params", "epoch/params", "escrow/params", "producer/params", "root/params", "stake/params", "subnet/params",
}

// TestC1_DamageHaltsNothing writes nonsense into one entry of every collection, one at a time, and lets the chain run over
// epochs, refunds, dissolutions and refreshes of the producers. Whatever it makes of that, it makes blocks.
func TestC1_DamageHaltsNothing(t *testing.T) {
	t.Parallel()
	c, _, _ := busy(t)
	content := c.Content()
	keys := slices.Sorted(maps.Keys(content))
	for module, schema := range schemas(c) {
		for _, col := range schema.ListCollections() {
			name, prefix := module+"/"+col.GetName(), fmt.Sprintf("%s/%x", module, col.GetPrefix())
			at := slices.IndexFunc(keys, func(k string) bool { return strings.HasPrefix(k, prefix) })
			if at < 0 || content[keys[at]] == "" || slices.Contains(vital, name) {
				continue // empty, or a set, which has nothing but keys
			}
			key, err := hex.DecodeString(strings.TrimPrefix(keys[at], module+"/"))
			if err != nil {
				t.Fatal(err)
			}
			ill := c.Copy(nil)
			ill.Damage(module, key, []byte{0xff, 0xfe, 0xfd})
			for range 12 {
				if err := ill.TryBlock(); err != nil {
					t.Errorf("%s cannot be read, and the chain stops: %v", name, err)
					break
				}
			}
		}
	}
}

// schemas are the collections of all modules.
func schemas(c *testchain.Chain) map[string]collections.Schema {
	a := c.App()
	return map[string]collections.Schema{
		"stake": a.Stake.Schema, "subnet": a.Subnet.Schema, "root": a.Root.Schema, "weights": a.Weights.Schema,
		"epoch": a.Epoch.Schema, "emission": a.Emission.Schema, "escrow": a.Escrow.Schema, "producer": a.Producer.Schema,
	}
}

// variants calls try with every message of the census in which one number stands at an edge of its type.
func (s *stage) variants(try func(name string, by *testchain.Actor, msg sdk.Msg)) {
	for _, r := range s.rows() {
		by := s.actors[r.right]
		if by == nil {
			continue // governance decides what it decides
		}
		msg := r.msg(by.String(), by)
		v := reflect.ValueOf(msg).Elem()
		for i := range v.NumField() {
			f := v.Field(i)
			if f.Kind() != reflect.Uint32 && f.Kind() != reflect.Uint64 {
				continue
			}
			was := f.Uint()
			for _, n := range []uint64{0, 1, 65_535, 65_536, math.MaxUint32, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64 - 1, math.MaxUint64} {
				if !f.OverflowUint(n) {
					f.SetUint(n)
					try(fmt.Sprintf("%T with %s = %d", msg, v.Type().Field(i).Name, n), by, msg)
				}
			}
			f.SetUint(was)
		}
	}
}

// TestC5_EdgesOfNumbers: a number at the edge of its type is accepted or refused with an error that has a name.
func TestC5_EdgesOfNumbers(t *testing.T) {
	t.Parallel()
	s, tried := newStage(t), 0
	s.variants(func(name string, by *testchain.Actor, msg sdk.Msg) {
		defer func() {
			if r := recover(); r != nil {
				t.Errorf("%s: panic: %v", name, r)
			}
		}()
		tried++
		refused, failed := s.c.Dry(s.c.Build(testchain.Tx{By: by, Msgs: []sdk.Msg{msg}}))
		for _, err := range []error{refused, failed} {
			if codespace, code, _ := errorsmod.ABCIInfo(err, false); err != nil && (codespace == errorsmod.UndefinedCodespace || code == 1) {
				t.Errorf("%s: an error without a name: %v", name, err)
			}
		}
	})
	if tried < 200 {
		t.Errorf("only %d were tried", tried)
	}
}

// TestC10_NothingFailsForFree: whatever is wrong with a message that costs no fee, the ante handler refuses it, in the
// mempool with the same verdict as in a block; what fails later has paid.
func TestC10_NothingFailsForFree(t *testing.T) {
	t.Parallel()
	s, refusals := newStage(t), 0
	s.variants(func(name string, by *testchain.Actor, msg sdk.Msg) {
		tx := s.c.Build(testchain.Tx{By: by, Msgs: []sdk.Msg{msg}})
		refused, failed := s.c.Dry(tx)
		if !testchain.IsFree(msg) {
			return
		}
		if failed != nil {
			t.Errorf("%s: got past the ante handler for free and failed: %v", name, failed)
		}
		if refused == nil {
			return // admitting it to the mempool would change what it says of the next
		}
		refusals++
		codespace, code, _ := errorsmod.ABCIInfo(refused, false)
		var mempool *testchain.Refusal
		if err := s.c.Check(tx); !errors.As(err, &mempool) || mempool.Codespace != codespace || mempool.Code != code {
			t.Errorf("%s: a block says %v, the mempool %v", name, refused, err)
		}
	})
	if refusals < 40 {
		t.Errorf("only %d were refused", refusals)
	}
}

// TestC9_ProposalsAreJudgedAlike: what one node proposes of a random mempool the others accept; what a byzantine one
// proposes, cut, flipped and made up, all judge alike, and a block of it changes no book.
func TestC9_ProposalsAreJudgedAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(9)
	w.c = testchain.New(t, w.genesis)
	rng := rand.New(rand.NewPCG(9, 9))
	for range 25 {
		txs, _, _ := w.block()
		a, b := w.c.Copy(nil).App(), w.c.Copy(nil).App()
		height, now := int64(w.c.Height())+1, w.c.Time().Add(12*time.Second) // #nosec G115 -- a height
		prepared, err := a.PrepareProposal(&abci.RequestPrepareProposal{Txs: txs, MaxTxBytes: 1 << 20, Height: height, Time: now})
		if err != nil {
			t.Fatal(err)
		}
		bad := slices.Clone(txs)
		for i := range bad {
			bad[i] = spoil(rng, bad[i])
		}
		for name, proposal := range map[string][][]byte{"honest": prepared.Txs, "byzantine": bad} {
			var verdicts []abci.ResponseProcessProposal_ProposalStatus
			for _, node := range []*app.App{a, b} {
				r, err := node.ProcessProposal(&abci.RequestProcessProposal{Txs: proposal, Height: height, Time: now})
				if err != nil {
					t.Fatal(err)
				}
				verdicts = append(verdicts, r.Status)
			}
			if verdicts[0] != verdicts[1] || name == "honest" && verdicts[0] != abci.ResponseProcessProposal_ACCEPT {
				t.Errorf("height %d: the verdicts on an %s proposal are %v", height, name, verdicts)
			}
		}
		w.c.Block(bad...) // three instances agree on what comes of it, and all books balance
		w.c.Block(prepared.Txs...)
	}
}

// spoil cuts a transaction short, flips a bit of it, or makes one up.
func spoil(rng *rand.Rand, tx []byte) []byte {
	tx = slices.Clone(tx)
	switch rng.IntN(4) {
	case 0:
		return tx[:rng.IntN(len(tx))]
	case 1:
		for i := range tx {
			tx[i] = byte(rng.Uint32())
		}
	case 2:
		return append(tx, byte(rng.Uint32()))
	default:
		tx[rng.IntN(len(tx))] ^= 1 << rng.UintN(8)
	}
	return tx
}

// TestC12_NobodyDonates: no message puts rao, stake or a key into the account of a module.
func TestC12_NobodyDonates(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	by := s.actors["coldkey"]
	for _, module := range append(app.OwnModules(), "fee_collector", "producer_fees") {
		to := testchain.ModuleAddress(module)
		if s.c.App().Accounts.GetModuleAccount(s.c.Context(), module) == nil && !slices.Contains([]string{"epoch", "root", "weights"}, module) {
			t.Errorf("%s has no account", module)
		}
		if slices.Contains([]string{"epoch", "root", "weights"}, module) {
			continue // they hold nothing and have no account
		}
		for _, msg := range []sdk.Msg{
			&banktypes.MsgSend{FromAddress: by.String(), ToAddress: to, Amount: rao(1)},
			&banktypes.MsgMultiSend{
				Inputs: []banktypes.Input{{Address: by.String(), Coins: rao(1)}}, Outputs: []banktypes.Output{{Address: to, Coins: rao(1)}},
			},
			&stakev1.MsgTransferStake{Coldkey: by.String(), Hotkey: s.w.hot[0].String(), To: to, Amount: tao},
			&escrowv1.MsgOpen{Payer: by.String(), Gateway: to, Deposit: tao},
		} {
			refused, failed := s.c.Dry(s.c.Build(testchain.Tx{By: by, Msgs: []sdk.Msg{msg}}))
			if refused == nil && failed == nil {
				t.Errorf("%T to the account of %s is accepted", msg, module)
			}
		}
	}
}

// TestC13_KeysDoNotCollide: no collection of a store begins with the key of another.
func TestC13_KeysDoNotCollide(t *testing.T) {
	t.Parallel()
	c := testchain.NewSolo(t, nil)
	for module, schema := range schemas(c) {
		var seen []string
		for _, col := range schema.ListCollections() {
			for _, other := range seen {
				if p := string(col.GetPrefix()); strings.HasPrefix(other, p) || strings.HasPrefix(p, other) {
					t.Errorf("%s: the keys of %s run into those of another collection", module, col.GetName())
				}
			}
			seen = append(seen, string(col.GetPrefix()))
		}
	}
}

// TestC15_HeightsCount: the same blocks with clocks that jump come to the same state: rules count blocks, not seconds.
func TestC15_HeightsCount(t *testing.T) {
	t.Parallel()
	w := newWorld(15)
	c, other := testchain.NewSolo(t, w.genesis), testchain.NewSolo(t, w.genesis)
	fill(c, w)
	skew := time.Duration(0)
	for i, req := range c.Requests()[1:] {
		jumped := *req
		skew += time.Duration(i%7) * time.Hour
		jumped.Time = req.Time.Add(skew)
		other.Feed(&jumped)
	}
	a, b := c.Content(), other.Content()
	if d := a.Diff(b); len(d) > 0 {
		t.Errorf("the state depends on the clock:\n%s", a.Describe(b, d))
	}
}
