package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/wallet"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// workAttempts is how often work is done anew when others registered meanwhile and the difficulty rose.
const workAttempts = 5

// registration is what the flags of "subnet register" say.
type registration struct {
	netuid     uint32
	work, burn bool
	maxPrice   amountFlag
	coldkey    string // owner of the hotkey, "" for the wallet's coldkey
}

func (p *program) subnetRegisterCommand() *cobra.Command {
	var r registration
	cmd := &cobra.Command{
		Use:   "register",
		Short: "Give the hotkey a slot in a subnet, by work or for TAO",
		Long: `By work (--work, the default) it costs nothing: the program searches for a proof of work, and neither key needs a coin or
an account. With --burn it costs the present price, never more than --max-price, which the coldkey pays. The coldkey
becomes the owner of a new hotkey; on a machine without the coldkey name it with --coldkey.`,
		Example: `tianwang subnet register --netuid 1
tianwang subnet register --netuid 1 --hotkey miner2 --burn --max-price 0.5`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case r.work && r.burn:
				return usage("--work and --burn exclude each other")
			case r.burn && !r.maxPrice.set:
				return usage("--burn needs --max-price, the most to pay; see prices: tianwang subnet list")
			case r.maxPrice.set && !r.burn:
				return usage("--max-price is for --burn, work costs nothing")
			case r.burn && r.coldkey != "":
				return usage("--coldkey is for --work, with --burn the wallet's coldkey pays and owns")
			case r.burn:
				return p.registerByBurn(cmd.Context(), r)
			}
			return p.registerByWork(cmd.Context(), r)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&r.work, "work", false, "search for a proof of work (the default)")
	f.BoolVar(&r.burn, "burn", false, "pay the price, which is burned")
	f.Var(&r.maxPrice, "max-price", "the most to pay with --burn")
	f.StringVar(&r.coldkey, "coldkey", "", "address of the owner (default the wallet's coldkey)")
	netuidFlag(cmd, &r.netuid)
	return cmd
}

func (p *program) registerByBurn(ctx context.Context, r registration) error {
	coldkey, hotkey, err := p.bothAddresses()
	if err != nil {
		return err
	}
	var answer subnetv1.MsgRegisterResponse
	return p.carryOut(ctx, order{
		by: p.coldkey,
		prepare: always(&subnetv1.MsgRegisterBurn{Coldkey: coldkey, Hotkey: hotkey, Netuid: r.netuid, MaxPrice: r.maxPrice.rao},
			fmt.Sprintf("register hotkey %s in subnet %d for at most %s TAO", hotkey, r.netuid, tokenomics.FormatTAO(r.maxPrice.rao))),
		answer: &answer,
		done:   func() []part { return registered(r.netuid, answer.Uid, hotkey, coldkey, answer.Price) },
	})
}

func registered(netuid, uid uint32, hotkey, coldkey string, price uint64) []part {
	return []part{line("registered"), record{
		{"netuid", netuid}, {"uid", uid}, {"hotkey", hotkey}, {"coldkey", coldkey}, {"price", tao(price)},
	}}
}

// registerByWork does not go by an order: the message is the work, which is worth nothing if it takes too long.
func (p *program) registerByWork(ctx context.Context, r registration) (err error) {
	coldkey := r.coldkey
	if coldkey == "" {
		coldkey, err = p.coldkeyAddress()
	} else {
		coldkey, err = parseAddress("coldkey", coldkey)
	}
	if err != nil {
		return err
	}
	if err := p.registrable(ctx, r.netuid); err != nil {
		return err
	}
	key, err := p.hotkey(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := p.within(ctx)
	defer cancel()
	c, err := p.connect(ctx)
	if err != nil {
		return err
	}
	uid, res, err := p.work(ctx, c, key, coldkey, r.netuid)
	if err != nil {
		return ended(ctx, err)
	}
	return p.show(append(registered(r.netuid, uid, key.Address(), coldkey, 0), receipt(res))...)
}

// registrable asks for the subnet before anybody types a password.
func (p *program) registrable(ctx context.Context, netuid uint32) error {
	ctx, cancel := p.within(ctx)
	defer cancel()
	c, err := p.connect(ctx)
	if err != nil {
		return err
	}
	_, err = subnetOf(ctx, c, netuid)
	return ended(ctx, err)
}

// work searches and sends, again when the work has become worthless meanwhile.
func (p *program) work(
	ctx context.Context, c *client.Client, key *wallet.Key, coldkey string, netuid uint32,
) (uid uint32, res *client.Result, err error) {
	told, end := p.progress()
	defer end()
	for range workAttempts {
		uid, res, err = c.RegisterByWork(ctx, key, coldkey, netuid, told)
		if !errors.Is(err, refusal(subnet.ErrWork)) && !errors.Is(err, refusal(subnet.ErrWorkBase)) &&
			!errors.Is(err, refusal(subnet.ErrTooManyInBlock)) {
			return uid, res, err
		}
	}
	return uid, res, err
}

// progress returns what tells people how the search goes, and what ends it: on a terminal one line that is written over,
// otherwise one line at the start.
func (p *program) progress() (told func(tried, difficulty uint64), end func()) {
	if !isTerminal(p.errOut) {
		return func(tried, difficulty uint64) {
			if tried == 0 {
				fmt.Fprintf(p.errOut, "searching: about %d hashes are needed\n", difficulty)
			}
		}, func() {}
	}
	return func(tried, difficulty uint64) {
		fmt.Fprintf(p.errOut, "\rsearching: %d hashes tried, about %d are needed ", tried, difficulty)
	}, func() { fmt.Fprintln(p.errOut) }
}
