package explorer

import "encoding/json"

// Hyperparams are the rules of a subnet, and who stands behind it.
type Hyperparams struct {
	Netuid       uint32    `json:"netuid"`
	SetAt        uint64    `json:"set_at"` // block in which the owner last changed them, 0 if never
	RegisteredAt uint64    `json:"registered_at"`
	Lock         Rao       `json:"lock_rao"`
	URL          string    `json:"url"`
	Repository   string    `json:"repository"`
	Contact      string    `json:"contact"`
	Settings     []Setting `json:"settings"`
}

// Setting is a parameter, as the chain names and writes it.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ModuleParams are the parameters of a module.
type ModuleParams struct {
	Module string    `json:"module"`
	Params []Setting `json:"params"`
}

// AtRisk are neurons in the order in which newcomers would replace them.
type AtRisk struct {
	Height  uint64 `json:"height"`
	Free    uint32 `json:"free"` // slots that nobody holds: so many newcomers replace nobody
	Neurons []Risk `json:"neurons"`
}

// Risk is how far a neuron is from being replaced.
type Risk struct {
	Place        uint32  `json:"place"`
	UID          uint32  `json:"uid"`
	Hotkey       string  `json:"hotkey"`
	Label        string  `json:"label,omitempty"`
	Score        float64 `json:"score"`
	Needed       float64 `json:"needed"` // least score with which another goes first; 0 if none helps, or is needed
	ImmuneUntil  uint64  `json:"immune_until"`
	ImmuneBlocks uint64  `json:"immune_blocks"`
}

// WeightMatrix is what validators give to miners.
type WeightMatrix struct {
	Rows []WeightRow `json:"rows"`
}

// WeightRow is the row of a validator; its shares add up to one.
type WeightRow struct {
	UID       uint32   `json:"uid"`
	UpdatedAt uint64   `json:"updated_at"`
	Weights   []Weight `json:"weights"`
}

// Weight is the share of one neuron in a row.
type Weight struct {
	UID   uint32  `json:"uid"`
	Share float64 `json:"share"`
}

// Worker is a hotkey over all subnets.
type Worker struct {
	Hotkey  string         `json:"hotkey"`
	Label   string         `json:"label,omitempty"`
	Coldkey string         `json:"coldkey"`
	Stake   Rao            `json:"stake_rao"`
	First   uint64         `json:"first_height"`
	Daily   Rao            `json:"daily_rao"`
	Slots   []PlacedNeuron `json:"slots"`
}

// Fleet is all neurons of a coldkey.
type Fleet struct {
	Coldkey string         `json:"coldkey"`
	Hotkeys int            `json:"hotkeys"`
	Immune  int            `json:"immune"`
	Danger  int            `json:"danger"` // neurons that newcomers replace next
	Stake   Rao            `json:"stake_rao"`
	Daily   Rao            `json:"daily_rao"`
	Slots   []PlacedNeuron `json:"slots"`
}

// PlacedNeuron is a neuron with where it is.
type PlacedNeuron struct {
	Netuid uint32 `json:"netuid"`
	Subnet string `json:"subnet"`
	Height uint64 `json:"height"`
	Daily  Rao    `json:"daily_rao"` // if every epoch were like the last
	Place  uint32 `json:"place"`     // among those that newcomers replace next; 0 when it is not in danger
	Neuron Neuron `json:"neuron"`
}

// Root is the root network.
type Root struct {
	Seats     uint32        `json:"seats"`
	CountedAt uint64        `json:"counted_at"`
	NextCount uint64        `json:"next_count"`
	Members   []Member      `json:"members"`
	Shares    []SubnetShare `json:"shares"`
}

// Member is a member of root with its votes.
type Member struct {
	UID      uint32 `json:"uid"`
	Hotkey   string `json:"hotkey"`
	Label    string `json:"label,omitempty"`
	JoinedAt uint64 `json:"joined_at"`
	VotedAt  uint64 `json:"voted_at"`
	Stake    Rao    `json:"stake_rao"`
	Votes    []Vote `json:"votes"`
}

// Vote is the share of a subnet in a member's votes.
type Vote struct {
	Netuid uint32  `json:"netuid"`
	Share  float64 `json:"share"`
}

// SubnetShare is the share of a subnet in emission; netuid 0 stands for what is not issued.
type SubnetShare struct {
	Netuid uint32  `json:"netuid"`
	Name   string  `json:"name"`
	Share  float64 `json:"share"`
}

// Producers are who makes blocks.
type Producers struct {
	ByAuthorities bool       `json:"by_authorities"` // those of genesis produce, too few candidates are fit
	Fit           uint32     `json:"fit"`
	NextRefresh   uint64     `json:"next_refresh"`
	Window        uint64     `json:"window_blocks"` // in which missed blocks are counted
	Producers     []Producer `json:"producers"`
}

// Producer is somebody who makes blocks, or offered to.
type Producer struct {
	Name        string   `json:"name,omitempty"`
	Label       string   `json:"label,omitempty"`
	Operator    string   `json:"operator"`
	Hotkey      string   `json:"hotkey,omitempty"` // none of an authority
	Address     string   `json:"address"`          // as blocks name it
	State       string   `json:"state"`            // active, waiting, jailed, leaving or tombstoned
	Power       uint64   `json:"power"`
	Share       float64  `json:"share"` // of all power
	Stake       Rao      `json:"stake_rao"`
	Missed      uint64   `json:"missed"`
	JailedUntil uint64   `json:"jailed_until"`
	SignedCount int      `json:"signed_count"` // of the strip
	MadeCount   int      `json:"made_count"`
	Strip       []Signed `json:"strip"` // the latest blocks, oldest first
}

// Signed says whether a producer signed a block, and whether it made it.
type Signed struct {
	Height uint64 `json:"height"`
	Signed bool   `json:"signed"`
	Made   bool   `json:"made"`
}

// Proposal is something that stake votes on. Amounts are rao that voted so.
type Proposal struct {
	ID          uint64 `json:"id"`
	Title       string `json:"title"`
	Summary     string `json:"summary"`
	Status      string `json:"status"` // deposit_period, voting_period, passed, rejected, failed
	Proposer    string `json:"proposer"`
	Expedited   bool   `json:"expedited"`
	Failed      string `json:"failed_reason,omitempty"`
	Submitted   string `json:"submit_time"`
	DepositEnd  string `json:"deposit_end_time"`
	VotingStart string `json:"voting_start_time,omitempty"`
	VotingEnd   string `json:"voting_end_time,omitempty"`
	Deposit     Rao    `json:"deposit_rao"`
	Stake       Rao    `json:"stake_rao"` // that could vote, now
	Yes         Rao    `json:"yes_rao"`
	No          Rao    `json:"no_rao"`
	Abstain     Rao    `json:"abstain_rao"`
	NoWithVeto  Rao    `json:"no_with_veto_rao"`
}

// WholeProposal is a proposal with what it would do, what it needs, and who voted. Votes are forgotten when voting ends.
type WholeProposal struct {
	Proposal
	Messages  []json.RawMessage `json:"messages"`
	Quorum    float64           `json:"quorum"`
	Threshold float64           `json:"threshold"`
	Veto      float64           `json:"veto_threshold"`
	Votes     []Ballot          `json:"votes"`
}

// Ballot is a vote, or a part of one that is divided.
type Ballot struct {
	Voter  string `json:"voter"`
	Option string `json:"option"`
	Weight string `json:"weight"`
}

// RealisedYield is what stake really earned with a validator.
type RealisedYield struct {
	Hotkey  string   `json:"hotkey"`
	Label   string   `json:"label,omitempty"`
	Stake   Rao      `json:"stake_rao"`
	Take    float64  `json:"take"`
	Windows []Window `json:"windows"`
}

// Window is what a nominator's stake earned in a stretch of time, after the take.
type Window struct {
	Name    string  `json:"name"` // 1h, 1d, 7d, 30d
	Blocks  uint64  `json:"blocks"`
	Whole   bool    `json:"whole"`   // there are blocks for all of it
	Return  float64 `json:"return"`  // as a fraction of the stake
	APR     float64 `json:"apr"`     // that, extrapolated to a year without compounding
	Rewards uint64  `json:"rewards"` // how often it was paid
	Earned  Rao     `json:"earned_rao"`
}

// Terms is what staking takes.
type Terms struct {
	Fee           Rao    `json:"fee_rao"`            // of a transaction that stakes
	MinNomination Rao    `json:"min_nomination_rao"` // least stake of a nominator on a hotkey
	Unbonding     uint64 `json:"unbonding_blocks"`   // for how long stake waits that leaves a producer
}
