package chaos

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/internal/lan"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// Ports on every host, and what the world is made of.
const (
	p2pPort   = 26656
	rpcPort   = 26657
	users     = 24 // accounts that pay each other
	judges    = 8  // neurons that set weights
	openNet   = 1  // netuid of the subnet whose weights are set
	secretNet = 2  // and of that whose weights are committed
	riches    = 1000 * tokenomics.RaoPerTAO
)

// host is a place in a namespace of its own, which starts the programs on it.
type host struct {
	*lan.Host
	url string
}

// P2P, RPC and URL implement fleet.Place. The RPC is for all hosts: who begins with a snapshot asks the others.
func (h host) P2P() string { return fmt.Sprintf("%s:%d", h.Address(), p2pPort) }

// RPC is described at P2P.
func (h host) RPC() string { return fmt.Sprintf("0.0.0.0:%d", rpcPort) }

// URL is described at P2P.
func (h host) URL() string { return h.url }

// stage is what the play is played on.
type stage struct {
	cables *lan.Switch
	hosts  []host // of the producers, and after them those of a newcomer and of a twin
	fleet  *fleet.Fleet
	client *client.Client

	users, judges   []fleet.Key
	hotkeys, owners []fleet.Key // of the producers
}

// names returns keys.
func names(what string, n int) (keys []fleet.Key) {
	for i := range n {
		keys = append(keys, fleet.NewKey(fmt.Sprintf("%s %d", what, i)))
	}
	return keys
}

// newStage makes hosts and nodes and starts the producers.
func newStage(o Options) (*stage, error) {
	s := &stage{
		cables: lan.NewSwitch(o.Seed), users: names("user", users), judges: names("judge", judges),
		hotkeys: names("hotkey", producers), owners: names("owner", producers),
	}
	var places []fleet.Place
	for i := range uint8(producers + 2) {
		h, err := lan.NewHost(s.cables, i+1)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		url, err := h.Forward(rpcPort)
		if err != nil {
			return nil, errors.Join(err, h.Close(), s.close())
		}
		s.hosts = append(s.hosts, host{h, "http://" + url})
		places = append(places, s.hosts[i])
	}
	var err error
	s.fleet, err = fleet.New(fleet.Options{
		Dir: o.Dir, Program: o.Program, BlockTime: o.BlockTime, Places: places[:producers], Snapshots: 20, World: s.world(),
	})
	if err == nil {
		err = s.fleet.Start()
	}
	var urls []string
	for _, h := range s.hosts[:producers] {
		urls = append(urls, h.url)
	}
	if err == nil {
		s.client, err = client.New(urls...)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *stage) world() fleet.World {
	w := fleet.World{Rules: node.LocalRules(), Subnets: []fleet.Subnet{
		{Name: "open", Neurons: s.judges}, {Name: "secret", Secret: true, Neurons: s.judges},
	}}
	for _, k := range s.users {
		w.Balances = append(w.Balances, fleet.Balance{Key: k, Rao: riches})
	}
	for i, k := range s.judges {
		owner := fleet.NewKey(fmt.Sprintf("coldkey %d", i))
		w.Balances = append(w.Balances, fleet.Balance{Key: owner, Rao: riches})
		w.Stakes = append(w.Stakes, fleet.Stake{Hotkey: k, Coldkey: owner, Rao: riches})
	}
	for i := range producers {
		w.Balances = append(w.Balances, fleet.Balance{Key: s.owners[i], Rao: riches})
		w.Stakes = append(w.Stakes, fleet.Stake{Hotkey: s.hotkeys[i], Coldkey: s.owners[i], Rao: riches})
	}
	return w
}

// handOver lets the owners of the nodes become members of root and producers, so that there is stake to lose.
func (s *stage) handOver(ctx context.Context) error {
	if err := fleet.Reach(ctx, s.fleet.Nodes, 2); err != nil {
		return err
	}
	for i, n := range s.fleet.Nodes {
		hotkey, owner := s.hotkeys[i], s.owners[i]
		key, proof, err := n.Home.ProveProducerKey(fleet.ChainID, hotkey.Account())
		if err != nil {
			return err
		}
		for _, msg := range []sdk.Msg{
			&rootv1.MsgJoin{Coldkey: owner.Address(), Hotkey: hotkey.Address()},
			&producerv1.MsgJoin{Coldkey: owner.Address(), Hotkey: hotkey.Address(), Pubkey: key, Proof: proof},
		} {
			if _, err := s.client.Send(ctx, owner, msg); err != nil {
				return fmt.Errorf("%s: %T: %w", n.Name, msg, err)
			}
		}
	}
	return fleet.Until(ctx, func() bool {
		p, err := producerv1.NewQueryClient(s.client).Producers(ctx, &producerv1.QueryProducersRequest{})
		return err == nil && !p.ByAuthorities
	})
}

// close ends everything that was started.
func (s *stage) close() error {
	var errs []error
	if s.fleet != nil {
		errs = append(errs, s.fleet.Kill())
	}
	for _, h := range s.hosts {
		errs = append(errs, h.Close())
	}
	s.cables.Close()
	return errors.Join(errs...)
}

// isolate cuts nodes off from all others; they still see each other.
func (s *stage) isolate(nodes []int) {
	inside := map[int]bool{}
	for _, i := range nodes {
		inside[i] = true
	}
	s.lay(func(i, j int) bool { return inside[i] != inside[j] }, lan.Cable{Cut: true})
}

// lay replaces the cables between the pairs of hosts that are chosen.
func (s *stage) lay(chosen func(i, j int) bool, c lan.Cable) {
	for i := range s.hosts {
		for j := range i {
			if chosen(i, j) {
				s.cables.Lay(s.hosts[i].Address(), s.hosts[j].Address(), c)
			}
		}
	}
}

// each sends a signal to nodes.
func (s *stage) each(nodes []int, signal syscall.Signal) error {
	var errs []error
	for _, i := range nodes {
		errs = append(errs, s.fleet.Nodes[i].Signal(signal))
	}
	return errors.Join(errs...)
}

// pauseOf waits, unless ctx ends first.
func pauseOf(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
