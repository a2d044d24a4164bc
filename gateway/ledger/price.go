package ledger

import (
	"errors"
	"fmt"

	"github.com/tianwang-net/tianwang/tokenomics"
)

// Bounds of a price. They keep every product below 2⁶³ and are far above what anybody would ask.
const (
	MaxRequest = 1_000_000 * tokenomics.RaoPerTAO // rao for one request
	MaxPerKiB  = 1_000 * tokenomics.RaoPerTAO     // rao for 1,024 bytes
	MaxKiB     = 1 << 20                          // KiB of one answer
)

// ErrPrice says that a price is out of bounds.
var ErrPrice = errors.New("price is out of bounds")

// Price is what a request costs in a subnet: an amount for the request, and one for each KiB that is delivered. Output is
// counted by the gateway, in bytes of text: tokens are counted by whoever tokenises, which is the miner, and it is paid.
type Price struct {
	Request uint64 `json:"request"` // rao
	PerKiB  uint64 `json:"per_kib"` // rao for 1,024 bytes of output, in proportion, rounded up
	KiB     uint64 `json:"kib"`     // most that is charged for; what comes after it is free
}

// Check returns [ErrPrice] unless every part is within its bounds.
func (p Price) Check() error {
	switch {
	case p.Request > MaxRequest:
		return fmt.Errorf("%w: %d rao for a request, at most %d", ErrPrice, p.Request, uint64(MaxRequest))
	case p.PerKiB > MaxPerKiB:
		return fmt.Errorf("%w: %d rao for a KiB, at most %d", ErrPrice, p.PerKiB, uint64(MaxPerKiB))
	case p.KiB > MaxKiB:
		return fmt.Errorf("%w: answers of %d KiB, at most %d", ErrPrice, p.KiB, MaxKiB)
	}
	return nil
}

// Most returns the most that one request can cost, in rao. It is what is reserved.
func (p Price) Most() uint64 { return p.Request + p.PerKiB*p.KiB }

// Of returns what a request costs of whose answer some bytes were delivered, in rao; at most [Price.Most].
func (p Price) Of(bytes uint64) uint64 {
	return p.Request + tokenomics.PartUp(min(bytes, p.KiB<<10), p.PerKiB, 1<<10)
}

// Prices are those of a gateway.
type Prices struct {
	Base   Price            // of subnets that have no price of their own
	Subnet map[uint32]Price // by netuid
	Model  map[string]Price // of composed models, by id, that do not cost the sum of their parts
}

// Of returns the price of a subnet.
func (p Prices) Of(netuid uint32) Price {
	if own, ok := p.Subnet[netuid]; ok {
		return own
	}
	return p.Base
}

// OfModel returns the price of a composed model: its own, or the sum of those of its parts, named by their subnets. Parts of
// the sum stay within the bounds of a price.
func (p Prices) OfModel(id string, netuids []uint32) Price {
	if own, ok := p.Model[id]; ok {
		return own
	}
	var sum Price
	for _, n := range netuids {
		s := p.Of(n)
		sum.Request = min(sum.Request+s.Request, MaxRequest)
		sum.PerKiB = min(sum.PerKiB+s.PerKiB, MaxPerKiB)
		sum.KiB = max(sum.KiB, s.KiB)
	}
	return sum
}

// Highest returns the most that a request can cost in any subnet, in rao.
func (p Prices) Highest() uint64 {
	most := p.Base.Most()
	for _, s := range p.Subnet {
		most = max(most, s.Most())
	}
	return most
}

// Check returns [ErrPrice] unless every price is within its bounds.
func (p Prices) Check() error {
	if err := p.Base.Check(); err != nil {
		return err
	}
	for id, s := range p.Model {
		if err := s.Check(); err != nil {
			return fmt.Errorf("model %q: %w", id, err)
		}
	}
	for netuid, s := range p.Subnet {
		if err := s.Check(); err != nil {
			return fmt.Errorf("netuid %d: %w", netuid, err)
		}
	}
	return nil
}

// End is how a request ended.
type End int

// Ends of a request.
const (
	Whole     End = iota // the answer was delivered to its end
	Left                 // the client left, or took nothing for too long
	Failed               // a miner broke off, none answered, or the request was refused
	Abandoned            // the gateway stopped or died
)

// String names an end.
func (e End) String() string { return [...]string{"whole", "left", "failed", "abandoned"}[e] }

// Charge returns what is charged for a request: its price when the answer was delivered, the price of what was delivered
// when the client left, since a miner worked for it, and nothing when it was the fault of a miner or of the gateway.
func Charge(p Price, e End, bytes uint64) uint64 {
	if e == Whole || e == Left {
		return p.Of(bytes)
	}
	return 0
}
