package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
)

// callTimeout bounds a single call to one node, so that a node that hangs is left for the next.
const callTimeout = 10 * time.Second

// ErrNoNode says that none of the nodes answered.
var ErrNoNode = errors.New("no node answers")

// Client talks to a chain through one or more nodes.
type Client struct {
	enc   encoding
	nodes []*rpchttp.HTTP
	urls  []string

	current atomic.Int32  // index of the node that answered last
	stands  time.Duration // for how long the chain may seem to stand still before all nodes are asked

	mu      sync.Mutex
	chainID string
}

// New returns a client for the nodes with the given RPC addresses (http://host:port), first choice first. It does not
// connect yet: a node may be started later.
func New(urls ...string) (*Client, error) {
	if len(urls) == 0 {
		return nil, errors.New("client: the address of a node is needed, for example http://127.0.0.1:26657")
	}
	enc, err := newEncoding()
	if err != nil {
		return nil, err
	}
	c := &Client{enc: enc, urls: urls, stands: heartbeat}
	for _, u := range urls {
		n, err := rpchttp.NewWithClient(u, "/websocket", &http.Client{Timeout: callTimeout})
		if err != nil {
			return nil, fmt.Errorf("client: node %s: %w", u, err)
		}
		c.nodes = append(c.nodes, n)
	}
	return c, nil
}

// do calls one node after the other, beginning with the one that answered last, until one answers. An answer that is an
// error of the request itself, and not of the connection, ends the search.
func do[R any](ctx context.Context, c *Client, call func(context.Context, *rpchttp.HTTP) (R, error)) (R, error) {
	var none R
	var failures []error
	first := int(c.current.Load())
	for k := range c.nodes {
		i := (first + k) % len(c.nodes)
		r, err := call(ctx, c.nodes[i])
		if err == nil || !isConnection(err) {
			c.current.Store(int32(i)) // #nosec G115 -- few nodes
			return r, err
		}
		if ctx.Err() != nil {
			return none, ctx.Err()
		}
		failures = append(failures, fmt.Errorf("%s: %w", c.urls[i], err))
	}
	return none, fmt.Errorf("%w: %w", ErrNoNode, errors.Join(failures...))
}

// ChainID returns the name of the chain, which is asked once.
func (c *Client) ChainID(ctx context.Context) (string, error) {
	c.mu.Lock()
	known := c.chainID
	c.mu.Unlock()
	if known != "" {
		return known, nil
	}
	s, err := c.tip(ctx)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chainID = s.chainID
	return s.chainID, nil
}

// Height returns the height of the latest block.
func (c *Client) Height(ctx context.Context) (uint64, error) {
	s, err := c.tip(ctx)
	return s.height, err
}

// tip is what a node says of its latest block.
type tip struct {
	chainID string
	height  uint64
	time    time.Time
}

func (c *Client) tip(ctx context.Context) (tip, error) {
	return do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (tip, error) {
		s, err := n.Status(ctx)
		if err != nil {
			return tip{}, err
		}
		return tip{s.NodeInfo.Network, uint64(s.SyncInfo.LatestBlockHeight), s.SyncInfo.LatestBlockTime}, nil // #nosec G115
	})
}

// BlockTime returns when the block at a height was made. A node that has pruned it says so.
func (c *Client) BlockTime(ctx context.Context, height uint64) (time.Time, error) {
	h := int64(height) // #nosec G115 -- heights are far below 2⁶³
	return do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (time.Time, error) {
		b, err := n.Header(ctx, &h)
		if err != nil {
			return time.Time{}, err
		}
		return b.Header.Time, nil
	})
}

// BlockHash returns the hash of the block at a height.
func (c *Client) BlockHash(ctx context.Context, height uint64) ([]byte, error) {
	h := int64(height) // #nosec G115 -- heights are far below 2⁶³
	return do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) ([]byte, error) {
		b, err := n.Header(ctx, &h)
		if err != nil {
			return nil, err
		}
		return b.Header.Hash(), nil
	})
}
