// Package tokenomics holds the arithmetic of money: how much a block mints, what a subnet costs, how a price decays,
// and how a pool of stake is shared.
//
// Its law: unsigned integers only, amounts in rao (10⁻⁹ TAO), rounding always against the one who asks and never a rao
// created or lost. Nothing here knows of accounts or state; the chain's modules and the simulation call the same code.
package tokenomics

// Units of money.
const (
	RaoPerTAO = 1_000_000_000
	// Cap is the supply that is never exceeded: 21,000,000 TAO.
	Cap = 21_000_000 * RaoPerTAO
	// FirstReward is what a block mints before the first halving.
	FirstReward = 1 * RaoPerTAO
	// LastEra is the first era in which a block mints nothing: FirstReward >> LastEra is 0.
	LastEra = 30
)

// ProportionOne is the whole of a 16-bit proportion.
const ProportionOne = 65535

// Million is the whole of a quantity stated in millionths.
const Million = 1_000_000
