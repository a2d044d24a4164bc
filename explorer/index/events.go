package index

import (
	"fmt"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
)

// ours is how the kinds of the chain's own events begin.
const ours = "tianwang."

// events reads the events of a transaction, or of the block itself if i is -1; seen collects the addresses they name.
func (w *work) events(i int, events []abci.Event, seen map[string]bool) error {
	w.rows.Block.Events += len(events)
	for _, e := range events {
		for _, a := range e.Attributes {
			if address := strings.Trim(a.Value, `"`); seen != nil && isAddress(address) {
				seen[address] = true
			}
		}
		if err := w.event(i, e); err != nil {
			return fmt.Errorf("event %s: %w", e.Type, err)
		}
	}
	return nil
}

// isAddress says whether a text looks like an address of an account: that is all it takes to find a transaction by it.
func isAddress(s string) bool {
	const length = len("tao1") + 38
	return len(s) == length && strings.HasPrefix(s, "tao1")
}

func (w *work) event(i int, e abci.Event) error {
	switch e.Type {
	case "coin_spent":
		return w.balance(attribute(e, "spender"), attribute(e, "amount"), -1)
	case "coin_received":
		return w.balance(attribute(e, "receiver"), attribute(e, "amount"), 1)
	case "transfer":
		return w.transfer(i, attribute(e, "sender"), attribute(e, "recipient"), attribute(e, "amount"))
	}
	if !strings.HasPrefix(e.Type, ours) {
		return nil
	}
	m, err := sdk.ParseTypedEvent(fields(e))
	if err != nil {
		return err
	}
	w.typed(i, m)
	return nil
}

// fields removes what the SDK adds to an event that is not a field of it.
func fields(e abci.Event) abci.Event {
	kept := abci.Event{Type: e.Type}
	for _, a := range e.Attributes {
		if a.Key != "mode" && a.Key != "msg_index" {
			kept.Attributes = append(kept.Attributes, a)
		}
	}
	return kept
}

func (w *work) balance(address, amount string, sign int64) error {
	rao, err := raoOf(amount)
	w.balances[address] += sign * int64(rao) // #nosec G115 -- at most the cap
	return err
}

func (w *work) transfer(i int, from, to, amount string) error {
	rao, err := raoOf(amount)
	if err != nil || rao == 0 || w.reader.module[from] || w.reader.module[to] {
		return err
	}
	w.rows.Transfers = append(w.rows.Transfers, Transfer{w.next(), i, from, to, rao})
	return nil
}

func (w *work) next() int {
	w.seq++
	return w.seq - 1
}

// raoOf reads the coins of an event; none are an empty text.
func raoOf(amount string) (uint64, error) {
	coins, err := sdk.ParseCoinsNormalized(amount)
	if err != nil {
		return 0, err
	}
	rao := coins.AmountOf(tianwang.Denom)
	if !rao.IsUint64() {
		return 0, fmt.Errorf("%s is more than there can be", amount)
	}
	return rao.Uint64(), nil
}

// typed reads an event of one of the chain's own modules.
func (w *work) typed(i int, m proto.Message) {
	switch e := m.(type) {
	case *emissionv1.EventMinted:
		w.rows.Block.Minted += e.Amount
	case *emissionv1.EventBurned:
		w.rows.Block.Burned += e.Amount
	case *epochv1.EventEpochClosed:
		w.rows.Epochs = append(w.rows.Epochs, Epoch{e.Netuid, e.Epoch, e.Paid, e.OwnerCut})
	case *subnetv1.EventNeuronRegistered:
		w.rows.Slots = append(w.rows.Slots, Slot{w.next(), e.Netuid, e.Uid, e.Hotkey, e.Price, e.Replaced})
	case *producerv1.EventSlashed:
		w.move(i, Move{Kind: MoveSlash, Hotkey: e.Hotkey, Rao: e.Amount})
	default:
		w.stake(i, m)
	}
}

// stake reads an event of x/stake.
func (w *work) stake(i int, m proto.Message) {
	switch e := m.(type) {
	case *stakev1.EventHotkeyCreated:
		w.step(Step{Hotkey: e.Hotkey, Coldkey: e.Owner})
	case *stakev1.EventStakeAdded:
		w.move(i, Move{Kind: MoveAdd, Coldkey: e.Coldkey, Hotkey: e.Hotkey, Rao: e.Amount})
	case *stakev1.EventStakeRemoved:
		w.move(i, Move{Kind: MoveRemove, Coldkey: e.Coldkey, Hotkey: e.Hotkey, Rao: e.Amount})
	case *stakev1.EventStakeMoved:
		w.move(i, Move{Kind: MoveSwitch, Coldkey: e.Coldkey, Hotkey: e.From, Other: e.To, Rao: e.Amount})
	case *stakev1.EventStakeTransferred:
		w.move(i, Move{Kind: MoveTransfer, Coldkey: e.From, Hotkey: e.Hotkey, Other: e.To, Rao: e.Amount})
	case *stakev1.EventAutoStaked:
		w.move(i, Move{Kind: MoveAuto, Coldkey: e.Coldkey, Hotkey: e.Hotkey, Other: e.Miner, Rao: e.Amount})
	case *stakev1.EventRewarded:
		w.reward(e.Hotkey, e.Owner, e.Pool)
	case *stakev1.EventHotkeySwapped:
		w.step(Step{Hotkey: e.Old, Heir: e.New})
	case *stakev1.EventColdkeySwapped:
		w.step(Step{Coldkey: e.Old, Heir: e.New})
	}
}

// move notes stake that changed hands, and what that makes of pools.
func (w *work) move(i int, m Move) {
	m.Seq, m.Index = w.next(), i
	w.rows.Moves = append(w.rows.Moves, m)
	switch m.Kind {
	case MoveAdd, MoveAuto:
		w.pool(m.Hotkey, m.Rao, 1)
	case MoveRemove, MoveSlash:
		w.pool(m.Hotkey, m.Rao, -1)
	case MoveSwitch:
		w.pool(m.Hotkey, m.Rao, -1)
		w.pool(m.Other, m.Rao, 1)
	}
}

func (w *work) reward(hotkey string, owner, pool uint64) {
	w.rows.Rewards = append(w.rows.Rewards, Reward{hotkey, owner, pool})
	w.pool(hotkey, owner+pool, 1)
}

func (w *work) pool(hotkey string, rao uint64, sign int64) {
	w.step(Step{Hotkey: hotkey, Rao: sign * int64(rao)}) // #nosec G115 -- at most the cap
}

func (w *work) step(s Step) { w.rows.Pools = append(w.rows.Pools, s) }
