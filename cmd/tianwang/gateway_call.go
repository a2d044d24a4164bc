package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway/billing"
	"github.com/tianwang-net/tianwang/openai"
)

// defaultGateway is where a gateway on this machine listens.
const defaultGateway = "http://127.0.0.1:8080"

// maxReply bounds what a gateway may answer, in bytes.
const maxReply = 64 << 20

// gatewayURLFlag adds the flag that names a gateway; the result is the address, without a path.
func (p *program) gatewayURLFlag(cmd *cobra.Command) func() (string, error) {
	named := cmd.Flags().String("url", "", "address of the gateway (TIANWANG_GATEWAY; default "+defaultGateway+")")
	return func() (string, error) {
		env, _ := p.lookup("TIANWANG_GATEWAY")
		address := strings.TrimSuffix(strings.TrimSuffix(cmp.Or(*named, env, defaultGateway), "/"), "/v1")
		if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" {
			return "", usage("gateway %q: an address such as %s is needed", address, defaultGateway)
		}
		return address, nil
	}
}

// shopCall is a request about an account of a gateway.
type shopCall struct {
	url, method, path string
	channel           uint64 // if not 0, the coldkey signs as its payer
	body              []byte
}

// call carries out a request and returns the body of the answer.
func (p *program) call(ctx context.Context, c shopCall) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, c.method, c.url+c.path, bytes.NewReader(c.body))
	if err != nil {
		return nil, usage("%v", err)
	}
	if c.channel != 0 {
		terms, err := p.shopTerms(ctx, c.url)
		if err != nil {
			return nil, err
		}
		key, err := p.coldkey(ctx)
		if err != nil {
			return nil, err
		}
		if err := billing.Sign(r, c.body, terms.Chain, terms.Gateway, c.channel, key, time.Now()); err != nil {
			return nil, err
		}
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, withHint(fail(codeNoNode, "gateway %s does not answer: %v", c.url, errors.Unwrap(err)), "name a gateway with --url or TIANWANG_GATEWAY")
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxReply))
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, shopRefusal(c, res.StatusCode, body)
	}
	return body, nil
}

// shopRefusal turns the answer of a gateway into an error.
func shopRefusal(c shopCall, status int, body []byte) error {
	var e openai.ErrorBody
	if json.Unmarshal(body, &e) != nil || e.Error == nil || e.Error.Code == nil {
		return fail(codeInternal, "%s%s: status %d, and no word why", c.url, c.path, status)
	}
	how := codeRefused
	switch {
	case status == http.StatusNotFound && *e.Error.Code == "unknown_url":
		return withHint(fail(codeUsage, "gateway %s takes no money: it has no accounts", c.url), "ask it without a key")
	case status == http.StatusNotFound:
		how = codeNotFound
	case status >= http.StatusInternalServerError:
		how = codeInternal
	case status == http.StatusBadRequest:
		how = codeUsage
	}
	return fail(how, "%s", e.Error.Message)
}

// shopTerms asks what a gateway tells everybody.
func (p *program) shopTerms(ctx context.Context, address string) (t billing.Terms, err error) {
	return t, p.callInto(ctx, shopCall{url: address, method: http.MethodGet, path: billing.PathTerms}, &t)
}

// callInto carries out a request and reads its answer.
func (p *program) callInto(ctx context.Context, c shopCall, v any) error {
	body, err := p.call(ctx, c)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%s%s: not the answer of a gateway: %w", c.url, c.path, err)
	}
	return nil
}
