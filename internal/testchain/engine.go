package testchain

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"

	"github.com/tianwang-net/tianwang/x/producer"
)

// ConsensusKey is a key that signs blocks.
type ConsensusKey struct{ key *ed25519.PrivKey }

// NewConsensusKey returns the key of a name; the same name gives the same key.
func NewConsensusKey(name string) ConsensusKey {
	return ConsensusKey{ed25519.GenPrivKeyFromSecret([]byte(name))}
}

// AuthorityKey is that of the authority that genesis names for every test chain.
var AuthorityKey = NewConsensusKey("producer of test blocks")

// Public is the public key.
func (k ConsensusKey) Public() []byte { return k.key.PubKey().Bytes() }

// Address is what blocks call the key.
func (k ConsensusKey) Address() []byte { return k.key.PubKey().Address() }

// Prove signs that the key is offered for a hotkey of this chain.
func (k ConsensusKey) Prove(hotkey *Actor) []byte {
	proof, err := k.key.Sign(producer.Statement(ChainID, hotkey.Address()))
	if err != nil {
		panic(err) // the key is well-formed
	}
	return proof
}

// engine keeps the sets of producers as the consensus engine does, with its own code: an update in block h takes part in
// block h+2. It says who proposes and who signed, and refuses what the real one refuses.
type engine struct {
	last, now, next *cmttypes.ValidatorSet // who signed the last block, makes the next one, and the one after
	asleep          [][]byte               // addresses of those who neither propose nor sign
	evidence        []abci.Misbehavior     // for the next block
}

// copy returns an engine that goes its own way from here.
func (e *engine) copy() engine {
	out := engine{asleep: slices.Clone(e.asleep), evidence: slices.Clone(e.evidence), now: e.now.Copy(), next: e.next.Copy()}
	if e.last != nil {
		out.last = e.last.Copy()
	}
	return out
}

// start begins with the set of genesis.
func (e *engine) start(genesis []abci.ValidatorUpdate) error {
	vals, err := cmttypes.PB2TM.ValidatorUpdates(genesis)
	if err != nil {
		return err
	}
	if len(vals) == 0 {
		return errors.New("genesis names no producer")
	}
	e.now = cmttypes.NewValidatorSet(vals)
	e.next = e.now.CopyIncrementProposerPriority(1)
	e.last = nil
	return nil
}

// advance takes the updates of a block.
func (e *engine) advance(updates []abci.ValidatorUpdate) error {
	vals, err := cmttypes.PB2TM.ValidatorUpdates(updates)
	if err != nil {
		return err
	}
	after := e.next.Copy()
	if len(vals) > 0 {
		if err := after.UpdateWithChangeSet(vals); err != nil {
			return err
		}
	}
	after.IncrementProposerPriority(1)
	e.last, e.now, e.next = e.now, e.next, after
	return nil
}

// isAsleep says whether a producer is asleep.
func (e *engine) isAsleep(address []byte) bool {
	return slices.ContainsFunc(e.asleep, func(a []byte) bool { return bytes.Equal(a, address) })
}

// proposer returns who makes the next block: the first that is awake. Without two thirds of the power there is no block.
func (e *engine) proposer(t testing.TB) []byte {
	t.Helper()
	set, awake := e.now.Copy(), int64(0)
	for _, v := range set.Validators {
		if !e.isAsleep(v.Address) {
			awake += v.VotingPower
		}
	}
	if awake*3 <= set.TotalVotingPower()*2 {
		t.Fatalf("the chain stands still: %d of a power of %d are awake", awake, set.TotalVotingPower())
	}
	for e.isAsleep(set.GetProposer().Address) {
		set.IncrementProposerPriority(1)
	}
	return set.GetProposer().Address
}

// commit says who signed the last block.
func (e *engine) commit() abci.CommitInfo {
	info := abci.CommitInfo{}
	if e.last == nil {
		return info
	}
	for _, v := range e.last.Validators {
		flag := cmtproto.BlockIDFlagCommit
		if e.isAsleep(v.Address) {
			flag = cmtproto.BlockIDFlagAbsent
		}
		info.Votes = append(info.Votes, abci.VoteInfo{
			Validator: abci.Validator{Address: v.Address, Power: v.VotingPower}, BlockIdFlag: flag,
		})
	}
	return info
}

func (e *engine) takeEvidence() []abci.Misbehavior {
	taken := e.evidence
	e.evidence = nil
	return taken
}

// Sleep makes the nodes with these keys, and no others, neither propose nor sign from now on: they are absent from the
// commit of the last block already.
func (c *Chain) Sleep(keys ...ConsensusKey) {
	c.engine.asleep = nil
	for _, k := range keys {
		c.engine.asleep = append(c.engine.asleep, k.Address())
	}
}

// Misbehave puts into the next block the evidence that a key signed two blocks of a height.
func (c *Chain) Misbehave(key ConsensusKey, height uint64) {
	c.engine.evidence = append(c.engine.evidence, abci.Misbehavior{
		Type: abci.MisbehaviorType_DUPLICATE_VOTE, Validator: abci.Validator{Address: key.Address(), Power: 1},
		Height: int64(height), Time: genesisTime.Add(time.Duration(height) * blockTime), // #nosec G115 -- a height of a test
		TotalVotingPower: c.engine.now.TotalVotingPower(),
	})
}

// Powers returns who makes the next block but one, as the consensus engine has it: consensus address → power.
func (c *Chain) Powers() map[string]int64 {
	powers := map[string]int64{}
	for _, v := range c.engine.next.Validators {
		powers[string(v.Address)] = v.VotingPower
	}
	return powers
}

// Dispensable says whether the sets of the last, the next and the following block have their two thirds without a key.
func (c *Chain) Dispensable(key ConsensusKey) bool {
	for _, set := range []*cmttypes.ValidatorSet{c.engine.last, c.engine.now, c.engine.next} {
		if _, v := set.GetByAddress(key.Address()); v != nil && v.VotingPower*3 >= set.TotalVotingPower() {
			return false
		}
	}
	return true
}
