package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/internal/localnet"
)

func (p *program) walletFaucetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "faucet [ADDRESS]",
		Short: "Ask the faucet of a local network for TAO",
		Long: `Ask the faucet of the local network in --home for TAO, for the wallet's coldkey or for another address. The faucet gives
away what its miners have earned; it can run dry, and then says so.`,
		Example: `tianwang wallet faucet
tianwang wallet faucet tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6`,
		Args: between(0, "ADDRESS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			address, err := p.coldkeyAddress()
			if len(args) == 1 {
				address, err = parseAddress("address", args[0])
			}
			if err != nil {
				return err
			}
			return p.askFaucet(cmd.Context(), address)
		},
	}
}

// askFaucet asks the local network's faucet and shows what it gave.
func (p *program) askFaucet(ctx context.Context, address string) error {
	home, err := p.homeDir()
	if err != nil {
		return err
	}
	d, err := localnet.Describe(home)
	if errors.Is(err, fs.ErrNotExist) {
		return withHint(fail(codeNoNode, "no local network runs in %s, so there is no faucet", home),
			"start one with: tianwang up --home %s", home)
	}
	if err != nil {
		return err
	}
	ctx, cancel := p.within(ctx)
	defer cancel()
	body, err := json.Marshal(map[string]string{"address": address})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URLs["faucet"], bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fail(codeNoNode, "the faucet does not answer: %v", err)
	}
	defer res.Body.Close()
	var answer struct {
		Tx     string `json:"tx"`
		Height uint64 `json:"height"`
		Amount string `json:"amount_rao"`
		Error  struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, res.Body, 1<<16)).Decode(&answer); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fail(codeRefused, "%s", answer.Error.Message)
	}
	amount, err := strconv.ParseUint(answer.Amount, 10, 64)
	if err != nil {
		return err
	}
	return p.show(record{{"to", address}, {"amount", tao(amount)}, {"block", answer.Height}, {"hash", answer.Tx}})
}
