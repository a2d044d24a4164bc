package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/x/subnet"
)

func (p *program) subnetHyperparametersCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:     "hyperparameters",
		Short:   "Show the rules of a subnet, each with its meaning",
		Example: `tianwang subnet hyperparameters --netuid 1`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				i, err := subnetOf(ctx, c, netuid)
				if err != nil {
					return nil, err
				}
				t := newTable("hyperparameters", "", "name", "value", "set_by", "meaning")
				for _, r := range append(rules(i.Subnet.Hyperparams), taskOf(i.Subnet)...) {
					by := "governance"
					if subnet.OwnerSets(r.name) {
						by = "owner"
					}
					t.add(r.name, r.value, by, r.meaning)
				}
				return []part{line(fmt.Sprintf("subnet %d, %s", netuid, i.Subnet.Name)), hidden{{"netuid", netuid}}, t}, nil
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

// rule is a hyperparameter with its meaning.
type rule struct {
	name    string
	value   any
	meaning string
}

// taskOf returns what validators judge; it is set as hyperparameters are.
func taskOf(s subnetv1.Subnet) []rule {
	return []rule{
		{"task", s.Task, "what validators judge"},
		{"task_version", s.TaskVersion, "version of the task; validators with another one pause"},
	}
}

// rules returns all hyperparameters, in the order of their definition.
func rules(h subnetv1.Hyperparams) []rule {
	return []rule{
		{"tempo", h.Tempo, "blocks between two epochs"},
		{"yuma", h.Yuma, "version of the consensus"},
		{"kappa", h.Kappa, "stake majority of the consensus, in parts of 65535"},
		{"rho", h.Rho, "steepness of the trust sigmoid, in version \"whitepaper\" only"},
		{"bonds_moving_average", h.BondsMovingAverage, "how much of the old bonds an epoch keeps, in millionths"},
		{"max_uids", h.MaxUids, "slots"},
		{"max_validators", h.MaxValidators, "validator permits"},
		{"min_allowed_weights", h.MinAllowedWeights, "least number of entries of a weight row"},
		{"max_weight_limit", h.MaxWeightLimit, "largest share of one entry in its row, in parts of 65535"},
		{"immunity_period", h.ImmunityPeriod, "blocks for which a newcomer keeps its slot before others; more than reveal_period times tempo"},
		{"activity_cutoff", h.ActivityCutoff, "blocks without weights after which a validator counts no more"},
		{"weights_version", h.WeightsVersion, "least version key of weights"},
		{"weights_rate_limit", h.WeightsRateLimit, "least blocks between two weight rows of one neuron"},
		{"serving_rate_limit", h.ServingRateLimit, "least blocks between two changes of an axon"},
		{"commit_reveal", yesNo(h.CommitReveal), "weights are committed first and revealed later"},
		{"reveal_period", h.RevealPeriod, "epochs between commitment and reveal"},
		{"burn_registration", yesNo(h.BurnRegistration), "a slot can be bought"},
		{"work_registration", yesNo(h.WorkRegistration), "a slot can be earned by proof of work"},
		{"max_registrations_per_block", h.MaxRegistrationsPerBlock, "of both kinds together"},
		{"registration_half_life", h.RegistrationHalfLife, "blocks in which price and difficulty fall by half"},
		{"registration_increase", h.RegistrationIncrease, "what a registration multiplies them by, in millionths"},
		{"min_burn", tao(h.MinBurn), "lowest price of a slot, in TAO"},
		{"max_burn", tao(h.MaxBurn), "highest price of a slot, in TAO"},
		{"min_difficulty", h.MinDifficulty, "least expected number of hashes of a proof of work"},
		{"max_difficulty", h.MaxDifficulty, "largest expected number of hashes of a proof of work"},
		{"liquid_alpha", yesNo(h.LiquidAlpha), "each bond moves at its own speed, since version \"yuma3\""},
		{"alpha_low", h.AlphaLow, "slowest of these speeds, in parts of 65535"},
		{"alpha_high", h.AlphaHigh, "fastest of these speeds, in parts of 65535"},
		{"bonds_reset", yesNo(h.BondsReset), "a miner may let the bonds in it begin anew"},
	}
}
