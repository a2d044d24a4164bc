package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/wallet"
)

// defaultNode is where a node on this machine listens.
const defaultNode = "http://127.0.0.1:26657"

// nodes returns the nodes to ask: those of the flag, of the environment, of the local network, or the default one.
func (p *program) nodes() ([]string, error) {
	nodes := p.flags.nodes
	if v, _ := p.lookup("TIANWANG_NODE"); len(nodes) == 0 && v != "" {
		nodes = strings.Split(v, ",")
	}
	if len(nodes) == 0 {
		local, err := p.localNode()
		if err != nil {
			return nil, err
		}
		nodes = []string{local}
	}
	for i, n := range nodes {
		n = strings.TrimSpace(n)
		if u, err := url.Parse(n); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, usage("node %q: an address such as %s is needed", n, defaultNode)
		}
		nodes[i] = n
	}
	return nodes, nil
}

// localNode returns the node that the local network names, or the default one if there is no such network.
func (p *program) localNode() (string, error) {
	home, err := p.homeDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(home, "network.json")
	data, err := os.ReadFile(path) // #nosec G304 -- the user's own
	if errors.Is(err, fs.ErrNotExist) {
		return defaultNode, nil
	}
	var network struct {
		RPC string `json:"rpc"`
	}
	if err == nil {
		err = json.Unmarshal(data, &network)
	}
	if err == nil && network.RPC == "" {
		err = errors.New(`it has no "rpc"`)
	}
	if err != nil {
		return "", usage("%s: %v", path, err)
	}
	return network.RPC, nil
}

// connect returns a client whose first node has answered.
func (p *program) connect(ctx context.Context) (*client.Client, error) {
	nodes, err := p.nodes()
	if err != nil {
		return nil, err
	}
	c, err := client.New(nodes...)
	if err != nil {
		return nil, usage("%v", err)
	}
	_, err = c.ChainID(ctx)
	switch {
	case err == nil:
		return c, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, client.ErrNoNode):
		return nil, err
	}
	return nil, withHint(fail(codeNoNode, "%s: this is not the RPC of a node: %v", strings.Join(nodes, ", "), err), noNodeHint)
}

// query runs a command that only reads.
func (p *program) query(ctx context.Context, read func(context.Context, *client.Client) ([]part, error)) error {
	ctx, cancel := p.within(ctx)
	defer cancel()
	c, err := p.connect(ctx)
	if err != nil {
		return err
	}
	parts, err := read(ctx, c)
	if err != nil {
		return ended(ctx, err)
	}
	return p.show(parts...)
}

// ended returns why the context ended instead of the bare fact that it did.
func ended(ctx context.Context, err error) error {
	var unknown *client.UnknownError
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.As(err, &unknown) {
		return context.Cause(ctx)
	}
	return err
}

// order is something that a command wants from the chain.
type order struct {
	// by unlocks the key that signs; p.coldkey or p.hotkey.
	by func(context.Context) (*wallet.Key, error)
	// prepare makes the message, and the question that a person is asked before it is signed, "" for none.
	prepare func(context.Context, *client.Client) (msg sdk.Msg, question string, err error)
	// more, if not nil, returns further messages that go into the same transaction; all take effect, or none.
	more func() []sdk.Msg
	// answer, if not nil, receives the chain's answer to the first message.
	answer proto.Message
	// done returns what the command shows when the message is in a block, before fee, block and hash.
	done func() []part
}

// carryOut is the way of every transaction: prepare, ask, unlock the key, send, wait for the block, show. The time in
// which a person thinks and types does not count.
func (p *program) carryOut(ctx context.Context, o order) error {
	c, msgs, question, err := p.prepare(ctx, o)
	if err != nil {
		return err
	}
	if err := p.confirm(question); err != nil {
		return err
	}
	key, err := o.by(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := p.within(ctx)
	defer cancel()
	res, err := c.Send(ctx, key, msgs...)
	if err != nil {
		return ended(ctx, err)
	}
	if o.answer != nil {
		if err := c.Response(res, 0, o.answer); err != nil {
			return err
		}
	}
	return p.show(append(o.done(), receipt(res))...)
}

// prepare makes the messages of an order, and adds the fee to the question.
func (p *program) prepare(ctx context.Context, o order) (*client.Client, []sdk.Msg, string, error) {
	ctx, cancel := p.within(ctx)
	defer cancel()
	c, err := p.connect(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	msg, question, err := o.prepare(ctx, c)
	msgs := []sdk.Msg{msg}
	if err == nil && o.more != nil {
		msgs = append(msgs, o.more()...)
	}
	if err == nil && question != "" {
		var fee uint64
		fee, err = c.Fee(ctx, msgs...)
		question = fmt.Sprintf("%s, for a fee of %s TAO?", question, tokenomics.FormatTAO(fee))
	}
	return c, msgs, question, ended(ctx, err)
}

// always is the preparation of a message that depends on nothing.
func always(msg sdk.Msg, question string) func(context.Context, *client.Client) (sdk.Msg, string, error) {
	return func(context.Context, *client.Client) (sdk.Msg, string, error) { return msg, question, nil }
}

// receipt shows where a transaction is.
func receipt(res *client.Result) part {
	return record{{"fee", tao(res.Fee)}, {"block", res.Height}, {"hash", res.Hash}}
}
