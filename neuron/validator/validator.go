package validator

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/observe"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
)

// Config says how a validator works.
type Config struct {
	Netuid uint32
	// Coldkey owns the hotkey; it is needed to register by work, and may be empty for a hotkey that is registered.
	Coldkey string
	// File keeps the state.
	File string
	// Every is the number of blocks between two rounds; 0 means five rounds in a tempo.
	Every uint64
	// Timeout is how long a miner may take to answer; 0 means 12 s.
	Timeout time.Duration
	// Memory is the part of its score that a miner keeps in a round; 0 means 0.8, a memory of about five rounds.
	Memory float64
	// Sharpness is the power to which scores are raised to make weights: the larger, the more the best one gets; 0
	// means task.Sharpness.
	Sharpness float64
	// Private admits axons on private addresses.
	Private bool
	// Traffic, if not nil, says how real requests to hotkeys went, such as those of a gateway beside the validator: they
	// count beside the tests, from which a miner cannot tell them.
	Traffic func() (map[string]score.Tally, error)
	// Observer, if not nil, is told how the validator is.
	Observer *observe.Observer
	// Weigh, if not nil, makes weights from scores, one for each uid, in place of the rule above, which goes on to hold
	// where it returns nil.
	Weigh func(*neuron.Metagraph, []float64) []float64
}

func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = 12 * time.Second
	}
	if c.Memory == 0 {
		c.Memory = 0.8
	}
	if c.Sharpness == 0 {
		c.Sharpness = task.Sharpness
	}
	return c
}

// trafficShare is what real requests count for beside tests, once there are many.
const trafficShare = 0.5

// Validator is a running validator.
type Validator struct {
	cfg      Config
	key      wire.Signer
	client   *client.Client
	view     *neuron.View
	dendrite *dendrite.Dendrite
	tasks    Tasks
	log      *slog.Logger

	mu    sync.Mutex
	state state
	mute  string // what the subnet wants to be judged and this program cannot, "" when there is nothing

	sound   bool   // the judge has judged a round and not failed since; see trusted
	unsound string // why it failed, "" when it did not
}

// Tasks finds a task by its name, or says that there is none.
type Tasks func(name string) (task.Task, error)

// New returns a validator that judges by the task that the subnet names, also when its owner names another one.
func New(
	cfg Config, key wire.Signer, c *client.Client, view *neuron.View, d *dendrite.Dendrite, tasks Tasks, log *slog.Logger,
) *Validator {
	return &Validator{
		cfg: cfg.withDefaults(), key: key, client: c, view: view, dendrite: d, tasks: tasks,
		log: log.With("netuid", cfg.Netuid, "hotkey", key.Address()),
	}
}

// Run judges until ctx ends, and pauses while the subnet wants a task that it does not have. It returns an error only if
// its state cannot be read or written.
func (v *Validator) Run(ctx context.Context) error {
	if _, err := v.view.Next(ctx, 0); err != nil {
		return nil //nolint:nilerr // ended before the chain was there
	}
	chain, err := v.client.ChainID(ctx)
	if err != nil {
		return err
	}
	if v.state, err = load(v.cfg.File, chain, v.cfg.Netuid, v.key.Address()); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return v.each(ctx, v.round) })
	g.Go(func() error { return v.each(ctx, v.tell) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// each calls do with every new view of the subnet.
func (v *Validator) each(ctx context.Context, do func(context.Context, *neuron.Metagraph) error) error {
	for height := uint64(0); ; {
		next, err := v.view.Next(ctx, height)
		if err != nil {
			return err
		}
		height = next
		g := v.view.Metagraph(v.cfg.Netuid)
		if g == nil {
			continue
		}
		if err := do(ctx, g); err != nil {
			return err
		}
	}
}
