//go:build e2e

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/wallet"
)

// drainCommand empties the faucet. Its owner takes the earnings out first: on a busy machine gifts are slower than mining.
func drainCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: drain")
	}
	n := networkOf(ts)
	ctx, cancel := context.WithTimeout(context.Background(), networkPatience)
	defer cancel()
	for gifts := range 20 {
		ts.Check(n.takeOut(ctx))
		res, err := http.Post(n.net.URLs()["faucet"], "application/json", strings.NewReader(`{"address":"`+somebody(gifts).String()+`"}`))
		ts.Check(err)
		body, err := io.ReadAll(res.Body)
		ts.Check(errors.Join(err, res.Body.Close()))
		switch {
		case res.StatusCode == http.StatusOK: // an epoch has paid meanwhile
		case res.StatusCode == http.StatusServiceUnavailable && strings.Contains(string(body), "wait for the next epoch"):
			ts.Logf("dry after %d gifts: %s", gifts, body)
			return
		default:
			ts.Fatalf("gift %d: %s: %s", gifts, res.Status, body)
		}
	}
	ts.Fatalf("the faucet never ran dry")
}

// takeOut removes all stake of the faucet's owner and sends it to somebody, with the balance, in one transaction.
func (n *network) takeOut(ctx context.Context) error {
	password, err := os.ReadFile(filepath.Join(n.home, "password"))
	if err != nil {
		return err
	}
	house, err := wallet.Dir(filepath.Join(n.home, "wallets")).Wallet("house")
	if err != nil {
		return err
	}
	owner, err := house.OpenColdkey(strings.TrimSpace(string(password)))
	if err != nil {
		return err
	}
	c, err := client.New(n.net.URLs()["rpc"])
	if err != nil {
		return err
	}
	stakes, err := stakev1.NewQueryClient(c).Stakes(ctx, &stakev1.QueryStakesRequest{Coldkey: owner.Address()})
	if err != nil {
		return err
	}
	b, err := banktypes.NewQueryClient(c).Balance(ctx, &banktypes.QueryBalanceRequest{Address: owner.Address(), Denom: tianwang.Denom})
	if err != nil {
		return err
	}
	all := b.Balance.Amount
	var msgs []sdk.Msg
	for _, s := range stakes.Stakes {
		msgs = append(msgs, &stakev1.MsgRemoveStake{Coldkey: owner.Address(), Hotkey: s.Hotkey, All: true})
		all = all.Add(math.NewIntFromUint64(s.Amount))
	}
	send := &banktypes.MsgSend{FromAddress: owner.Address(), ToAddress: somebody(0).String(), Amount: sdk.NewCoins(sdk.NewCoin(tianwang.Denom, all))}
	fee, err := c.Fee(ctx, append(msgs, send)...)
	if err != nil {
		return err
	}
	send.Amount = send.Amount.Sub(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(fee).AddRaw(int64(len(msgs))))) // pools round down
	_, err = c.Send(ctx, owner, append(msgs, send)...)
	return err
}

// somebody is the i-th address that nobody has the key of.
func somebody(i int) sdk.AccAddress { return sdk.AccAddress(fmt.Appendf(nil, "somebody %011d", i)) }
