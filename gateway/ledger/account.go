package ledger

import (
	"errors"
	"fmt"

	"github.com/tianwang-net/tianwang/voucher"
)

// Purse is what an account has to do with one subnet. Numbers are rao since the channel was opened.
type Purse struct {
	Netuid   uint32 `json:"netuid"`
	Spent    uint64 `json:"spent,string"`    // charged for requests
	Reserved uint64 `json:"reserved,string"` // for requests under way
	Promised uint64 `json:"promised,string"` // by the latest voucher
	Settled  uint64 `json:"settled,string"`  // on the chain
}

// Open is what no voucher covers of what is spent and reserved in the subnet, in rao. What is promised to one subnet does
// not cover another: otherwise who owns one could use all others and pay itself.
func (p Purse) Open() uint64 { return above(p.Spent+p.Reserved, p.Promised) }

func above(a, b uint64) uint64 {
	if a > b {
		return a - b
	}
	return 0
}

// Account is an escrow channel as the gateway knows it.
type Account struct {
	Channel     uint64  `json:"channel,string"`
	Payer       string  `json:"payer"`
	Signer      string  `json:"signer"` // public key of the vouchers, hexadecimal
	Held        bool    `json:"held"`   // the gateway itself holds that key, and signs what was spent
	Deposit     uint64  `json:"deposit,string"`
	SubnetShare uint32  `json:"subnet_share"` // of 65535
	Grace       uint64  `json:"grace"`        // blocks
	ClosesAt    uint64  `json:"closes_at"`    // height, 0 while it is open
	Gone        bool    `json:"gone"`         // it is not on the chain any more
	Spent       uint64  `json:"spent,string"`
	Reserved    uint64  `json:"reserved,string"`
	Open        uint64  `json:"open,string"` // the sum of what is open in the purses
	Voucher     string  `json:"voucher"`     // the latest, "" before the first
	Purses      []Purse `json:"purses"`      // by netuid
}

// Left is what can still be reserved, in rao.
func (a Account) Left() uint64 { return above(a.Deposit, a.Spent+a.Reserved) }

// Promised is the sum of the latest voucher, in rao.
func (a Account) Promised() (sum uint64) {
	for _, p := range a.Purses {
		sum += p.Promised
	}
	return sum
}

// Settled is what was settled on the chain, in rao.
func (a Account) Settled() (sum uint64) {
	for _, p := range a.Purses {
		sum += p.Settled
	}
	return sum
}

// Unsettled is what a settlement would add, in rao: of what is promised, or, when the gateway holds the key, of what is spent.
func (a Account) Unsettled() (sum uint64) {
	for _, p := range a.Purses {
		due := p.Promised
		if a.Held {
			due = max(due, p.Spent)
		}
		sum += above(due, p.Settled)
	}
	return sum
}

// Due lists what a voucher has to say that covers everything spent so far, and takes nothing back that was promised.
func (a Account) Due() []voucher.Spend {
	var due []voucher.Spend
	for _, p := range a.Purses {
		if amount := max(p.Spent, p.Promised); amount > 0 {
			due = append(due, voucher.Spend{Netuid: p.Netuid, Amount: amount})
		}
	}
	return due
}

// Refusals of a voucher. Those of package voucher come as well: of its form, and of numbers that fall.
var (
	ErrVoucherChain   = errors.New("voucher is of another chain or channel")
	ErrVoucherDeposit = errors.New("voucher promises more than is deposited")
	ErrVoucherAhead   = errors.New("voucher promises much more than was used")
	ErrClosing        = errors.New("channel is being closed")
)

// Accept holds a voucher, whose signature was verified, against an account. It may run ahead of what is spent and
// reserved by ahead rao in all; more is a mistake of the payer, who could not get it back. The purses that result are
// returned, by netuid.
func (a Account) Accept(v voucher.Voucher, ahead uint64) ([]Purse, error) {
	before := make([]voucher.Spend, 0, len(a.Purses))
	byNetuid := map[uint32]Purse{}
	for _, p := range a.Purses {
		byNetuid[p.Netuid] = p
		if p.Promised > 0 {
			before = append(before, voucher.Spend{Netuid: p.Netuid, Amount: p.Promised})
		}
	}
	switch total := voucher.Total(v.Spent); {
	case v.Channel != a.Channel:
		return nil, fmt.Errorf("%w: channel %d, this is %d", ErrVoucherChain, v.Channel, a.Channel)
	case a.Gone:
		return nil, fmt.Errorf("%w: channel %d was closed", ErrClosing, a.Channel)
	case total > a.Deposit:
		return nil, fmt.Errorf("%w: %d rao of %d; add %d rao to the channel first", ErrVoucherDeposit, total, a.Deposit, total-a.Deposit)
	}
	if _, err := v.Since(before); err != nil {
		return nil, err
	}
	var after []Purse
	var more uint64
	for _, s := range v.Spent {
		p := byNetuid[s.Netuid]
		p.Netuid, p.Promised = s.Netuid, s.Amount
		more += above(p.Promised, p.Spent+p.Reserved)
		after = append(after, p)
	}
	if more > ahead {
		return nil, fmt.Errorf("%w: %d rao ahead, at most %d", ErrVoucherAhead, more, ahead)
	}
	return after, nil
}
