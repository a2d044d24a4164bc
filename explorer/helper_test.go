package explorer_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/relay"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/internal/testnode"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/work"
)

type key = testnode.Key

var newKey = testnode.NewKey

// The people of the test's chain.
var hot, cold, friend = newKey("hot"), newKey("cold"), newKey("friend")

// site is an explorer of a chain of one node.
type site struct {
	t        *testing.T
	node     *node.Node
	client   *client.Client
	api      *explorer.API
	view     *neuron.View
	follower *explorer.Follower
	index    string
	server   *httptest.Server
}

// newSite starts a chain and an explorer that follows it.
func newSite(t *testing.T) *site {
	t.Helper()
	h, settings := testnode.Home(t, "explorer-test-1")
	n, rpc := testnode.Start(t, h), "http://"+settings.RPC
	c, err := client.New(rpc)
	if err != nil {
		t.Fatal(err)
	}
	x := &site{t: t, node: n, client: c, index: filepath.Join(t.TempDir(), "index.db")}
	s, err := store.Open(t.Context(), x.index)
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	view := neuron.NewView(c, quiet)
	x.view = view
	x.follower = explorer.NewFollower(c, s, quiet, nil)
	x.api = explorer.New(explorer.Config{
		Rate: -1, Parts: []explorer.Part{relay.New(relay.Config{}, c, quiet)}, Labels: map[string]string{hot.Address(): "Judge Ann"},
	}, c, view, s, x.follower, quiet)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- view.Run(ctx) }()
	go func() { ended <- x.follower.Run(ctx) }()
	x.server = httptest.NewServer(x.api.Handler())
	t.Cleanup(func() {
		x.server.Close()
		cancel()
		<-ended
		<-ended
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		x.stop()
	})
	return x
}

// stop stops the node; a second time nothing happens.
func (x *site) stop() {
	if x.node != nil {
		_ = x.node.Stop()
		x.node = nil
	}
}

// until waits for something to become true of the explorer.
func (x *site) until(what string, ok func() bool) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.t.Context(), 90*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			x.t.Fatalf("never came to pass: %s", what)
		}
	}
}

// reaches waits until the index goes up to a height.
func (x *site) reaches(height uint64) {
	x.t.Helper()
	x.until("the height of the index", func() bool { at, _ := x.follower.Heights(); return at >= height })
}

func (x *site) send(by key, msgs ...sdk.Msg) *client.Result {
	x.t.Helper()
	r, err := x.client.Send(x.t.Context(), by, msgs...)
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

// live has a neuron register, earn, stake, pay and vote.
func (x *site) live() *client.Result {
	x.t.Helper()
	x.reaches(2)
	ctx := x.t.Context()
	q, err := subnetv1.NewQueryClient(x.client).WorkBase(ctx, &subnetv1.QueryWorkBaseRequest{Netuid: 1})
	if err != nil {
		x.t.Fatal(err)
	}
	p := work.Puzzle{ChainID: "explorer-test-1", Netuid: 1, BlockHash: q.Hash, Hotkey: hot.PubKey().Address()}
	nonce, err := p.Solve(ctx, q.Difficulty, 0, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	x.send(hot, &subnetv1.MsgRegisterWork{Hotkey: hot.Address(), Coldkey: cold.Address(), Netuid: 1, Height: q.Height, Nonce: nonce})
	x.reaches(24)
	x.send(cold, &stakev1.MsgRemoveStake{Coldkey: cold.Address(), Hotkey: hot.Address(), Amount: 5 * tao})
	paid := x.send(cold, &banktypes.MsgSend{FromAddress: cold.Address(), ToAddress: friend.Address(), Amount: coins(tao / 4)})
	x.send(cold, &stakev1.MsgAddStake{Coldkey: cold.Address(), Hotkey: hot.Address(), Amount: tao})
	proposal := &govv1.MsgSubmitProposal{Proposer: cold.Address(), Title: "meet", Summary: "in May", InitialDeposit: coins(tao), Metadata: "a text"}
	x.send(cold, proposal)
	last := x.send(cold, &govv1.MsgVote{Voter: cold.Address(), ProposalId: 1, Option: govv1.OptionYes})
	x.reaches(last.Height)
	return paid
}

const tao = 1_000_000_000

func coins(rao int64) sdk.Coins { return sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewInt(rao))) }

// fetch asks the server for anything that it serves.
func (x *site) fetch(path string) (*http.Response, []byte) {
	x.t.Helper()
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodGet, x.server.URL+path, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return res, b
}

// get asks the API and returns what it answered.
func (x *site) get(path string) (status int, header http.Header, body any) {
	x.t.Helper()
	res, b := x.fetch(path)
	if err := json.Unmarshal(b, &body); err != nil {
		x.t.Fatalf("%s: %v: %s", path, err, b)
	}
	return res.StatusCode, res.Header, body
}

// falsify changes the index behind the explorer's back.
func (x *site) falsify(statement string) {
	x.t.Helper()
	db, err := sql.Open("sqlite", "file:"+x.index+"?_pragma=busy_timeout(10000)")
	if err != nil {
		x.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(x.t.Context(), statement); err != nil {
		x.t.Fatal(err)
	}
}
