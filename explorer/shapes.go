package explorer

import (
	"encoding/json"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// List is a page of a list; Next asks for the page after it and is empty at the end.
type List[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next,omitempty"`
}

// stamp is the form of times: RFC 3339 with milliseconds, in UTC; "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// Block is a block of the chain.
type Block struct {
	Height   uint64 `json:"height"`
	Time     string `json:"time"`
	Hash     string `json:"hash"`
	Parent   string `json:"parent"`
	State    string `json:"state"` // hash of the state that it began with
	Proposer string `json:"proposer"`
	Txs      int    `json:"txs"`
	Events   int    `json:"events"`
	Minted   Rao    `json:"minted_rao"`
	Burned   Rao    `json:"burned_rao"`
}

func newBlock(b *index.Block) Block {
	return Block{b.Height, stamp(b.Time), b.Hash, b.Parent, b.State, b.Proposer, b.Txs, b.Events, Rao(b.Minted), Rao(b.Burned)}
}

// Tx is a transaction in a list.
type Tx struct {
	Hash      string `json:"hash"`
	Height    uint64 `json:"height"`
	Index     int    `json:"index"`
	Time      string `json:"time"`
	Signer    string `json:"signer"`
	Kinds     string `json:"kinds"` // names of its messages, with a blank between them
	OK        bool   `json:"ok"`
	Code      uint32 `json:"code,omitempty"`
	Codespace string `json:"codespace,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it failed
	Fee       Rao    `json:"fee_rao"`
	GasWanted uint64 `json:"gas_wanted"`
	GasUsed   uint64 `json:"gas_used"`
}

func newTx(t *store.Tx) Tx {
	return Tx{
		t.Hash, t.Height, t.Index, stamp(t.Time), t.Signer, t.Kinds, t.Code == 0, t.Code, t.Codespace, t.Reason, Rao(t.Fee), t.GasWanted, t.GasUsed,
	}
}

// WholeTx is a transaction with what it says and what came of it.
type WholeTx struct {
	Tx
	Body   json.RawMessage `json:"body"` // JSON form of protobuf; null when it cannot be read
	Events json.RawMessage `json:"events"`
}

// Transfer is a payment between accounts.
type Transfer struct {
	Height uint64 `json:"height"`
	Time   string `json:"time"`
	Tx     string `json:"tx,omitempty"`
	From   string `json:"from"`
	To     string `json:"to"`
	Rao    Rao    `json:"amount_rao"`
}

func newTransfer(t *store.Transfer) Transfer {
	return Transfer{t.Height, stamp(t.Time), t.Hash, t.From, t.To, Rao(t.Rao)}
}

// Move is stake that changed hands. Other is the hotkey it was moved to, the coldkey it was transferred to, or the hotkey that
// earned it.
type Move struct {
	Height  uint64 `json:"height"`
	Time    string `json:"time"`
	Tx      string `json:"tx,omitempty"`
	Kind    string `json:"kind"` // add, remove, move, transfer, slash, auto
	Coldkey string `json:"coldkey,omitempty"`
	Hotkey  string `json:"hotkey"`
	Other   string `json:"other,omitempty"`
	Rao     Rao    `json:"amount_rao"`
}

func newMove(m *store.Move) Move {
	return Move{m.Height, stamp(m.Time), m.Hash, m.Kind, m.Coldkey, m.Hotkey, m.Other, Rao(m.Rao)}
}

// Account is an account in a list.
type Account struct {
	Address string `json:"address"`
	Module  string `json:"module,omitempty"` // whose account it is, if a module's
	Balance Rao    `json:"balance_rao"`
	First   uint64 `json:"first_height"`
	Last    uint64 `json:"last_height"`
}

// WholeAccount is an account with what it has staked.
type WholeAccount struct {
	Account
	Rank      uint64        `json:"rank"` // by balance, 1 is the richest, 0 is nobody of the 1,000 richest
	Staked    Rao           `json:"staked_rao"`
	Unbonding Rao           `json:"unbonding_rao"`
	Total     Rao           `json:"total_rao"`
	Positions []Position    `json:"positions"`
	Hotkeys   []OwnedHotkey `json:"hotkeys"` // that it owns
	IsHotkey  bool          `json:"is_hotkey"`
}

// Position is stake of a coldkey on a hotkey.
type Position struct {
	Hotkey string `json:"hotkey"`
	Rao    Rao    `json:"amount_rao"`
}

// OwnedHotkey is a hotkey of a coldkey.
type OwnedHotkey struct {
	Hotkey string `json:"hotkey"`
	Stake  Rao    `json:"stake_rao"`
}

// Point is one of a history: what an amount was after a block.
type Point struct {
	Height uint64 `json:"height"`
	Rao    Rao    `json:"amount_rao"`
}

func newPoints(all []store.Point, top uint64) []Point {
	out := make([]Point, len(all))
	for i, p := range all {
		out[i] = Point{min(p.Height, top), Rao(p.Rao)}
	}
	return out
}

// Day is what a day, in UTC, adds up to.
type Day struct {
	Date      string `json:"date"`
	Blocks    uint64 `json:"blocks"`
	Txs       uint64 `json:"txs"`
	Failed    uint64 `json:"failed"`
	Transfers uint64 `json:"transfers"`
	Moved     Rao    `json:"transferred_rao"`
	Accounts  uint64 `json:"new_accounts"`
	Minted    Rao    `json:"minted_rao"`
	Burned    Rao    `json:"burned_rao"`
}

// Stats is everything counted.
type Stats struct {
	Height    uint64  `json:"height"` // of the index
	Lag       uint64  `json:"lag"`    // blocks that the chain is ahead
	Supply    Rao     `json:"supply_rao"`
	Staked    Rao     `json:"staked_rao"`
	Free      Rao     `json:"free_rao"` // supply that is not staked
	Blocks    uint64  `json:"blocks"`
	Txs       uint64  `json:"txs"`
	Failed    uint64  `json:"failed"`
	Transfers uint64  `json:"transfers"`
	Accounts  uint64  `json:"accounts"`
	Holders   uint64  `json:"holders"` // accounts with a balance
	Hotkeys   uint64  `json:"hotkeys"`
	BlockTime float64 `json:"block_seconds"` // average over the latest blocks
}

// Validator is a hotkey that judges, or could, as a nominator sees it.
type Validator struct {
	Hotkey     string  `json:"hotkey"`
	Label      string  `json:"label,omitempty"`
	Owner      string  `json:"owner"`
	Stake      Rao     `json:"stake_rao"`
	OwnStake   Rao     `json:"own_stake_rao"`
	Share      float64 `json:"share"` // of all stake
	Take       float64 `json:"take"`
	Nominators uint64  `json:"nominators"`
	Seats      []Seat  `json:"seats"`
	// Return is what a nominator's stake earned in the last Window blocks, as a fraction of it, measured and after the take.
	Return float64 `json:"return"`
	Window uint64  `json:"window_blocks"`
	// APR is Return extrapolated to a year without compounding, APY with compounding by the day; null where it would be a
	// billion and more, as on a network of a minute.
	APR float64  `json:"apr"`
	APY *float64 `json:"apy"`
	// Uptime is in which part of the epochs of its subnets in the window it was paid, those before it came left out; null where it has
	// no permit, or no epoch has closed.
	Uptime *float64 `json:"uptime"`
}

// Seat is a validator's place in a subnet.
type Seat struct {
	Netuid    uint32 `json:"netuid"`
	UID       uint32 `json:"uid"`
	Permit    bool   `json:"permit"`
	Dividends Rao    `json:"dividends_rao"` // of the last epoch
}

// Reward is what a hotkey earned in a block.
type Reward struct {
	Height uint64 `json:"height"`
	Owner  Rao    `json:"owner_rao"`
	Pool   Rao    `json:"pool_rao"`
	Stake  Rao    `json:"stake_rao"` // that earned it
}

// Slot is a registration.
type Slot struct {
	Height   uint64 `json:"height"`
	Time     string `json:"time,omitempty"`
	Netuid   uint32 `json:"netuid"`
	UID      uint32 `json:"uid"`
	Hotkey   string `json:"hotkey"`
	Price    Rao    `json:"price_rao"` // burned; 0 for work
	Replaced string `json:"replaced,omitempty"`
}

// Epoch is what a subnet paid.
type Epoch struct {
	Height   uint64 `json:"height"`
	Epoch    uint64 `json:"epoch"`
	Paid     Rao    `json:"paid_rao"`
	OwnerCut Rao    `json:"owner_cut_rao"`
}

// Found is something that a search found.
type Found struct {
	Kind  string `json:"kind"` // block, tx, account, hotkey, subnet
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
}

// Era is the time between two halvings.
type Era struct {
	Era         uint32 `json:"era"`
	BlockReward Rao    `json:"block_reward_rao"`
	FromSupply  Rao    `json:"from_supply_rao"`
	FromHeight  uint64 `json:"from_height,omitempty"` // at the earliest, of eras to come
	FromTime    string `json:"from_time,omitempty"`   // likewise, at the pace of the latest blocks
}

// Tokenomics is how much money there is and will be.
type Tokenomics struct {
	Supply
	Staked Rao   `json:"staked_rao"`
	Eras   []Era `json:"eras"`
}
