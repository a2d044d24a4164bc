package node_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/testnode"
	"github.com/tianwang-net/tianwang/node"
)

// startChain starts a chain of one node with three subnets, of which one epoch fits into a block, and returns it.
func startChain(ctx context.Context, t *testing.T, s node.Settings) *node.Node {
	t.Helper()
	h := node.Home(t.TempDir())
	s.BlockTime, s.Local = 100*time.Millisecond, true
	if err := h.Init(s); err != nil {
		t.Fatal(err)
	}
	key, err := h.ProducerKey()
	if err != nil {
		t.Fatal(err)
	}
	rules := node.LocalRules()
	rules.Epoch.MaxEpochsPerBlock, rules.Subnet.Defaults.Tempo = 1, 2
	doc, err := node.Chain{
		ID: "operate-1", Time: time.Now(), Rules: rules,
		Authorities: []producerv1.Producer{{Operator: account("operator", 0), Name: "first", Pubkey: key, Power: 1}},
		Markets:     []node.Market{{Name: "one", Task: "lm", TaskVersion: 1}, {Name: "two", Task: "lm", TaskVersion: 1}, {Name: "three", Task: "lm", TaskVersion: 1}},
	}.Genesis()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SetGenesis(doc); err != nil {
		t.Fatal(err)
	}
	return start(ctx, t, h)
}

// start starts a node that stops with the test.
func start(ctx context.Context, t *testing.T, h node.Home) *node.Node {
	t.Helper()
	n, err := node.Start(ctx, h, log.NewNopLogger())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Stop(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// join makes the directory of a node that begins with a snapshot of another one.
func join(ctx context.Context, t *testing.T, rpc string, s node.Settings) node.Home {
	t.Helper()
	found, err := node.FindSource(ctx, []string{"http://" + rpc})
	if err != nil {
		t.Fatal(err)
	}
	s.BlockTime, s.Local, s.Peers, s.Sync = 100*time.Millisecond, true, found.Peer, &found.Sync
	h := node.Home(t.TempDir())
	if err := h.Init(s); err != nil {
		t.Fatal(err)
	}
	if err := h.SetGenesis(found.Genesis); err != nil {
		t.Fatal(err)
	}
	return h
}

// signer is somebody with a key.
type signer struct{ *secp256k1.PrivKey }

func (s signer) Address() string   { return sdk.AccAddress(s.PubKey().Address()).String() }
func (s signer) PublicKey() []byte { return s.PubKey().Bytes() }

// arrive waits until a node has a block.
func arrive(ctx context.Context, t *testing.T, rpc string, height int64) {
	t.Helper()
	c, err := client.New("http://" + rpc)
	if err != nil {
		t.Fatal(err)
	}
	err = c.Follow(ctx, func(h uint64) error {
		if int64(h) >= height { // #nosec G115 -- small
			return errReached
		}
		return nil
	}, nil)
	if !errors.Is(err, errReached) {
		t.Fatal(err)
	}
}

// reach waits until a node has a block and returns the hash of the state that this block found.
func reach(ctx context.Context, t *testing.T, rpc string, height int64) string {
	t.Helper()
	arrive(ctx, t, rpc, height)
	raw, err := rpchttp.New("http://"+rpc, "/websocket")
	if err != nil {
		t.Fatal(err)
	}
	commit, err := raw.Commit(ctx, &height)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(commit.AppHash)
}

// TestStateSync: a node that joins a running chain takes a snapshot from the node that is there, begins above genesis, and
// then agrees on the hash of the state with it, block by block, also after a restart.
func TestStateSync(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	// On a slow machine hundreds of blocks pass between an offer and the request for its parts.
	first := node.Settings{Moniker: "first", RPC: testnode.FreePort(t), P2P: testnode.FreePort(t), Snapshots: 5, KeepSnapshots: 1000}
	startChain(ctx, t, first)
	reach(ctx, t, first.RPC, 12)

	second := node.Settings{Moniker: "second", RPC: testnode.FreePort(t), P2P: testnode.FreePort(t)}
	h := join(ctx, t, first.RPC, second)
	n, err := node.Start(ctx, h, log.NewNopLogger())
	if err != nil {
		t.Fatal(err)
	}
	arrive(ctx, t, second.RPC, 1) // the first block it has is one after its snapshot
	at := n.Height() + 5
	if a, b := reach(ctx, t, first.RPC, at), reach(ctx, t, second.RPC, at); a != b {
		t.Errorf("block %d: the first node found state %s, the second %s", at, a, b)
	}
	if base := n.Base(); base < 2 {
		t.Errorf("the second node has block %d: it has executed the whole chain", base)
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	n = start(ctx, t, h)
	at = n.Height() + 5
	if a, b := reach(ctx, t, first.RPC, at), reach(ctx, t, second.RPC, at); a != b {
		t.Errorf("after a restart, block %d: the first node found state %s, the second %s", at, a, b)
	}
}

// TestFindSource_Refuses wants servers that are silent, or follow another chain, to be refused by name.
func TestFindSource_Refuses(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var urls []string
	for _, name := range []string{"one", "other"} {
		s := node.Settings{Moniker: name, RPC: testnode.FreePort(t), P2P: testnode.FreePort(t)}
		startChain(ctx, t, s)
		reach(ctx, t, s.RPC, 3)
		urls = append(urls, "http://"+s.RPC)
	}
	if _, err := node.FindSource(ctx, urls); err == nil || !strings.Contains(err.Error(), "they follow different chains") {
		t.Errorf("two chains: %v", err)
	}
	silent := "http://" + testnode.FreePort(t)
	if _, err := node.FindSource(ctx, []string{silent}); err == nil || !strings.Contains(err.Error(), silent) {
		t.Errorf("a silent server: %v", err)
	}
	if _, err := node.FindSource(ctx, nil); err == nil {
		t.Error("no server: no error")
	}
}

// deploy is the folder of what operators install, seen from here.
var deploy = filepath.Join("..", "deploy")

// metricName finds the names of metrics in the expressions of dashboards and alerts.
var metricName = regexp.MustCompile(`\b(?:tianwang|cometbft|go|process)_[a-z0-9_]+`)

// expressions returns what a JSON or YAML file asks Prometheus for.
func expressions(t *testing.T, file string) (found []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".json" && !json.Valid(text) {
		t.Fatalf("%s is no JSON", file)
	}
	for _, m := range regexp.MustCompile(`(?m)"?expr"?: (.*)$`).FindAllSubmatch(text, -1) {
		found = append(found, metricName.FindAllString(string(m[1]), -1)...)
	}
	if len(found) == 0 {
		t.Fatalf("%s asks for nothing", file)
	}
	return found
}

// scrape reads metrics as Prometheus does, and returns all names of series.
func scrape(ctx context.Context, t *testing.T, address string) map[string]float64 {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("metrics: %s: %v: %s", res.Status, err, body)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]float64{}
	for name, f := range families {
		for _, m := range f.Metric {
			var all strings.Builder
			for _, l := range m.Label {
				if strings.HasPrefix(name, "tianwang_") {
					fmt.Fprintf(&all, "{%s=%s}", l.GetName(), l.GetValue())
				}
			}
			labels := all.String()
			switch {
			case m.Histogram != nil:
				series[name+"_bucket"], series[name+"_sum"] = 0, m.Histogram.GetSampleSum()
				series[name+"_count"+labels] = float64(m.Histogram.GetSampleCount())
				series[name+"_count"] = series[name+"_count"+labels]
			case m.Counter != nil:
				series[name+labels], series[name] = m.Counter.GetValue(), m.Counter.GetValue()
			case m.Gauge != nil:
				series[name+labels], series[name] = m.Gauge.GetValue(), m.Gauge.GetValue()
			default:
				series[name] = 0
			}
		}
	}
	return series
}

// TestMetrics scrapes two nodes that run in one process: everything that the dashboard and the alerts ask for is there,
// the figures are those of the chain, and each node tells its own.
func TestMetrics(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	first := node.Settings{
		Moniker: "first", RPC: testnode.FreePort(t), P2P: testnode.FreePort(t), Metrics: testnode.FreePort(t), Snapshots: 5, KeepSnapshots: 1000,
	}
	old := startChain(ctx, t, first)
	reach(ctx, t, first.RPC, 5)
	c, err := client.New("http://" + first.RPC)
	if err != nil {
		t.Fatal(err)
	}
	_, registered, err := c.RegisterByWork(ctx, signer{secp256k1.GenPrivKey()}, account("cold", 0), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	second := node.Settings{Moniker: "second", RPC: testnode.FreePort(t), P2P: testnode.FreePort(t), Metrics: testnode.FreePort(t)}
	young := start(ctx, t, join(ctx, t, first.RPC, second))
	arrive(ctx, t, second.RPC, old.Height()+10)

	told := scrape(ctx, t, first.Metrics)
	for name, least := range map[string]float64{
		"tianwang_height":                                          float64(registered.Height) + 10,
		"tianwang_minted_rao_total":                                10e9,
		"tianwang_supply_rao":                                      10e9,
		"tianwang_block_reward_rao":                                1e9,
		"tianwang_block_timestamp_seconds":                         1.7e9,
		"tianwang_snapshot_height":                                 5,
		"tianwang_producers":                                       1,
		"tianwang_produced_by_authorities":                         1,
		"tianwang_neurons{netuid=1}":                               1,
		"tianwang_epochs_total{netuid=1}{result=closed}":           2,
		"tianwang_epochs_total{netuid=2}{result=deferred}":         1,
		"tianwang_events_total{event=emission.v1.EventMinted}":     10,
		"tianwang_transactions_total{result=ok}":                   1,
		"tianwang_checked_transactions_total{kind=new}{result=ok}": 1,
		"tianwang_epoch_seconds_count":                             6,
		"tianwang_block_execution_seconds_count":                   15,
		"cometbft_consensus_height":                                15,
		"cometbft_p2p_peers":                                       1,
	} {
		if got, ok := told[name]; !ok || got < least {
			t.Errorf("%s is %v (%t), at least %v is expected", name, got, ok, least)
		}
	}
	if took, all := told["tianwang_epoch_seconds_sum"], told["tianwang_block_execution_seconds_sum"]; took <= 0 || took >= all {
		t.Errorf("the epochs took %v s of %v s of all blocks", took, all)
	}
	other := scrape(ctx, t, second.Metrics)
	if executed := other["tianwang_block_execution_seconds_count"]; young.Base() < 2 || executed >= told["tianwang_block_execution_seconds_count"] {
		t.Errorf("the second node has blocks from %d on and tells %v that it has executed", young.Base(), executed)
	}
	maps.Copy(told, other)
	checkNames(t, told)
}

// checkNames wants everything that dashboard and alerts ask for to be told, and everything of ours that is told to be
// in the guide.
func checkNames(t *testing.T, told map[string]float64) {
	t.Helper()
	for _, pattern := range []string{filepath.Join(deploy, "grafana", "*.json"), filepath.Join(deploy, "prometheus", "alerts.yml")} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files: %v", pattern, err)
		}
		for _, file := range files {
			for _, name := range expressions(t, file) {
				if strings.HasPrefix(name, "tianwang_neuron_") {
					continue // miners and validators tell these: neuron/observe looks after them
				}
				if _, ok := told[name]; !ok {
					t.Errorf("%s asks for %s, which no node tells", file, name)
				}
			}
		}
	}
	guide, err := os.ReadFile(filepath.Join("..", "docs", "guide", "observe.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range told {
		family := regexp.MustCompile(`(_bucket|_sum|_count)?(\{.*)?$`).ReplaceAllString(name, "")
		if strings.HasPrefix(family, "tianwang_") && !strings.Contains(string(guide), "`"+family+"`") {
			t.Errorf("the guide does not name `%s`", family)
		}
	}
}
