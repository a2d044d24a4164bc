package main

import (
	"context"
	"encoding/hex"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/node"
)

func (p *program) producerCommand() *cobra.Command {
	return group("producer", "Who makes blocks: members of root with a node",
		p.producerListCommand(),
		p.producerShowCommand(),
		p.producerJoinCommand(),
		p.producerLeaveCommand(),
		p.producerRotateCommand(),
		p.producerUnjailCommand(),
		p.producerUnbondingCommand(),
	)
}

// nodeKey says whose key is meant: that of a node on this machine, or one whose proof was made on another.
type nodeKey struct{ home, key, proof string }

// nodeKeyFlags adds the flags that say whose key is meant.
func nodeKeyFlags(cmd *cobra.Command) *nodeKey {
	k := new(nodeKey)
	cmd.Flags().StringVar(&k.home, "node-home", "", "directory of the node whose key signs blocks (TIANWANG_NODE_HOME; default ~/.tianwang/node)")
	cmd.Flags().StringVar(&k.key, "key", "", "key of a node on another machine, in hexadecimal, with --proof")
	cmd.Flags().StringVar(&k.proof, "proof", "", "its proof, from tianwang node producer-key --for HOTKEY there")
	return k
}

// proven is the key of a node and its proof for a hotkey of a chain.
type proven struct{ pubkey, proof []byte }

// given returns the key and proof of the flags.
func (k nodeKey) given() (proven, error) {
	pubkey, err := hex.DecodeString(k.key)
	if err != nil || len(pubkey) == 0 {
		return proven{}, usage("key %q: hexadecimal from tianwang node producer-key is needed", k.key)
	}
	proof, err := hex.DecodeString(k.proof)
	if err != nil || len(proof) == 0 {
		return proven{}, usage("proof %q: hexadecimal from tianwang node producer-key --for HOTKEY is needed", k.proof)
	}
	return proven{pubkey, proof}, nil
}

// prove lets the node's key sign that it is offered for a hotkey.
func (p *program) prove(ctx context.Context, c *client.Client, k nodeKey, hotkey string) (proven, error) {
	if k.key != "" || k.proof != "" {
		return k.given()
	}
	dir, err := p.setting(k.home, "TIANWANG_NODE_HOME", "node")
	if err != nil {
		return proven{}, err
	}
	chainID, err := c.ChainID(ctx)
	if err != nil {
		return proven{}, err
	}
	address, err := sdk.AccAddressFromBech32(hotkey)
	if err != nil {
		return proven{}, err
	}
	pubkey, proof, err := node.Home(dir).ProveProducerKey(chainID, address)
	if err != nil {
		return proven{}, withHint(fail(codeKey, "%v", err), "name the directory of the node with --node-home DIR, or make one: tianwang node init NAME --home DIR")
	}
	return proven{pubkey, proof}, nil
}

func (p *program) producerJoinCommand() *cobra.Command {
	var from *nodeKey
	cmd := &cobra.Command{
		Use:   "join",
		Short: "Offer a member of root as a producer, with the key of a node",
		Long: `Registers the key of the node in --node-home for a hotkey that has a seat in root, and offers it as a producer. It takes
its place when stake is counted next, if its stake is among the largest. All stake on the hotkey then answers for the
node: it waits for the unbonding period when it leaves, and a part of it is burned if the key ever signs two blocks of
one height. Run the node on one machine only. The coldkey must own the hotkey.`,
		Example: `tianwang producer join --hotkey validator --node-home /var/lib/tianwang
tianwang producer join --hotkey validator --key 3b6a… --proof 9f01…`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var key proven
			var answer producerv1.MsgJoinResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
					key, err = p.prove(ctx, c, *from, hotkey)
					return &producerv1.MsgJoin{Coldkey: coldkey, Hotkey: hotkey, Pubkey: key.pubkey, Proof: key.proof},
						"let all stake on " + hotkey + " answer for the node with key " + hex.EncodeToString(key.pubkey), err
				},
				answer: &answer,
				done: func() []part {
					return []part{line("joined the candidates"), record{
						{"hotkey", hotkey}, {"key", hex.EncodeToString(key.pubkey)}, {"counted_at", answer.CountedAt},
					}}
				},
			})
		},
	}
	from = nodeKeyFlags(cmd)
	return cmd
}

func (p *program) producerLeaveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "leave",
		Short: "Take a hotkey out of the candidates",
		Long: `The hotkey makes no more blocks two blocks later. Keep its node running until then. Its stake stays held until the end
of the unbonding period.`,
		Example: `tianwang producer leave --hotkey validator`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer producerv1.MsgLeaveResponse
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&producerv1.MsgLeave{Coldkey: coldkey, Hotkey: hotkey}, "stop producing with "+hotkey),
				answer:  &answer,
				done: func() []part {
					return []part{line("left the candidates"), record{{"hotkey", hotkey}, {"held_until", answer.HeldUntil}}}
				},
			})
		},
	}
}

func (p *program) producerRotateCommand() *cobra.Command {
	var from *nodeKey
	cmd := &cobra.Command{
		Use:   "rotate",
		Short: "Replace the key of a candidate by that of another node",
		Long: `Registers the key of the node in --node-home in place of the old one. It signs from the block that the answer names;
until then the old node must run, and afterwards it must never run again. The old key answers for what it signed.`,
		Example: `tianwang producer rotate --hotkey validator --node-home /var/lib/tianwang-2`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var key proven
			var answer producerv1.MsgRotateResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
					key, err = p.prove(ctx, c, *from, hotkey)
					return &producerv1.MsgRotate{Coldkey: coldkey, Hotkey: hotkey, Pubkey: key.pubkey, Proof: key.proof},
						"give " + hotkey + " the key " + hex.EncodeToString(key.pubkey), err
				},
				answer: &answer,
				done: func() []part {
					return []part{line("key replaced"), record{
						{"hotkey", hotkey}, {"key", hex.EncodeToString(key.pubkey)}, {"signs_from", answer.SignsFrom},
					}}
				},
			})
		},
	}
	from = nodeKeyFlags(cmd)
	return cmd
}

func (p *program) producerUnjailCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unjail",
		Short: "Bring a hotkey back that had missed too many blocks",
		Long: `See first that its node runs and has caught up. The time in jail must be over; the hotkey takes its place when stake is
counted next.`,
		Example: `tianwang producer unjail --hotkey validator`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer producerv1.MsgUnjailResponse
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&producerv1.MsgUnjail{Coldkey: coldkey, Hotkey: hotkey}, "bring "+hotkey+" back"),
				answer:  &answer,
				done: func() []part {
					return []part{line("out of jail"), record{{"hotkey", hotkey}, {"counted_at", answer.CountedAt}}}
				},
			})
		},
	}
}
