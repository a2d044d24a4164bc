package producer

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// maxTotalPower keeps the sum of powers far below the bound of the consensus engine, 2⁶³/8.
const maxTotalPower = 1 << 50

// DefaultGenesis names nobody; whoever makes a genesis adds at least one authority.
func DefaultGenesis() *producerv1.GenesisState {
	return &producerv1.GenesisState{Params: DefaultParams()}
}

// ValidateGenesis refuses a state that could not have come about.
func ValidateGenesis(g *producerv1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	if err := validateSet("authority", g.Authorities); err != nil {
		return err
	}
	if err := validateSet("active producer", g.Active); err != nil {
		return err
	}
	candidates, err := validateCandidates(g)
	if err != nil {
		return err
	}
	for _, p := range g.Active {
		if c := candidates[p.Hotkey]; p.Hotkey != "" && (string(c.Pubkey) != string(p.Pubkey) || c.SignsFrom == 0) {
			return fmt.Errorf("active producer %s: no candidate with this key is in the set", p.Hotkey)
		}
	}
	return validateWaiting(g)
}

// validateSet refuses producers without a key, without power, or that occur twice.
func validateSet(what string, set []producerv1.Producer) error {
	keys, total := map[string]bool{}, uint64(0)
	if len(set) > maxAuthorities {
		return fmt.Errorf("%d times %s, at most %d", len(set), what, maxAuthorities)
	}
	for _, p := range set {
		if _, err := base.Address("operator", p.Operator); err != nil {
			return err
		}
		if len(p.Pubkey) != ed25519.PubKeySize || keys[string(p.Pubkey)] {
			return fmt.Errorf("%s %s: a key of %d bytes that nobody else has is needed", what, p.Operator, ed25519.PubKeySize)
		}
		if err := base.InRange("power", p.Power, 1, maxTotalPower-total); err != nil {
			return fmt.Errorf("%s %s: %w", what, p.Operator, err)
		}
		if (p.Hotkey == "") != (set[0].Hotkey == "") || what == "authority" && p.Hotkey != "" {
			return fmt.Errorf("%s %s: authorities and hotkeys never produce together", what, p.Operator)
		}
		keys[string(p.Pubkey)], total = true, total+p.Power
	}
	return nil
}

// validateCandidates refuses candidates and windows that do not fit together, and keys without a candidate.
func validateCandidates(g *producerv1.GenesisState) (map[string]producerv1.Candidate, error) {
	keys := map[string]producerv1.Key{}
	for _, key := range g.Keys {
		if _, err := base.Address("hotkey", key.Hotkey); err != nil {
			return nil, err
		}
		if _, dup := keys[string(key.Pubkey)]; dup || len(key.Pubkey) != ed25519.PubKeySize {
			return nil, fmt.Errorf("key %X occurs twice or is none", key.Pubkey)
		}
		keys[string(key.Pubkey)] = key
	}
	candidates, missed := map[string]producerv1.Candidate{}, map[string]uint64{}
	for _, c := range g.Candidates {
		if _, err := base.Address("hotkey", c.Hotkey); err != nil {
			return nil, err
		}
		key := keys[string(c.Pubkey)]
		if _, dup := candidates[c.Hotkey]; dup || key.Hotkey != c.Hotkey || (key.ForgottenAt > 0) != (c.HeldUntil > 0) {
			return nil, fmt.Errorf("candidate %s: it occurs twice or its key is not registered for it", c.Hotkey)
		}
		if c.SignsFrom > 0 && (c.HeldUntil > 0 || c.JailedUntil > 0) || c.SignsFrom == 0 && c.Missed > 0 {
			return nil, fmt.Errorf("candidate %s: it has left or is jailed and yet in the set", c.Hotkey)
		}
		candidates[c.Hotkey], missed[c.Hotkey] = c, c.Missed
	}
	for _, w := range g.Windows {
		count := uint64(0)
		for _, b := range w.Missed {
			count += uint64(bits.OnesCount8(b)) // #nosec G115 -- at most 8
		}
		if uint64(len(w.Missed)) != (g.Params.LivenessWindow+7)/8 || count == 0 || count != missed[w.Hotkey] {
			return nil, fmt.Errorf("window of %s: %d bytes with %d blocks missed, %d are counted", w.Hotkey, len(w.Missed), count, missed[w.Hotkey])
		}
		delete(missed, w.Hotkey)
	}
	for _, c := range g.Candidates {
		if missed[c.Hotkey] > 0 {
			return nil, fmt.Errorf("candidate %s: %d missed blocks without a window", c.Hotkey, c.Missed)
		}
	}
	return candidates, nil
}

// validateWaiting refuses malformed withdrawals and tombstones.
func validateWaiting(g *producerv1.GenesisState) error {
	ids, left := map[uint64]bool{}, uint64(tokenomics.Cap)
	for _, u := range g.Unbondings {
		if ids[u.Id] || u.Id >= g.NextId {
			return fmt.Errorf("unbonding %d: the id occurs twice or was not given out yet", u.Id)
		}
		if err := base.InRange("amount", u.Amount, 1, left); err != nil {
			return fmt.Errorf("unbonding %d: %w", u.Id, err)
		}
		if _, err := base.Address("hotkey", u.Hotkey); err != nil {
			return fmt.Errorf("unbonding %d: %w", u.Id, err)
		}
		if _, err := base.Address("coldkey", u.Coldkey); err != nil {
			return fmt.Errorf("unbonding %d: %w", u.Id, err)
		}
		ids[u.Id], left = true, left-u.Amount
	}
	dead := map[string]bool{}
	for _, t := range g.Tombstones {
		if _, err := base.Address("hotkey", t.Hotkey); err != nil {
			return err
		}
		if dead[t.Hotkey] || t.Fraction >= tokenomics.ProportionOne {
			return fmt.Errorf("tombstone of %s: it occurs twice or costs everything", t.Hotkey)
		}
		dead[t.Hotkey] = true
	}
	return nil
}

// InitGenesis writes the state. Before the first block the authorities are the set.
func (k Keeper) InitGenesis(ctx context.Context, g *producerv1.GenesisState) error {
	if len(g.Authorities) == 0 {
		return errors.New("no authority is named, nobody could make a block")
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	for i, p := range g.Authorities {
		if err := k.authorities.Set(ctx, uint32(i), p); err != nil { // #nosec G115 -- far fewer
			return err
		}
	}
	set := g.Active
	if len(set) == 0 {
		set = g.Authorities
	}
	for _, p := range set {
		if err := k.active.Set(ctx, p.Pubkey, p); err != nil {
			return err
		}
	}
	if g.Stale {
		if err := k.stale.Set(ctx, true); err != nil {
			return err
		}
	}
	if err := k.initCandidates(ctx, g); err != nil {
		return err
	}
	return k.initWaiting(ctx, g)
}

func (k Keeper) initCandidates(ctx context.Context, g *producerv1.GenesisState) error {
	for _, c := range g.Candidates {
		hotkey, err := base.Address("hotkey", c.Hotkey)
		if err != nil {
			return err
		}
		if err := k.candidates.Set(ctx, hotkey, c); err != nil {
			return err
		}
		if c.HeldUntil > 0 {
			err = k.heldDue.Set(ctx, collections.Join(c.HeldUntil, hotkey))
		} else {
			err = k.joined.Set(ctx, hotkey)
		}
		if err != nil {
			return err
		}
	}
	for _, w := range g.Windows {
		hotkey, err := base.Address("hotkey", w.Hotkey)
		if err != nil {
			return err
		}
		if err := k.windows.Set(ctx, hotkey, w.Missed); err != nil {
			return err
		}
	}
	for _, key := range g.Keys {
		address := Address(key.Pubkey)
		if err := k.keys.Set(ctx, address, key); err != nil {
			return err
		}
		if key.ForgottenAt > 0 {
			if err := k.keyDue.Set(ctx, collections.Join(key.ForgottenAt, []byte(address))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k Keeper) initWaiting(ctx context.Context, g *producerv1.GenesisState) error {
	for _, u := range g.Unbondings {
		coldkey, err := base.Address("coldkey", u.Coldkey)
		if err != nil {
			return err
		}
		if err := k.setUnbonding(ctx, coldkey, u); err != nil {
			return err
		}
	}
	if g.NextId > collections.DefaultSequenceStart {
		if err := k.nextID.Set(ctx, g.NextId); err != nil {
			return err
		}
	}
	for _, t := range g.Tombstones {
		hotkey, err := base.Address("hotkey", t.Hotkey)
		if err != nil {
			return err
		}
		if err := k.tombstones.Set(ctx, hotkey, t); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*producerv1.GenesisState, error) {
	g := &producerv1.GenesisState{}
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.Authorities, err = k.Authorities(ctx); err != nil {
		return nil, err
	}
	if g.Active, err = k.Producers(ctx); err != nil {
		return nil, err
	}
	if g.Candidates, err = values(ctx, k.candidates); err != nil {
		return nil, err
	}
	if g.Keys, err = values(ctx, k.keys); err != nil {
		return nil, err
	}
	if g.Unbondings, err = values(ctx, k.unbondings); err != nil {
		return nil, err
	}
	if g.Tombstones, err = values(ctx, k.tombstones); err != nil {
		return nil, err
	}
	if g.NextId, err = k.nextID.Peek(ctx); err != nil {
		return nil, err
	}
	if g.Stale, err = k.stale.Has(ctx); err != nil {
		return nil, err
	}
	err = k.windows.Walk(ctx, nil, func(hotkey sdk.AccAddress, missed []byte) (bool, error) {
		g.Windows = append(g.Windows, producerv1.Window{Hotkey: hotkey.String(), Missed: missed})
		return false, nil
	})
	return g, err
}

// values returns everything in a table, by key.
func values[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	var all []V
	err := m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		all = append(all, v)
		return false, nil
	})
	return all, err
}
