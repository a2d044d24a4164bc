package vector

import (
	"math"

	"github.com/tianwang-net/tianwang/yuma"
)

// State is a subnet before an epoch, in the words of the reference chain.
type State struct {
	N              uint16   `json:"n"`
	Block          uint64   `json:"block"`
	LastUpdate     []uint64 `json:"last_update"`
	RegisteredAt   []uint64 `json:"block_at_registration"`
	Permits        []bool   `json:"validator_permits"`
	MaxValidators  uint16   `json:"max_allowed_validators"`
	Kappa          uint16   `json:"kappa"`
	MovingAverage  uint64   `json:"bonds_moving_average"`
	Weights        Sparse   `json:"weights"`
	Bonds          Sparse   `json:"bonds"`
	Emission       uint64   `json:"rao_emission"`
	ActivityCutoff *uint16  `json:"activity_cutoff"` // April 2024
	Stake          []uint64 `json:"stake"`           // April 2024
	Rho            uint16   `json:"rho"`             // whitepaper

	Tempo          uint16       `json:"tempo"`
	CutoffFactor   uint32       `json:"activity_cutoff_factor_milli"`
	LastStep       uint64       `json:"last_mechanism_step_block"`
	AlphaStake     []uint64     `json:"alpha_stake"`
	RootStake      []uint64     `json:"tao_stake"`
	RootWeight     uint64       `json:"tao_weight"`
	StakeThreshold uint64       `json:"stake_threshold"`
	Owner          *uint16      `json:"owner_uid"`
	BondsPenalty   uint16       `json:"bonds_penalty"`
	LiquidAlpha    bool         `json:"liquid_alpha_on"`
	AlphaLow       uint16       `json:"alpha_low"`
	AlphaHigh      uint16       `json:"alpha_high"`
	Steepness      int16        `json:"alpha_sigmoid_steepness"`
	CommitReveal   CommitReveal `json:"commit_reveal"`
}

// CommitReveal is what a subnet has of commitments that are still to be revealed.
type CommitReveal struct {
	Enabled      bool   `json:"enabled"`
	CurrentEpoch uint64 `json:"current_epoch"`
	RevealPeriod uint64 `json:"reveal_period"`
	Commits      []struct {
		UID   uint16      `json:"uid"`
		Queue [][2]uint64 `json:"queue"` // epoch and block of each, oldest first
	} `json:"commits"`
	Timelocked []struct {
		Epoch uint64      `json:"epoch"`
		Queue [][2]uint64 `json:"queue"` // uid and block of each
	} `json:"timelocked"`
}

// input translates the state for a version.
func (s *State) input(version yuma.Version) *yuma.Input {
	in := &yuma.Input{
		Params: yuma.Params{
			Version:               version,
			Kappa:                 s.Kappa,
			BondsMovingAverage:    s.MovingAverage,
			MaxAllowedValidators:  s.MaxValidators,
			ActivityCutoff:        s.cutoff(),
			Rho:                   s.Rho,
			Tempo:                 s.Tempo,
			StakeThreshold:        s.StakeThreshold,
			RootWeight:            s.RootWeight,
			BondsPenalty:          s.BondsPenalty,
			LiquidAlpha:           s.LiquidAlpha,
			AlphaLow:              s.AlphaLow,
			AlphaHigh:             s.AlphaHigh,
			AlphaSigmoidSteepness: s.Steepness,
		},
		Block:        s.Block,
		LastEpoch:    s.LastStep,
		Emission:     s.Emission,
		Owner:        s.Owner,
		Stake:        s.Stake,
		RootStake:    s.RootStake,
		Permits:      s.Permits,
		LastUpdate:   padded(s.LastUpdate, s.N),
		RegisteredAt: s.RegisteredAt,
		CommitAt:     s.commits(),
		Weights:      s.Weights.rows(),
		Bonds:        s.Bonds.rows(),
	}
	if in.Stake == nil {
		in.Stake = s.AlphaStake
	}
	return in
}

// cutoff returns the blocks after which a silent uid is inactive: today a multiple of the tempo.
func (s *State) cutoff() uint64 {
	if s.ActivityCutoff != nil {
		return uint64(*s.ActivityCutoff)
	}
	return max(1, uint64(s.CutoffFactor)*uint64(s.Tempo)/1000)
}

// commits returns for each uid the block of its oldest commitment that has not expired.
func (s *State) commits() []uint64 {
	c := &s.CommitReveal
	if !c.Enabled {
		return nil
	}
	at := make([]uint64, s.N)
	for i := range at {
		at[i] = math.MaxUint64
	}
	note := func(uid, block uint64) {
		if uid < uint64(s.N) {
			at[uid] = min(at[uid], block)
		}
	}
	expired := func(epoch uint64) bool { return c.CurrentEpoch > epoch+c.RevealPeriod }
	for _, q := range c.Commits {
		for _, commit := range q.Queue {
			if !expired(commit[0]) {
				note(uint64(q.UID), commit[1])
				break
			}
		}
	}
	for _, q := range c.Timelocked {
		for _, commit := range q.Queue {
			if !expired(q.Epoch) {
				note(commit[0], commit[1])
			}
		}
	}
	return at
}

// padded returns xs with length n: cut, or filled up with 0 as the reference does.
func padded(xs []uint64, n uint16) []uint64 {
	ys := make([]uint64, n)
	copy(ys, xs)
	return ys
}

// Sparse is a matrix of 16-bit numbers by rows of uid and value.
type Sparse [][][2]uint16

func (s Sparse) rows() []yuma.Row {
	rows := make([]yuma.Row, len(s))
	for i, r := range s {
		for _, e := range r {
			rows[i] = append(rows[i], yuma.Pack(yuma.Entry{UID: e[0], Value: e[1]})...)
		}
	}
	return rows
}

func sparse(rows []yuma.Row) Sparse {
	s := make(Sparse, len(rows))
	for i, r := range rows {
		s[i] = make([][2]uint16, r.Len())
		for k := range s[i] {
			e := r.At(k)
			s[i][k] = [2]uint16{e.UID, e.Value}
		}
	}
	return s
}
