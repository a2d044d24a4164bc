package billing

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
)

// Chain is what a settler needs of the chain.
type Chain interface {
	// Channels returns all channels of this gateway.
	Channels(ctx context.Context) ([]books.Channel, error)
	// Channel returns one channel. The error is [ledger.ErrNoAccount] when it is not there or another gateway's.
	Channel(ctx context.Context, id uint64) (books.Channel, error)
	// Fee returns what it costs to settle a voucher, in rao.
	Fee(ctx context.Context, v voucher.Signed) (uint64, error)
	// Settle brings a voucher to the chain and returns when it is in a block.
	Settle(ctx context.Context, v voucher.Signed) error
}

// Worth is how many times its fee the gateway's part of a settlement must be, before a channel is being closed.
const Worth = 20

// times of a settler.
const (
	every     = 5 * time.Second  // between two rounds
	finishFor = 10 * time.Second // of the last round
	auditEach = 120              // rounds
)

// Settler keeps the accounts like the chain has them, and brings vouchers there.
type Settler struct {
	chain string // its id
	own   voucher.Signer
	books *books.Books
	node  Chain
	log   *slog.Logger
	every time.Duration
}

// NewSettler makes a settler; own signs the vouchers of channels that leave that to the gateway.
func NewSettler(chainID string, own voucher.Signer, b *books.Books, node Chain, log *slog.Logger) *Settler {
	return &Settler{chain: chainID, own: own, books: b, node: node, log: log, every: every}
}

// Run works until ctx ends, one round after the other. What goes wrong in a round is logged and tried again in the next,
// except that another process has the name of this one, which is returned.
func (s *Settler) Run(ctx context.Context, g *Gate) error {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for round := 0; ; round++ {
		err := s.books.Beat(ctx)
		if errors.Is(err, books.ErrReplaced) {
			return err
		}
		if err == nil {
			err = s.round(ctx, g, round)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("the accounts could not be kept up, trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Settler) round(ctx context.Context, g *Gate, round int) error {
	g.catchUp()
	if n, err := s.books.Resolve(ctx); err != nil {
		return err
	} else if n > 0 {
		s.log.Warn("requests of a gateway that died were released; nothing was charged for them", "requests", n)
	}
	if round%auditEach == 0 {
		if err := s.books.Audit(ctx); err != nil {
			s.log.Error("stop and look: this must not be", "err", err)
		}
	}
	if err := s.follow(ctx); err != nil {
		return err
	}
	return s.settleAll(ctx, Worth)
}

// Finish is the last round, when no request is under way any more: everything that is worth its fee is settled.
func (s *Settler) Finish(ctx context.Context, g *Gate) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishFor)
	defer cancel()
	g.catchUp()
	if err := s.follow(ctx); err != nil {
		return err
	}
	return s.settleAll(ctx, 1)
}

// follow brings all accounts up to the chain.
func (s *Settler) follow(ctx context.Context) error {
	channels, err := s.node.Channels(ctx)
	if err != nil {
		return err
	}
	accounts, err := s.books.Accounts(ctx)
	if err != nil {
		return err
	}
	known, there := map[uint64]ledger.Account{}, map[uint64]bool{}
	for _, a := range accounts {
		known[a.Channel] = a
	}
	for _, c := range channels {
		there[c.Channel] = true
		if a, ok := known[c.Channel]; ok && c.Same(a) {
			continue
		}
		if err := s.books.Sync(ctx, c); err != nil {
			return err
		}
	}
	for _, a := range accounts {
		if there[a.Channel] {
			continue
		}
		if _, err := s.node.Channel(ctx, a.Channel); !errors.Is(err, ledger.ErrNoAccount) {
			continue // opened while we looked, or the node does not answer
		}
		if err := s.books.Gone(ctx, a.Channel); err != nil {
			return err
		}
	}
	return nil
}

// Look brings one account up to the chain.
func (s *Settler) Look(ctx context.Context, channel uint64) error {
	c, err := s.node.Channel(ctx, channel)
	if err != nil {
		return err
	}
	return s.books.Sync(ctx, c)
}

// settleAll settles every account in which the gateway's part is worth times the fee; of one that is being closed, once.
func (s *Settler) settleAll(ctx context.Context, times uint64) error {
	accounts, err := s.books.Accounts(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, a := range accounts {
		if a.Unsettled() == 0 {
			continue
		}
		if err := s.settle(ctx, a, times); err != nil {
			failures = append(failures, fmt.Errorf("channel %d: %w", a.Channel, err))
		}
	}
	return errors.Join(failures...)
}

func (s *Settler) settle(ctx context.Context, a ledger.Account, times uint64) error {
	v, err := s.latest(a)
	if err != nil {
		return err
	}
	fee, err := s.node.Fee(ctx, v)
	if err != nil {
		return err
	}
	if a.ClosesAt > 0 {
		times = 1
	}
	unsettled := a.Unsettled()
	if part := unsettled - tokenomics.Part(unsettled, uint64(a.SubnetShare), 65535); part <= times*fee {
		return nil
	}
	if a.Held {
		if err := s.books.Promise(ctx, v, 0); err != nil {
			return err
		}
	}
	if err := s.node.Settle(ctx, v); err != nil {
		return err
	}
	s.log.Info("a voucher is settled", "channel", a.Channel, "rao", unsettled, "fee", fee)
	return s.Look(ctx, a.Channel)
}

// latest returns the voucher to settle: the latest of the payer, or one for what was spent when the gateway has the key.
func (s *Settler) latest(a ledger.Account) (voucher.Signed, error) {
	if !a.Held {
		return voucher.Parse(a.Voucher)
	}
	return voucher.Sign(voucher.Voucher{ChainID: s.chain, Channel: a.Channel, Spent: a.Due()}, s.own)
}

// HeldBy says whether a channel's signer is a key.
func HeldBy(signer, public []byte) bool {
	return hex.EncodeToString(signer) == hex.EncodeToString(public)
}
