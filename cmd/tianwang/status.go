package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/internal/localnet"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show whether a local network runs, how far it is, and where its services are",
		Example: `tianwang status
tianwang status --home /tmp/net --json`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := p.homeDir()
			if err != nil {
				return err
			}
			ctx, cancel := p.within(cmd.Context())
			defer cancel()
			s, err := readStatus(ctx, home)
			if err != nil {
				return err
			}
			return p.show(statusParts(s)...)
		},
	}
}

// readStatus asks the network of a directory how it is.
func readStatus(ctx context.Context, home string) (*explorer.Status, error) {
	d, err := localnet.Describe(home)
	notRunning := func(why string) error {
		return withHint(fail(codeNoNode, "no local network runs in %s%s", home, why), "start one with: tianwang up --home %s", home)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notRunning("")
	}
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.URLs["explorer"]+"/status", nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, notRunning(fmt.Sprintf(": %v", err))
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fail(codeNoNode, "the network in %s does not answer yet: %s", home, b)
	}
	s := new(explorer.Status)
	return s, json.Unmarshal(b, s)
}

// statusParts shows a network: what it is, then where its services are.
func statusParts(s *explorer.Status) []part {
	r := record{
		{"ready", s.Ready},
		{"chain_id", s.ChainID},
		{"height", s.Height},
		{"supply_rao", rao(s.Supply)},
		{"subnets", s.Subnets},
		{"miners", s.Miners},
		{"validators", s.Validators},
	}
	return []part{r, urls(s.URLs)}
}

// rao is an amount that programs read as a string of rao, and people as TAO.
type rao explorer.Rao

// String implements fmt.Stringer.
func (r rao) String() string { return tokenomics.FormatTAO(uint64(r)) + " TAO" }

// MarshalText implements encoding.TextMarshaler, which makes it a JSON string.
func (r rao) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(r), 10), nil }

// urls are the places of services: one object for programs, one line each for people.
type urls map[string]string

func (u urls) members() []field { return []field{{"urls", map[string]string(u)}} }

func (u urls) write(w io.Writer) error {
	var r record
	names := make([]string, 0, len(u))
	for name := range u {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		r = append(r, field{name, u[name]})
	}
	return r.write(w)
}
