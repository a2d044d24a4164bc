package load

import (
	"crypto/rand"
	"fmt"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// The world: as many validators as a subnet has permits for, in some subnets of each kind.
const (
	payers     = 256
	validators = 64
	openNets   = 4 // netuids from 1 on, whose weights are set
	secretNets = 4 // and after them those whose weights are committed
	tempo      = 10
	riches     = 1000 * tokenomics.RaoPerTAO
)

// What transactions may cost: a transfer as much as the wallet allows it, which is 1.4 times of what it takes.
const (
	transferGas = 85_000
	weightsGas  = 300_000
)

// Mix is what is sent, in parts of the sum.
type Mix struct{ Transfers, Sets, Commits int }

// people are the keys of the world.
type people struct{ payers, validators []fleet.Key }

func newPeople() (p people) {
	for i := range payers {
		p.payers = append(p.payers, fleet.NewKey(fmt.Sprintf("payer %d", i)))
	}
	for i := range validators {
		p.validators = append(p.validators, fleet.NewKey(fmt.Sprintf("validator %d", i)))
	}
	return p
}

// world has rich payers, and validators with a stake in every subnet; its blocks are as large as blockGas.
func (p people) world(blockGas int64) fleet.World {
	w := fleet.World{Rules: node.LocalRules()}
	w.Rules.Subnet.Defaults.Tempo, w.Rules.BlockGas = tempo, blockGas
	for _, k := range p.payers {
		w.Balances = append(w.Balances, fleet.Balance{Key: k, Rao: riches})
	}
	for i, k := range p.validators {
		w.Stakes = append(w.Stakes, fleet.Stake{Hotkey: k, Coldkey: fleet.NewKey(fmt.Sprintf("coldkey %d", i)), Rao: riches})
	}
	for i := range openNets + secretNets {
		w.Subnets = append(w.Subnets, fleet.Subnet{Name: fmt.Sprintf("net-%d", i+1), Secret: i >= openNets, Neurons: p.validators})
	}
	return w
}

// sign makes and signs the i-th transaction of a mix, valid until a time of its own. Payers and validators take turns, so that
// each waits as long as it can until its next.
func (p people) sign(f *fleet.Fleet, m Mix, i int, until time.Time) ([]byte, error) {
	sum := m.Transfers + m.Sets + m.Commits
	round, at := i/sum, i%sum
	tx := fleet.Tx{Gas: weightsGas, Until: until}
	switch {
	case at < m.Transfers:
		n := round*m.Transfers + at
		from, to := p.payers[n%payers], p.payers[(n+1)%payers]
		tx.By, tx.Gas, tx.Fee = from, transferGas, transferGas
		tx.Msgs = []sdk.Msg{&banktypes.MsgSend{FromAddress: from.Address(), ToAddress: to.Address(), Amount: fleet.Coins(1000)}}
	case at < m.Transfers+m.Sets:
		n := round*m.Sets + at - m.Transfers
		tx.By = p.validators[n%validators]
		msg := &weightsv1.MsgSetWeights{Hotkey: tx.By.Address(), Netuid: 1 + uint32(n/validators%openNets)} // #nosec G115 -- few
		for uid := range uint32(validators) {
			msg.Uids, msg.Weights = append(msg.Uids, uid), append(msg.Weights, 1+(uid*uint32(i+1))%65535) // #nosec G115 -- any
		}
		tx.Msgs = []sdk.Msg{msg}
	default:
		n := round*m.Commits + at - m.Transfers - m.Sets
		tx.By = p.validators[n%validators]
		hash := make([]byte, 32)
		_, _ = rand.Read(hash)                                   // never fails
		netuid := 1 + openNets + uint32(n/validators%secretNets) // #nosec G115 -- few
		tx.Msgs = []sdk.Msg{&weightsv1.MsgCommitWeights{Hotkey: tx.By.Address(), Netuid: netuid, Scheme: 1, Hash: hash}}
	}
	return f.Sign(tx)
}
