package escrow

import (
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bounds of what governance may set and payers may ask for.
const (
	maxGrace    = 648_000 // blocks; ninety days of 12 s
	maxChannels = 1024    // of one payer
	maxRefunds  = 1024    // in one block
)

// DefaultParams returns the rules of a new chain with 12 s blocks. Four fifths of a payment go to the subnets, whose
// neurons do the work; a fifth pays the gateway for passing it on, about what marketplaces keep. The grace period is a
// day, which a gateway that has failed needs to come back and settle.
func DefaultParams() escrowv1.Params {
	return escrowv1.Params{
		SubnetShare: 52_428, MinDeposit: tokenomics.RaoPerTAO / 10, MaxChannels: 64, MinGrace: 7200,
		MaxRefundsPerBlock: 64, RetryInterval: 100,
	}
}

// ValidateParams refuses rules that contradict themselves, would keep deposits for ever, or make a block too heavy.
func ValidateParams(p escrowv1.Params) error {
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"subnet_share", uint64(p.SubnetShare), 0, tokenomics.ProportionOne},
		{"min_deposit", p.MinDeposit, 1, tokenomics.Cap},
		{"max_channels", uint64(p.MaxChannels), 0, maxChannels},
		{"min_grace", p.MinGrace, 1, maxGrace},
		{"max_refunds_per_block", uint64(p.MaxRefundsPerBlock), 1, maxRefunds},
		{"retry_interval", p.RetryInterval, 1, maxGrace},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	return nil
}
