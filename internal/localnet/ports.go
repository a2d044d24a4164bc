package localnet

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// Ports says who listens where; all on loopback.
type Ports struct {
	App    int // page, explorer's API and gateway
	Wallet int // the page that holds keys, on an origin of its own
	REST   int
	RPC    int
	GRPC   int
	Peer   int // of the first node; the others follow
	Axon   int // of the first miner; the others follow
}

// DefaultPorts are those that people know from other chains.
func DefaultPorts() Ports {
	return Ports{App: 8080, Wallet: 8081, REST: 1317, RPC: 26657, GRPC: 9090, Peer: 26670, Axon: 9100}
}

// Places of a port relative to a base.
const (
	offWallet = 1
	offREST   = 2
	offRPC    = 3
	offGRPC   = 4
	offPeer   = 10
	offAxon   = 30
)

// PortsFrom places all ports from a base upwards: App is the base itself.
func PortsFrom(base int) Ports {
	return Ports{App: base, Wallet: base + offWallet, REST: base + offREST, RPC: base + offRPC, GRPC: base + offGRPC, Peer: base + offPeer, Axon: base + offAxon}
}

// check returns an error that names every port that is taken.
func (p Ports) check(nodes, miners int) error {
	wanted := map[int]string{p.App: "page and gateway", p.Wallet: "wallet", p.REST: "REST", p.RPC: "RPC", p.GRPC: "gRPC"}
	order := []int{p.App, p.Wallet, p.REST, p.RPC, p.GRPC}
	for i := range nodes {
		wanted[p.Peer+i] = fmt.Sprintf("node %d", i)
		order = append(order, p.Peer+i)
	}
	for i := range miners {
		wanted[p.Axon+i] = fmt.Sprintf("miner %d", i)
		order = append(order, p.Axon+i)
	}
	var taken []string
	for _, port := range order {
		l, err := net.Listen("tcp", loopback(port))
		if err != nil {
			taken = append(taken, fmt.Sprintf("%d (%s)", port, wanted[port]))
			continue
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	if len(taken) > 0 {
		return errors.New("these ports are taken: " + strings.Join(taken, ", ") +
			"; stop what uses them (perhaps another local network), or choose others with --port-base")
	}
	return nil
}

func loopback(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
