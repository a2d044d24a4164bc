//go:build e2e

package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/internal/localnet"
)

const (
	netPatience  = 10 * time.Minute // until a network has learned
	portsPerBase = 40
)

// place is a running network.
type place struct{ app, wallet, rpc string }

// market is what all tests share: it takes minutes until one has learned.
var market struct {
	once sync.Once
	at   place
	err  error
	stop func() error
}

// chromium is the browser that tests share which do not need one of their own.
var chromium struct {
	once sync.Once
	is   context.Context //nolint:containedctx // chromedp keeps the browser in it
	err  error
	stop func()
}

// TestMain stops the network and the browser when all tests have ended.
func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	if market.stop != nil {
		if err := market.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "the network:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// startNetwork runs a network like "tianwang up", or goes to one that runs: WALLET_NETWORK names its first port.
func startNetwork(t *testing.T) place {
	t.Helper()
	market.once.Do(func() { market.at, market.err = start() })
	if market.err != nil {
		t.Fatal(market.err)
	}
	return market.at
}

func start() (place, error) {
	if at := os.Getenv("WALLET_NETWORK"); at != "" {
		var base int
		_, err := fmt.Sscan(at, &base)
		at := localnet.PortsFrom(base)
		return place{fmt.Sprintf("http://127.0.0.1:%d", at.App), fmt.Sprintf("http://127.0.0.1:%d", at.Wallet), fmt.Sprintf("http://127.0.0.1:%d", at.RPC)}, err
	}
	base, err := freeBase()
	if err != nil {
		return place{}, err
	}
	home, err := os.MkdirTemp("", "wallet-net")
	if err != nil {
		return place{}, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	n, err := localnet.Start(ctx, localnet.Options{
		Home: home, Validators: 1, BlockTime: time.Second, Ports: localnet.PortsFrom(base), Tasks: []string{"translate-en-es"},
	})
	if err != nil {
		cancel()
		return place{}, errors.Join(err, os.RemoveAll(home))
	}
	market.stop = func() error {
		cancel()
		return errors.Join(n.Wait(), os.RemoveAll(home))
	}
	deadline, tick := time.After(netPatience), time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if s, err := n.Status(ctx); err == nil && s.Ready {
			return place{n.URLs()["app"], n.URLs()["wallet"], n.URLs()["rpc"]}, nil
		}
		select {
		case <-tick.C:
		case <-deadline:
			return place{}, errors.New("the network is never ready")
		}
	}
}

// freeBase finds ports in a row that nobody listens on.
func freeBase() (int, error) {
	for base := 24000; base < 60000; base += portsPerBase {
		free := true
		for port := base; port < base+portsPerBase && free; port++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if free = err == nil; free {
				_ = l.Close()
			}
		}
		if free {
			return base, nil
		}
	}
	return 0, errors.New("no free ports")
}
