package localnet

import (
	"fmt"

	"github.com/tianwang-net/tianwang/task/builtin"
)

// role is what a neuron does on a local network.
type role int

const (
	honestValidator role = iota
	selfDealer           // a validator that gives all weight to its friend
	model                // a miner that serves a built-in model, honest or not
	server               // a miner in front of a model server
	mirror               // a miner that relays the best one's answers
	friend               // a miner that answers noise and relies on the self-dealer
)

// judges says whether it is a validator, honest or not.
func (r role) judges() bool { return r == honestValidator || r == selfDealer }

// Wallets of the cast. Every owner has its own, as it would be among strangers.
const (
	walletAlpha  = "alpha"  // validator, and operator of the gateway
	walletBeta   = "beta"   // validator
	walletGamma  = "gamma"  // the self-dealer and its friends
	walletHouse  = "house"  // the best miners; the faucet gives away what they earn
	walletSmith  = "smith"  // the other honest miners
	walletDice   = "dice"   // cheaters that answer noise
	walletMirror = "mirror" // cheaters that copy
)

// validators are the wallets whose default hotkey judges every subnet.
var validators = []struct {
	wallet string
	role   role
}{{walletAlpha, honestValidator}, {walletBeta, honestValidator}, {walletGamma, selfDealer}}

// player is a neuron: a hotkey in one subnet and what it does there.
type player struct {
	role   role
	netuid uint32
	task   string
	wallet string
	hotkey string
	model  string // of a miner with a built-in model
	honest bool   // the model does the task's work
	label  string // for people
	after  string // label of the player that must be registered before; "" for none
}

// cast returns the neurons of all subnets: for each task the models that builtin recommends, one cheater of each kind,
// and the validators. The best model registers before its copier, so that it is clear who was first.
func cast(tasks []string) []player {
	var all []player
	for i, name := range tasks {
		netuid := uint32(i) + 1 // #nosec G115 -- few
		for _, v := range validators {
			kind := "validator"
			if v.role == selfDealer {
				kind = "self-dealing validator"
			}
			all = append(all, player{
				role: v.role, netuid: netuid, task: name, wallet: v.wallet, hotkey: defaultHotkey, label: kind + " " + v.wallet,
			})
		}
		all = append(all, miners(netuid, name)...)
	}
	return all
}

func miners(netuid uint32, name string) []player {
	var all []player
	best := ""
	if builtin.NeedsServer(name) {
		best = "miner upstream"
		all = append(all, player{
			role: server, netuid: netuid, task: name, honest: true, hotkey: name + "-upstream", wallet: walletHouse, label: best,
		})
	}
	for _, m := range builtin.Models(name) {
		if !m.Local {
			continue
		}
		p := player{
			role: model, netuid: netuid, task: name, model: m.Name, honest: m.Honest, hotkey: name + "-" + m.Name, wallet: walletSmith, label: "miner " + m.Name,
		}
		switch {
		case !m.Honest:
			p.wallet, p.label = walletDice, "cheater "+m.Name
		case best == "":
			best, p.wallet = p.label, walletHouse
		}
		all = append(all, p)
	}
	return append(all,
		player{role: mirror, netuid: netuid, task: name, wallet: walletMirror, hotkey: name, label: "copier of " + best[len("miner "):], after: best},
		player{role: friend, netuid: netuid, task: name, wallet: walletGamma, hotkey: "friend-" + name, label: "friend of " + walletGamma, model: noise(name)},
	)
}

// noise is the name of a dishonest model of a task.
func noise(name string) string {
	for _, m := range builtin.Models(name) {
		if !m.Honest && m.Local {
			return m.Name
		}
	}
	panic(fmt.Sprintf("task %s has no dishonest model to show", name)) // a mistake in the table of builtin
}
