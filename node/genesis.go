package node

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/escrow"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// Bounds of a block. What fits into a block must be executed within the time between two of them: a transfer that uses 60,000 gas
// takes half a millisecond, so that the gas of a block is two seconds of work at most, or four where blocks come every 12 s.
const (
	maxBlockBytes  = 4 << 20
	localBlockGas  = 200_000_000
	publicBlockGas = 400_000_000
)

// Market is what genesis lists of a subnet that nobody owns.
type Market struct {
	Name, Description, Task string
	TaskVersion             uint32
}

// Chain is what a genesis is made of.
type Chain struct {
	ID          string
	Time        time.Time
	Authorities []producerv1.Producer
	Markets     []Market
	Rules       Rules
}

// Rules are the parameters that a profile may set; genesis issues nothing under any of them.
type Rules struct {
	Subnet   subnetv1.Params
	Stake    stakev1.Params
	Epoch    epochv1.Params
	Root     rootv1.Params
	Emission emissionv1.Params
	Escrow   escrowv1.Params
	Producer producerv1.Params
	Gov      govv1.Params
	BlockGas int64 // what the transactions of a block may ask for, together
}

// PublicRules are the rules of a public chain with 12 s blocks.
func PublicRules() Rules {
	return Rules{
		Subnet: subnet.DefaultParams(), Stake: stake.DefaultParams(), Epoch: epoch.DefaultParams(), Root: root.DefaultParams(),
		Emission: emission.DefaultParams(), Escrow: escrow.DefaultParams(), Producer: producer.DefaultParams(),
		Gov: app.DefaultGovParams(), BlockGas: publicBlockGas,
	}
}

// LocalRules are the rules of a chain on one machine with blocks of a second or less: everything happens within
// seconds, axons may listen on loopback, and work is a matter of milliseconds.
func LocalRules() Rules {
	r := PublicRules()
	r.Subnet.AllowPrivateEndpoints = true
	r.Subnet.MinLockCost, r.Subnet.LockReductionInterval, r.Subnet.CreationInterval = tokenomics.RaoPerTAO, 600, 10
	r.Subnet.SubnetImmunity = 600
	h := &r.Subnet.Defaults
	h.Tempo, h.ActivityCutoff, h.ImmunityPeriod, h.RevealPeriod = 10, 140, 120, 1
	h.WeightsRateLimit, h.ServingRateLimit = 1, 1
	h.MaxRegistrationsPerBlock, h.RegistrationHalfLife, h.RegistrationIncrease = 64, 30, 1_050_000
	h.MinDifficulty = 1 << 14
	r.Stake.TakeInterval = 60
	r.Epoch.MaxEpochsPerBlock = 8
	r.Root.Tempo, r.Root.WeightsRateLimit = 20, 10
	r.Escrow.MinGrace = 30
	p := &r.Producer
	p.RefreshInterval, p.LivenessWindow, p.JailDuration, p.KeyInterval = 20, 100, 60, 60
	p.EvidenceAge, p.UnbondingPeriod = 500, 600
	r.Gov, r.BlockGas = app.LocalGovParams(), localBlockGas
	return r
}

// Genesis returns the genesis document of a chain.
func (c Chain) Genesis() (*genutiltypes.AppGenesis, error) {
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), app.Options{})
	defer a.Close()
	g, cdc := a.DefaultGenesis(), a.Encoding.Codec
	for _, err := range []error{
		app.EditGenesis(cdc, g, producer.ModuleName, func(s *producerv1.GenesisState) {
			s.Authorities, s.Params = c.Authorities, c.Rules.Producer
		}),
		app.EditGenesis(cdc, g, stake.ModuleName, func(s *stakev1.GenesisState) { s.Params = c.Rules.Stake }),
		app.EditGenesis(cdc, g, epoch.ModuleName, func(s *epochv1.GenesisState) { s.Params = c.Rules.Epoch }),
		app.EditGenesis(cdc, g, root.ModuleName, func(s *rootv1.GenesisState) { s.Params = c.Rules.Root }),
		app.EditGenesis(cdc, g, emission.ModuleName, func(s *emissionv1.GenesisState) { s.Params = c.Rules.Emission }),
		app.EditGenesis(cdc, g, escrow.ModuleName, func(s *escrowv1.GenesisState) { s.Params = c.Rules.Escrow }),
		app.EditGenesis(cdc, g, govtypes.ModuleName, func(s *govv1.GenesisState) { s.Params = &c.Rules.Gov }),
		app.EditGenesis(cdc, g, subnet.ModuleName, func(s *subnetv1.GenesisState) {
			s.Params = c.Rules.Subnet
			for i, m := range c.Markets {
				sub := subnet.NewSubnet(s.Params, uint32(i)+1, m.Name, m.Task, m.TaskVersion) // #nosec G115 -- few
				sub.Description = m.Description
				s.Subnets = append(s.Subnets, subnetv1.GenesisSubnet{Subnet: sub})
			}
		}),
	} {
		if err != nil {
			return nil, err
		}
	}
	if err := a.Basics().ValidateGenesis(cdc, a.Encoding.TxConfig, g); err != nil {
		return nil, err
	}
	state, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		return nil, err
	}
	doc := genutiltypes.NewAppGenesisWithVersion(c.ID, state)
	doc.GenesisTime = c.Time
	doc.Consensus.Params = c.Rules.consensusParams()
	return doc, doc.ValidateAndComplete()
}

func (r Rules) consensusParams() *cmttypes.ConsensusParams {
	p := cmttypes.DefaultConsensusParams()
	p.Block.MaxBytes, p.Block.MaxGas = maxBlockBytes, r.BlockGas
	p.Validator.PubKeyTypes = []string{cmttypes.ABCIPubKeyTypeEd25519}
	return p
}

// SetGenesis writes the genesis document into the node's directory.
func (h Home) SetGenesis(doc *genutiltypes.AppGenesis) error {
	return doc.SaveAs(h.path("config", "genesis.json"))
}

// AddAuthority adds a producer to the genesis of a node whose chain has not started.
func (h Home) AddAuthority(p producerv1.Producer) error {
	return h.editGenesis(func(a *app.App, g app.Genesis) error {
		return app.EditGenesis(a.Encoding.Codec, g, producer.ModuleName, func(s *producerv1.GenesisState) {
			s.Authorities = append(s.Authorities, p)
		})
	})
}

// CheckGenesis returns an error unless every module accepts its part of the node's genesis.
func (h Home) CheckGenesis() error {
	return h.editGenesis(func(*app.App, app.Genesis) error { return nil })
}

// editGenesis changes the genesis, checks it, and writes it back if it has changed and is valid.
func (h Home) editGenesis(edit func(*app.App, app.Genesis) error) error {
	doc, err := genutiltypes.AppGenesisFromFile(h.path("config", "genesis.json"))
	if err != nil {
		return fmt.Errorf("node %s: %w", h, err)
	}
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), app.Options{})
	defer a.Close()
	var g app.Genesis
	if err := json.Unmarshal(doc.AppState, &g); err != nil {
		return fmt.Errorf("genesis: %w", err)
	}
	if err := edit(a, g); err != nil {
		return err
	}
	if err := a.Basics().ValidateGenesis(a.Encoding.Codec, a.Encoding.TxConfig, g); err != nil {
		return err
	}
	state, err := json.MarshalIndent(g, "", "  ")
	if err != nil || bytes.Equal(state, doc.AppState) {
		return err
	}
	doc.AppState = state
	return doc.SaveAs(h.path("config", "genesis.json"))
}
