package index

import "time"

// Rows are what a block adds to an index.
type Rows struct {
	Block     Block
	Txs       []Tx
	Links     []Link
	Transfers []Transfer
	Balances  []Change // of accounts, at most one each, none of 0, by address
	Moves     []Move
	Pools     []Step
	Rewards   []Reward
	Slots     []Slot
	Epochs    []Epoch
}

// Block is a block at a glance.
type Block struct {
	Height         uint64
	Time           time.Time
	Hash           string // hexadecimal, as all hashes
	Parent, State  string // of the block before it, and of the state that it began with
	Proposer       string // address of the producer's key
	Txs, Events    int
	Minted, Burned uint64
}

// Tx is a transaction and what came of it.
type Tx struct {
	Height             uint64
	Index              int // in its block
	Hash               string
	Code               uint32 // 0 is success
	Codespace, Reason  string // of a failure
	GasWanted, GasUsed uint64
	Fee                uint64
	Signer             string // the first; "" of what cannot be read
	Kinds              string // names of the messages, with a blank between them
	Raw                []byte
	Events             []byte // JSON: a list of kinds with their attributes
}

// Link says that an address had to do with a transaction: it signed it, or one of its events names it.
type Link struct {
	Address string
	Index   int
}

// Transfer is a payment between two accounts that are not modules'.
type Transfer struct {
	Seq      int // in its block
	Index    int // of its transaction, -1 of the block's own work
	From, To string
	Rao      uint64
}

// Change is what a block adds to a balance.
type Change struct {
	Address string
	Rao     int64
}

// Kinds of moves of stake.
const (
	MoveAdd      = "add"      // from the coldkey's balance into the pool
	MoveRemove   = "remove"   // from the pool to the balance, or to where it waits
	MoveSwitch   = "move"     // from Hotkey to Other, another hotkey
	MoveTransfer = "transfer" // from Coldkey to Other, another coldkey
	MoveSlash    = "slash"    // from the pool into nothing
	MoveAuto     = "auto"     // what a miner earned, staked where its coldkey wants it
)

// Move is stake that changed hands.
type Move struct {
	Seq     int
	Index   int // of its transaction, -1 of the block's own work
	Kind    string
	Coldkey string // "" for all nominators of the hotkey
	Hotkey  string
	Other   string // the hotkey or coldkey it went to, or the hotkey that earned it
	Rao     uint64
}

// Step is one of the changes of pools in a block, in the order in which they happened. It is one of four: Rao go into or out
// of the pool of Hotkey; Hotkey is new and belongs to Coldkey; Hotkey gives its place to Heir; or, without a hotkey,
// Coldkey does.
type Step struct {
	Hotkey, Coldkey, Heir string
	Rao                   int64
}

// Reward is what an epoch, or the fees of a block, paid into the pool of a hotkey.
type Reward struct {
	Hotkey string
	Owner  uint64 // for the owner alone
	Pool   uint64 // for all by share
}

// Slot is a neuron's registration.
type Slot struct {
	Seq      int
	Netuid   uint32
	UID      uint32
	Hotkey   string
	Price    uint64 // burned; 0 for work
	Replaced string // the hotkey that lost the slot, if any
}

// Epoch is what a subnet paid at the end of one.
type Epoch struct {
	Netuid   uint32
	Epoch    uint64
	Paid     uint64
	OwnerCut uint64
}
