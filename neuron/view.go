package neuron

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/neuron/axon"
)

// Metagraph is a subnet with its neurons at one height; it is shared and must not be changed.
type Metagraph = epochv1.QueryMetagraphResponse

// View is the latest state of some subnets. It is safe for concurrent use; one view can serve any number of neurons in a
// process.
type View struct {
	client  *client.Client
	netuids []uint32 // empty for all
	log     *slog.Logger

	mu     sync.Mutex
	height uint64
	graphs map[uint32]*Metagraph
	opened map[uint64]int64 // of blocks in which subnets were registered: Unix seconds
	beat   chan struct{}    // closed and replaced with every new height

	least    uint64            // stake in rao from which hotkeys are known that are registered nowhere; 0 when none are
	staked   map[string]uint64 // hotkey → stake
	stakedAt uint64            // height at which they were read; 0 when they never were
}

// NewView returns a view of the given subnets, of all when none is given. It is empty until [View.Run] has seen a block.
func NewView(c *client.Client, log *slog.Logger, netuids ...uint32) *View {
	return &View{client: c, netuids: netuids, log: log, graphs: map[uint32]*Metagraph{}, opened: map[uint64]int64{}, beat: make(chan struct{})}
}

// AlsoStaked makes the view know the stake of hotkeys that are not in its subnets, such as those of gateways, from least
// rao on. Of several calls the lowest counts. Calls before Run are free; later ones take effect within [stakedEvery] blocks.
func (v *View) AlsoStaked(least uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if least > 0 && (v.least == 0 || least < v.least) {
		v.least = least
	}
}

// Run keeps the view up to date until ctx ends. While no node answers, the view stays as it was.
func (v *View) Run(ctx context.Context) error {
	silent := false
	return v.client.Follow(ctx, func(height uint64) error {
		if silent {
			v.log.Info("the chain answers again", "height", height)
			silent = false
		}
		if err := v.refresh(ctx); err != nil && ctx.Err() == nil {
			v.log.Warn("the chain could not be read, trying again", "height", height, "err", err)
		}
		return nil
	}, func(err error) {
		if !silent {
			v.log.Warn("no node answers, going on with what is known", "err", err)
		}
		silent = true
	})
}

// refresh reads every subnet once and then shows all of them at the same time.
func (v *View) refresh(ctx context.Context) error {
	netuids, err := v.wanted(ctx)
	if err != nil {
		return err
	}
	graphs, height := map[uint32]*Metagraph{}, uint64(0)
	q := epochv1.NewQueryClient(v.client)
	for _, netuid := range netuids {
		g, err := q.Metagraph(ctx, &epochv1.QueryMetagraphRequest{Netuid: netuid})
		if err != nil {
			return fmt.Errorf("netuid %d: %w", netuid, err)
		}
		graphs[netuid], height = g, max(height, g.Height)
		v.date(ctx, g.Subnet.Subnet.RegisteredAt)
	}
	staked := v.refreshStaked(ctx, height)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.graphs, v.height = graphs, height
	close(v.beat)
	v.beat = make(chan struct{})
	return staked
}

// date notes when a subnet was registered, once. Of a block that the node has pruned it stays unknown.
func (v *View) date(ctx context.Context, height uint64) {
	v.mu.Lock()
	_, known := v.opened[height]
	v.mu.Unlock()
	if known {
		return
	}
	at, err := v.client.BlockTime(ctx, max(height, 1)) // what genesis opened is as old as the first block
	if err != nil && (errors.Is(err, client.ErrNoNode) || ctx.Err() != nil) {
		return // it is asked again at the next block
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.opened[height] = 0; err == nil {
		v.opened[height] = at.Unix()
	}
}

// Opened returns when a subnet was registered, in Unix seconds; 0 when that is not known.
func (v *View) Opened(g *Metagraph) int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.opened[g.Subnet.Subnet.RegisteredAt]
}

func (v *View) wanted(ctx context.Context) ([]uint32, error) {
	if len(v.netuids) > 0 {
		return v.netuids, nil
	}
	all, err := subnetv1.NewQueryClient(v.client).Subnets(ctx, &subnetv1.QuerySubnetsRequest{})
	if err != nil {
		return nil, err
	}
	var netuids []uint32
	for _, s := range all.Subnets {
		netuids = append(netuids, s.Subnet.Netuid)
	}
	return netuids, nil
}

// Metagraph returns the latest state of a subnet, nil when it is not known.
func (v *View) Metagraph(netuid uint32) *Metagraph {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.graphs[netuid]
}

// All returns the latest state of every subnet in view, by netuid.
func (v *View) All() []*Metagraph {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []*Metagraph
	for netuid := uint32(0); len(all) < len(v.graphs); netuid++ {
		if g := v.graphs[netuid]; g != nil {
			all = append(all, g)
		}
	}
	return all
}

// Next waits until the view is of a height above the given one and returns it, or ctx's error.
func (v *View) Next(ctx context.Context, above uint64) (uint64, error) {
	for {
		v.mu.Lock()
		height, beat := v.height, v.beat
		v.mu.Unlock()
		if height > above {
			return height, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-beat:
		}
	}
}

// Caller implements axon.Callers.
func (v *View) Caller(_ context.Context, netuid uint32, hotkey string) (axon.Caller, error) {
	g := v.Metagraph(netuid)
	if g == nil {
		return axon.Caller{}, fmt.Errorf("netuid %d is not known yet", netuid)
	}
	if n := Find(g, hotkey); n != nil {
		return axon.Caller{Registered: true, Permit: n.Permit, Stake: n.Stake}, nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return axon.Caller{Stake: v.staked[hotkey]}, nil
}

// Find returns the neuron of a hotkey, nil when it is not registered.
func Find(g *Metagraph, hotkey string) *epochv1.NeuronState {
	for i := range g.Neurons {
		if g.Neurons[i].Hotkey == hotkey {
			return &g.Neurons[i]
		}
	}
	return nil
}

// URL returns where a neuron serves, "" when it does not, or when its axon is not well-formed. special admits private
// addresses, for a network on one machine.
func URL(n *epochv1.NeuronState, special bool) string {
	if n.Axon == nil {
		return ""
	}
	e, err := endpoint.Parse(n.Axon.Host, n.Axon.Port, n.Axon.Protocol, special)
	if err != nil {
		return ""
	}
	return e.URL()
}

// TLSKey names the key of a neuron's axon, "" when it is not encrypted.
func TLSKey(n *epochv1.NeuronState) string {
	if n.Axon == nil {
		return ""
	}
	return string(n.Axon.TlsKey)
}
