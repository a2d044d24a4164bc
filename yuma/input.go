package yuma

import (
	"errors"
	"fmt"
)

// Params are the rules of a subnet. Fields that a version does not know are ignored.
type Params struct {
	Version Version

	// Kappa/65535 is the majority: the share of stake that decides a weight.
	Kappa uint16
	// BondsMovingAverage, in millionths, is the part of its old bonds a validator keeps; at most 1,000,000.
	BondsMovingAverage uint64
	// MaxAllowedValidators is how many uids get a validator permit for the next epoch.
	MaxAllowedValidators uint16
	// ActivityCutoff is the number of blocks after which a silent uid is inactive.
	ActivityCutoff uint64

	// Rho is the steepness of the whitepaper's sigmoid.
	Rho uint16

	// Yuma2 and later.

	// Tempo is the length of an epoch in blocks; it bounds the first one.
	Tempo uint16
	// StakeThreshold is the least stake, in rao, that counts.
	StakeThreshold uint64
	// RootWeight/(2⁶⁴−1) is the value of one rao of root stake.
	RootWeight uint64
	// BondsPenalty/65535 is how much of the clipping of weights applies to bonds.
	BondsPenalty uint16

	// Yuma3 and later.

	// LiquidAlpha makes the speed of each bond depend on its distance from consensus or from its weight, between
	// AlphaLow/65535 and AlphaHigh/65535.
	LiquidAlpha           bool
	AlphaLow, AlphaHigh   uint16
	AlphaSigmoidSteepness int16 // in hundredths
}

// Input is the state of a subnet before an epoch. Every slice has one element per uid, so len(Stake) is the number of
// uids, at most 65536. An Input is only read.
type Input struct {
	Params

	Block     uint64  // height of the epoch
	LastEpoch uint64  // height of the previous epoch, 0 if there was none; Yuma2 and later
	Emission  uint64  // rao to split
	Owner     *uint16 // uid of the subnet's owner, who keeps permit and self-weight; nil for none; Yuma2 and later

	Stake        []uint64 // rao that counts for the hotkey on this subnet
	RootStake    []uint64 // rao on root, weighed by RootWeight; nil for none; Yuma2 and later
	Permits      []bool   // validator permits from the previous epoch
	LastUpdate   []uint64 // height of the last sign of life
	RegisteredAt []uint64 // height of the registration of the uid
	// WeightsAt is the height for which the weights of a row were meant: where rows are committed first and revealed
	// later, that of the commitment. Entries for uids registered at or after it are dropped. Nil means LastUpdate.
	WeightsAt []uint64
	// CommitAt is the height of the oldest commitment that is still to be revealed, 2⁶⁴−1 for none. Weights for uids
	// registered after it are dropped. Nil means none anywhere; Yuma2 and later.
	CommitAt []uint64

	Weights []Row // weights as set, only their proportions matter
	Bonds   []Row // Result.Bonds of the previous epoch
}

// maxUIDs is how many uids 16 bits can name.
const maxUIDs = 1 << 16

// perMillion is the unit of BondsMovingAverage.
const perMillion = 1_000_000

var errVersion = errors.New("version: none chosen, see Versions")

// check returns an error that names the field which does not fit the others.
func (in *Input) check() error {
	n := len(in.Stake)
	switch {
	case !in.Version.valid():
		return errVersion
	case n > maxUIDs:
		return fmt.Errorf("stake: %d uids, at most %d can be named", n, maxUIDs)
	case in.BondsMovingAverage > perMillion:
		return fmt.Errorf("bonds moving average: %d millionths, at most %d", in.BondsMovingAverage, perMillion)
	}
	for _, f := range []struct {
		name     string
		len      int
		optional bool
	}{
		{"root stake", len(in.RootStake), in.RootStake == nil},
		{"permits", len(in.Permits), false},
		{"last update", len(in.LastUpdate), false},
		{"registered at", len(in.RegisteredAt), false},
		{"weights at", len(in.WeightsAt), in.WeightsAt == nil},
		{"commit at", len(in.CommitAt), in.CommitAt == nil},
		{"weights", len(in.Weights), false},
		{"bonds", len(in.Bonds), false},
	} {
		if f.len != n && !f.optional {
			return fmt.Errorf("%s: length %d, stake has %d", f.name, f.len, n)
		}
	}
	if err := checkRows("weights", in.Weights); err != nil {
		return err
	}
	return checkRows("bonds", in.Bonds)
}

func checkRows(name string, rows []Row) error {
	for i, r := range rows {
		if len(r)%entrySize != 0 {
			return fmt.Errorf("%s: row %d has %d bytes, a multiple of %d is needed", name, i, len(r), entrySize)
		}
	}
	return nil
}

// uses says whether the rules that came with version v hold.
func (in *Input) uses(v Version) bool { return in.Version >= v }

// weightsAt returns the height from which registrations void an entry in row i: those at or after WeightsAt, and those
// after an open commitment.
func (in *Input) weightsAt(i int) uint64 {
	at := in.LastUpdate[i]
	if in.WeightsAt != nil {
		at = in.WeightsAt[i]
	}
	if in.uses(Yuma2) && in.CommitAt != nil && in.CommitAt[i] < at {
		at = in.CommitAt[i] + 1
	}
	return at
}

// bondsAt returns the height from which registrations void a bond in row i: bonds of Yuma1 follow the weights, later
// ones end when the uid was given to somebody else since the previous epoch.
func (in *Input) bondsAt(i int) uint64 {
	switch {
	case !in.uses(Yuma2):
		return in.weightsAt(i)
	case in.LastEpoch > 0:
		return add(in.LastEpoch, 1)
	}
	return in.Block - min(in.Block, uint64(in.Tempo))
}

// maskedSelf returns the uid whose weight for itself is void in row i: i, or −1 for the owner.
func (in *Input) maskedSelf(i int) int {
	if in.isOwner(i) {
		return -1
	}
	return i
}

// isOwner says whether uid i has the rights of the subnet's owner.
func (in *Input) isOwner(i int) bool { return in.uses(Yuma2) && in.Owner != nil && int(*in.Owner) == i }

// add returns a+b, saturating.
func add(a, b uint64) uint64 {
	if s := a + b; s >= a {
		return s
	}
	return 1<<64 - 1
}
