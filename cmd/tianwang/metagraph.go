package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/endpoint"
)

func (p *program) metagraphCommand() *cobra.Command {
	var (
		height  uint64
		request epochv1.QueryMetagraphRequest
	)
	cmd := &cobra.Command{
		Use:   "metagraph",
		Short: "Show every neuron of a subnet with its stake, scores and earnings",
		Long: `Shows a subnet at one block. TRUST to VTRUST are the results of the last epoch, as fractions of 1; EMISSION is what it paid,
in TAO; UPDATED is how many blocks ago a neuron last set weights. In JSON the scores are parts of 65535, and more values
are there: take, rank, registration, immunity and the two halves of the emission. With --fields only what is named is asked
for and shown; "weights" and "bonds" are the rows of all validators.`,
		Example: `tianwang metagraph --netuid 1
tianwang metagraph --netuid 1 --height 100 --json
tianwang metagraph --netuid 1 --fields hotkey,axon,permit,weights`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				if cmd.Flags().Changed("height") {
					return metagraphAt(ctx, c, &request, height)
				}
				m, err := epochv1.NewQueryClient(c).Metagraph(ctx, &request)
				if err != nil {
					return nil, unknownMetagraph(err)
				}
				return metagraphParts(m, request.Fields), nil
			})
		},
	}
	netuidFlag(cmd, &request.Netuid)
	cmd.Flags().StringSliceVar(&request.Fields, "fields", nil, "names of what is wanted, as in JSON (default all but weights and bonds)")
	cmd.Flags().Uint64Var(&height, "height", 0, "block after which to look (default the latest)")
	return cmd
}

// metagraphAt reads the metagraph after an earlier block.
func metagraphAt(ctx context.Context, c *client.Client, r *epochv1.QueryMetagraphRequest, height uint64) ([]part, error) {
	latest, err := c.Height(ctx)
	if err != nil {
		return nil, err
	}
	if height == 0 || height > latest {
		return nil, fail(codeNotFound, "there is no block %d, the latest is block %d", height, latest)
	}
	m, err := epochv1.NewQueryClient(c).Metagraph(client.AtHeight(ctx, height), r)
	if status.Code(err) == codes.Unknown {
		return nil, withHint(fail(codeNotFound, "the state after block %d: %s", height, clean(err.Error())),
			"nodes keep recent states only; ask an archive node with --node")
	}
	if err != nil {
		return nil, unknownMetagraph(err)
	}
	return metagraphParts(m, r.Fields), nil
}

// unknownMetagraph makes a mistake of the user out of names that the chain does not know.
func unknownMetagraph(err error) error {
	if status.Code(err) == codes.InvalidArgument {
		return usage("%s", clean(status.Convert(err).Message()))
	}
	return unknownSubnet(err)
}

// metagraphParts shows an answer, or what was asked for of it.
func metagraphParts(m *epochv1.QueryMetagraphResponse, fields []string) []part {
	if len(fields) > 0 {
		return metagraphFields(m, fields)
	}
	return metagraph(m)
}

// metagraph shows an answer.
func metagraph(m *epochv1.QueryMetagraphResponse) []part {
	s := m.Subnet.Subnet
	t := newTable("neurons", "no neurons are registered",
		"uid", "stake", "permit", "active", "rank", "trust", "consensus", "incentive", "dividends", "validator_trust", "emission",
		"server_emission", "validator_emission", "updated_at", "blocks_since_update", "registered_at", "immune_until", "take",
		"axon", "hotkey", "coldkey")
	for _, name := range []string{
		"rank", "server_emission", "validator_emission", "updated_at", "registered_at", "immune_until", "take",
	} {
		t.head(name, "")
	}
	t.head("validator_trust", "VTRUST")
	t.head("blocks_since_update", "UPDATED")
	for _, n := range m.Neurons {
		t.add(n.Uid, tao(n.Stake), yesNo(n.Permit), yesNo(n.Active), share(n.Rank), share(n.Trust), share(n.Consensus),
			share(n.Incentive), share(n.Dividends), share(n.ValidatorTrust), tao(n.ServerEmission+n.ValidatorEmission),
			tao(n.ServerEmission), tao(n.ValidatorEmission), n.UpdatedAt, m.Height-min(m.Height, n.UpdatedAt), n.RegisteredAt,
			n.ImmuneUntil, share(n.Take), axonOf(n), n.Hotkey, n.Coldkey)
	}
	return []part{
		line(fmt.Sprintf("subnet %d, %s", s.Netuid, s.Name)),
		hidden{{"netuid", s.Netuid}, {"name", s.Name}},
		record{
			{"block", m.Height},
			{"epoch", m.Clock.Epoch},
			{"next_epoch_block", m.Clock.DueAt},
			{"last_epoch_block", m.LastEpoch},
			{"emission", tao(m.Emission)},
			{"pending", tao(m.Pending)},
		},
		t,
	}
}

// axonOf returns the URL of a neuron's axon, "" if it serves nothing.
func axonOf(n epochv1.NeuronState) text {
	if n.Axon == nil {
		return ""
	}
	e, err := endpoint.Parse(n.Axon.Host, n.Axon.Port, n.Axon.Protocol, true)
	if err != nil {
		return ""
	}
	return text(e.URL())
}
