package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// ruledModules are the modules with parameters, and where their definitions are.
var ruledModules = map[string]string{
	"emission": "tianwang.emission.v1", "epoch": "tianwang.epoch.v1", "escrow": "tianwang.escrow.v1", "gov": "cosmos.gov.v1",
	"producer": "tianwang.producer.v1", "root": "tianwang.root.v1", "stake": "tianwang.stake.v1", "subnet": "tianwang.subnet.v1",
}

func (p *program) proposeParamCommand() *cobra.Command {
	d := new(draft)
	cmd := &cobra.Command{
		Use:   "param MODULE NAME=VALUE…",
		Short: "Propose other values for parameters of a module",
		Long: `Proposes other values for parameters of emission, epoch, escrow, gov, producer, root, stake or subnet; "tianwang gov rules
MODULE" shows them as they are. Those that are not named keep the value that they have now, also if it changes before the vote ends.
Dots lead into a value, as in defaults.tempo; lists are written as JSON. Amounts are in rao, except for deposits of gov,
which are in TAO; periods of gov are written as in 36h.`,
		Example: `tianwang gov propose param emission gas_price=2000000 --summary "spam"
tianwang gov propose param subnet defaults.tempo=360 subnet_limit=48
tianwang gov propose param gov min_deposit=250 voting_period=72h`,
		Args: between(2, "MODULE", "NAME=VALUE…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			service, known := ruledModules[args[0]]
			if !known {
				return usage("%q: one of %s is needed", args[0], strings.Join(slices.Sorted(maps.Keys(ruledModules)), ", "))
			}
			return p.submit(cmd.Context(), *d, args[0]+": "+strings.Join(args[1:], ", "), func(ctx context.Context, c *client.Client) ([]sdk.Msg, error) {
				params, err := paramsOf(ctx, c, service)
				if err != nil {
					return nil, err
				}
				for _, arg := range args[1:] {
					name, value, found := strings.Cut(arg, "=")
					if !found {
						return nil, usage("%q has no value, write NAME=VALUE", arg)
					}
					if err := setParam(params, strings.Split(name, "."), value); err != nil {
						return nil, usage("%s: %s: %v", args[0], arg, err)
					}
				}
				b, err := json.Marshal(map[string]any{"@type": "/" + service + ".MsgUpdateParams", "authority": govAuthority(), "params": params})
				if err != nil {
					return nil, err
				}
				m, err := c.Message(b)
				if err != nil {
					return nil, usage("%v", err)
				}
				return []sdk.Msg{m}, nil
			})
		},
	}
	d.flags(cmd)
	return cmd
}

// paramsOf returns the parameters of a module in JSON form.
func paramsOf(ctx context.Context, c *client.Client, service string) (map[string]any, error) {
	kind := proto.MessageType(service + ".QueryParamsResponse")
	answer, ok := reflect.TypeAssert[proto.Message](reflect.New(kind.Elem()))
	if !ok {
		return nil, fmt.Errorf("%s has no parameters", service)
	}
	// All modules ask with an empty message.
	if err := c.Invoke(ctx, "/"+service+".Query/Params", &emissionv1.QueryParamsRequest{}, answer); err != nil {
		return nil, err
	}
	b, err := c.JSON(answer)
	if err != nil {
		return nil, err
	}
	var r struct{ Params map[string]any }
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return r.Params, d.Decode(&r)
}

// setParam puts a value where a path leads, in the form of the value that is there.
func setParam(params map[string]any, path []string, value string) error {
	old, known := params[path[0]]
	if !known {
		return fmt.Errorf("there is no %q, there are %s", path[0], strings.Join(slices.Sorted(maps.Keys(params)), ", "))
	}
	if inner, ok := old.(map[string]any); ok && len(path) > 1 {
		return setParam(inner, path[1:], value)
	}
	if len(path) > 1 {
		return fmt.Errorf("%q has no parts", path[0])
	}
	v, err := inFormOf(old, value)
	if err == nil {
		params[path[0]] = v
	}
	return err
}

// inFormOf reads a value in the form of another: number, text, period, yes or no, coins, or else JSON.
func inFormOf(old any, value string) (any, error) {
	switch old := old.(type) {
	case json.Number:
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return nil, fmt.Errorf("%q is no whole number", value)
		}
		return json.Number(value), nil
	case bool:
		return strconv.ParseBool(value)
	case string:
		if _, err := time.ParseDuration(old); err == nil && strings.HasSuffix(old, "s") {
			d, err := time.ParseDuration(value)
			return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s", err
		}
		return value, nil
	case []any:
		if len(old) == 1 {
			if coin, ok := old[0].(map[string]any); ok && coin["denom"] == tianwang.Denom {
				rao, err := tokenomics.ParseTAO(value)
				return []any{map[string]any{"denom": tianwang.Denom, "amount": strconv.FormatUint(rao, 10)}}, err
			}
		}
	}
	var v any
	return v, json.Unmarshal([]byte(value), &v)
}

func (p *program) proposeUpgradeCommand() *cobra.Command {
	d := new(draft)
	var height, info string
	cmd := &cobra.Command{
		Use:   "upgrade NAME",
		Short: "Propose that all nodes change to another release at a height",
		Long: `Proposes that the chain stops before the block --height and goes on with the release that has an upgrade of this name. Nodes
of an older release stop there and say so. Leave time for the vote and for operators.`,
		Example: `tianwang gov propose upgrade v2 --height 1200000 --info https://example.com/v2
tianwang gov propose upgrade v2 --height +100800`,
		Args: exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := strconv.ParseUint(strings.TrimPrefix(height, "+"), 10, 62)
			if err != nil || number == 0 {
				return usage("height %q: --height names the block, as in 1200000, or +100800 for so many from now", height)
			}
			return p.submit(cmd.Context(), *d, fmt.Sprintf("upgrade to %s at block %s", args[0], height), func(ctx context.Context, c *client.Client) ([]sdk.Msg, error) {
				if strings.HasPrefix(height, "+") {
					now, err := c.Height(ctx)
					if err != nil {
						return nil, err
					}
					number += now
				}
				plan := upgradetypes.Plan{Name: args[0], Height: int64(number), Info: info} // #nosec G115 -- below 2⁶³
				return []sdk.Msg{&upgradetypes.MsgSoftwareUpgrade{Authority: govAuthority(), Plan: plan}}, nil
			})
		},
	}
	d.flags(cmd)
	cmd.Flags().StringVar(&height, "height", "", "first `BLOCK` of the new release, or +N for N blocks from now")
	cmd.Flags().StringVar(&info, "info", "", "where to find the release")
	return cmd
}

func (p *program) proposeTextCommand() *cobra.Command {
	d := new(draft)
	cmd := &cobra.Command{
		Use:     "text TITLE",
		Short:   "Propose something that the chain cannot carry out itself",
		Example: `tianwang gov propose text "Meet in May" --summary "Everybody who validates meets once a year."`,
		Args:    exactly("TITLE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d.metadata = "text" // a proposal without messages must have some
			return p.submit(cmd.Context(), *d, args[0], func(context.Context, *client.Client) ([]sdk.Msg, error) { return nil, nil })
		},
	}
	d.flags(cmd)
	return cmd
}
