package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/testnode"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
)

// nodes is how many nodes the network has; the first is also the authority.
const nodes = 4

// stakes of the members behind the nodes, in rao.
var stakes = [nodes]uint64{100e9, 90e9, 95e9, 70e9}

// account is the address of somebody in the test.
func account(kind string, i int) string {
	return sdk.AccAddress(fmt.Sprintf("%-20s", fmt.Sprint(kind, i))).String()
}

// TestProducers_RealEngine: four nodes under the real consensus engine. The authority hands over to four members of root;
// one node stops, is jailed, and since three are too few the authority takes over again.
func TestProducers_RealEngine(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	homes, urls := initHomes(t)
	writeGenesis(t, homes)
	running := make([]*node.Node, nodes)
	for i, h := range homes {
		n, err := node.Start(ctx, h, log.NewNopLogger())
		if err != nil {
			t.Fatal(err)
		}
		running[i] = n
		t.Cleanup(func() { _ = n.Stop() })
	}
	set := follow(ctx, t, urls[0], func(r *producerv1.QueryProducersResponse) bool { return !r.ByAuthorities })
	var powers []uint64
	for _, p := range set.Producers {
		powers = append(powers, p.Power)
	}
	if fmt.Sprint(powers) != "[100000 95000 90000 70000]" {
		t.Errorf("the members produce with %d", powers)
	}
	if err := running[3].Stop(); err != nil {
		t.Fatal(err)
	}
	set = follow(ctx, t, urls[1], func(r *producerv1.QueryProducersResponse) bool { return r.ByAuthorities && r.Fit < nodes }) // the node may be behind
	if last := set.Candidates[3]; last.State != "jailed" || set.Fit != 3 || len(set.Producers) != 1 {
		t.Errorf("after one node stopped: %+v", set)
	}
	changed := running[0].Height()
	follow(ctx, t, urls[2], func(*producerv1.QueryProducersResponse) bool { return running[2].Height() > changed+5 })
}

// initHomes makes the directories of nodes that know each other.
func initHomes(t *testing.T) (homes []node.Home, urls []string) {
	t.Helper()
	var peers, p2p []string
	for range nodes {
		homes, p2p = append(homes, node.Home(t.TempDir())), append(p2p, testnode.FreePort(t))
		urls = append(urls, testnode.FreePort(t))
	}
	settings := func(i int) node.Settings {
		return node.Settings{
			Moniker: fmt.Sprint("node-", i), BlockTime: 100 * time.Millisecond, RPC: urls[i], P2P: p2p[i],
			Peers: strings.Join(peers, ","), Local: true,
		}
	}
	for i, h := range homes {
		if err := h.Init(settings(i)); err != nil {
			t.Fatal(err)
		}
	}
	for i, h := range homes {
		id, err := h.ID()
		if err != nil {
			t.Fatal(err)
		}
		peers = append(peers, id+"@"+p2p[i])
	}
	for i, h := range homes {
		if err := h.Configure(settings(i)); err != nil {
			t.Fatal(err)
		}
		urls[i] = "http://" + urls[i]
	}
	return homes, urls
}

// writeGenesis names the first node as authority and gives every node a member of root that has joined with its key.
func writeGenesis(t *testing.T, homes []node.Home) {
	t.Helper()
	rules := node.LocalRules()
	p := &rules.Producer
	p.RefreshInterval, p.LivenessWindow, p.JailDuration = 5, 8, 500
	var keys [][]byte
	for _, h := range homes {
		key, err := h.ProducerKey()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	doc, err := node.Chain{
		ID: "producers-1", Time: time.Now(), Rules: rules,
		Authorities: []producerv1.Producer{{Operator: account("operator", 0), Name: "first", Pubkey: keys[0], Power: 1}},
	}.Genesis()
	if err != nil {
		t.Fatal(err)
	}
	doc.AppState = withMembers(t, doc.AppState, keys)
	for _, h := range homes {
		if err := h.SetGenesis(doc); err != nil {
			t.Fatal(err)
		}
	}
}

// withMembers adds members with stake that was mined before.
func withMembers(t *testing.T, state json.RawMessage, keys [][]byte) json.RawMessage {
	t.Helper()
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), app.Options{})
	defer a.Close()
	var g app.Genesis
	if err := json.Unmarshal(state, &g); err != nil {
		t.Fatal(err)
	}
	total, cdc := uint64(0), a.Encoding.Codec
	for _, s := range stakes {
		total += s
	}
	coins := sdk.NewCoins(sdk.NewCoin("rao", math.NewIntFromUint64(total)))
	for _, err := range []error{
		app.EditGenesis(cdc, g, banktypes.ModuleName, func(s *banktypes.GenesisState) {
			s.Supply = coins
			s.Balances = []banktypes.Balance{{Address: authtypes.NewModuleAddress(stake.ModuleName).String(), Coins: coins}}
		}),
		app.EditGenesis(cdc, g, emission.ModuleName, func(s *emissionv1.GenesisState) { s.Ledger.Minted = total }),
		app.EditGenesis(cdc, g, stake.ModuleName, func(s *stakev1.GenesisState) {
			for i, amount := range stakes {
				shares := math.NewIntFromUint64(amount).MulRaw(1_000_000_000)
				s.Hotkeys = append(s.Hotkeys, stakev1.Hotkey{Address: account("hot", i), Owner: account("cold", i), Stake: amount, Shares: shares})
				s.Positions = append(s.Positions, stakev1.Position{Hotkey: account("hot", i), Coldkey: account("cold", i), Shares: shares})
			}
		}),
		app.EditGenesis(cdc, g, root.ModuleName, func(s *rootv1.GenesisState) {
			for i := range stakes {
				s.Members = append(s.Members, rootv1.Member{Uid: uint32(i), Hotkey: account("hot", i)}) // #nosec G115
			}
		}),
		app.EditGenesis(cdc, g, producer.ModuleName, func(s *producerv1.GenesisState) {
			for i, key := range keys {
				s.Candidates = append(s.Candidates, producerv1.Candidate{Hotkey: account("hot", i), Pubkey: key})
				s.Keys = append(s.Keys, producerv1.Key{Hotkey: account("hot", i), Pubkey: key})
			}
		}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var errReached = errors.New("reached")

// follow watches the producers from block to block until something is so.
func follow(ctx context.Context, t *testing.T, url string, until func(*producerv1.QueryProducersResponse) bool) *producerv1.QueryProducersResponse {
	t.Helper()
	c, err := client.New(url)
	if err != nil {
		t.Fatal(err)
	}
	var last *producerv1.QueryProducersResponse
	err = c.Follow(ctx, func(uint64) error {
		if last, err = producerv1.NewQueryClient(c).Producers(ctx, &producerv1.QueryProducersRequest{}); err != nil {
			return err
		}
		if until(last) {
			return errReached
		}
		return nil
	}, nil)
	if !errors.Is(err, errReached) {
		t.Fatalf("%v; the producers are %v", err, last)
	}
	return last
}
