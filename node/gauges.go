package node

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
)

// gaugePatience is how long the state may take to answer somebody who asks for the metrics.
const gaugePatience = 5 * time.Second

// gauges reads the state of the latest block when somebody asks for the metrics. What cannot be read is left out.
type gauges struct{ n *Node }

var (
	heightDesc   = describe("height", "Height of the latest block of the node.")
	timeDesc     = describe("block_timestamp_seconds", "Time of the latest block, in seconds since 1970.")
	snapshotDesc = describe("snapshot_height", "Height of the latest snapshot that the node offers to others, 0 if there is none.")
	supplyDesc   = describe("supply_rao", "Coins in existence.")
	mintedDesc   = describe("minted_rao_total", "Coins minted since genesis.")
	burnedDesc   = describe("burned_rao_total", "Coins burned since genesis: fees, and prices of registration.")
	rewardDesc   = describe("block_reward_rao", "What the next block mints, if a subnet is active.")
	pendingDesc  = describe("pending_rao", "Emission that waits for the next epoch of a subnet.", "netuid")
	neuronsDesc  = describe("neurons", "Occupied slots of a subnet.", "netuid")
	makersDesc   = describe("producers", "Nodes that make blocks.")
	fitDesc      = describe("producers_fit", "Members of root that offered to make blocks and could.")
	byGenesis    = describe("produced_by_authorities", "1 while the authorities of genesis make the blocks, else 0.")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(tianwang.Name+"_"+name, help, labels, nil)
}

// Describe implements prometheus.Collector.
func (g gauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		heightDesc, timeDesc, snapshotDesc, supplyDesc, mintedDesc, burnedDesc, rewardDesc, pendingDesc, neuronsDesc,
		makersDesc, fitDesc, byGenesis,
	} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (g gauges) Collect(out chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, value uint64, labels ...string) {
		kind := prometheus.GaugeValue
		if d == mintedDesc || d == burnedDesc {
			kind = prometheus.CounterValue
		}
		out <- prometheus.MustNewConstMetric(d, kind, float64(value), labels...)
	}
	store := g.n.comet.BlockStore()
	if meta := store.LoadBlockMeta(store.Height()); meta != nil {
		tell(heightDesc, uint64(meta.Header.Height))    // #nosec G115 -- not negative
		tell(timeDesc, uint64(meta.Header.Time.Unix())) // #nosec G115 -- not negative
	}
	tell(snapshotDesc, g.n.snapshotHeight())
	ctx, cancel := context.WithTimeout(context.Background(), gaugePatience)
	defer cancel()
	for _, read := range []func(context.Context, queries, func(*prometheus.Desc, uint64, ...string)) error{market, makers} {
		if err := read(ctx, queries{g.n.app}, tell); err != nil {
			g.n.logger.Error("state for metrics", "err", err)
		}
	}
}

// market tells of the coin and of the subnets.
func market(ctx context.Context, q queries, tell func(*prometheus.Desc, uint64, ...string)) error {
	s, err := emissionv1.NewQueryClient(q).Supply(ctx, &emissionv1.QuerySupplyRequest{})
	if err != nil {
		return err
	}
	tell(supplyDesc, s.Supply)
	tell(mintedDesc, s.Ledger.Minted)
	tell(burnedDesc, s.Ledger.Burned)
	tell(rewardDesc, s.BlockReward)
	pending := map[uint32]uint64{}
	for _, p := range s.Pending {
		pending[p.Netuid] = p.Amount
	}
	r, err := subnetv1.NewQueryClient(q).Subnets(ctx, &subnetv1.QuerySubnetsRequest{})
	if err != nil {
		return err
	}
	for _, s := range r.Subnets {
		netuid := strconv.FormatUint(uint64(s.Subnet.Netuid), 10)
		tell(neuronsDesc, uint64(s.Subnet.Neurons), netuid)
		tell(pendingDesc, pending[s.Subnet.Netuid], netuid)
	}
	return nil
}

// makers tells who makes blocks.
func makers(ctx context.Context, q queries, tell func(*prometheus.Desc, uint64, ...string)) error {
	r, err := producerv1.NewQueryClient(q).Producers(ctx, &producerv1.QueryProducersRequest{})
	if err != nil {
		return err
	}
	tell(makersDesc, uint64(len(r.Producers)))
	tell(fitDesc, uint64(r.Fit))
	var authorities uint64
	if r.ByAuthorities {
		authorities = 1
	}
	tell(byGenesis, authorities)
	return nil
}

// queries asks the state machine in this process, as clients ask it over a network.
type queries struct{ app *app.App }

var _ grpc.ClientConnInterface = queries{}

// Invoke implements grpc.ClientConnInterface.
func (q queries) Invoke(ctx context.Context, method string, args, reply any, _ ...grpc.CallOption) error {
	request, ok := args.(proto.Message)
	answer, ok2 := reply.(proto.Message)
	if !ok || !ok2 {
		return fmt.Errorf("%s: not a query of this chain", method)
	}
	data, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	res, err := q.app.Query(ctx, &abci.RequestQuery{Path: method, Data: data})
	if err != nil {
		return err
	}
	if !res.IsOK() {
		return fmt.Errorf("%s: %s", method, res.Log)
	}
	return proto.Unmarshal(res.Value, answer)
}

// NewStream implements grpc.ClientConnInterface.
func (queries) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("queries of the chain do not stream")
}
