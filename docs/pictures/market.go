package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// patience is how long the network may take until it is ready: models learn on a busy machine.
const patience = 20 * time.Minute

// market is the addresses of a network's services.
type market struct{ explorer, gateway, faucet string }

// addresses asks a network where its services are.
func addresses(ctx context.Context, app string) (map[string]string, error) {
	app = strings.TrimSuffix(app, "/")
	m := &market{explorer: app + "/api/v1"}
	var status struct{ URLs map[string]string }
	if err := again(ctx, func() error { return m.get(ctx, "/status", &status) }); err != nil {
		return nil, err
	}
	return status.URLs, nil
}

// settle waits until every subnet has a best miner and has closed some epochs.
func (m *market) settle(ctx context.Context, epochs uint64) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		if ready, err := m.settled(ctx, epochs); ready || ctx.Err() != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("the network is not ready: %w", ctx.Err())
		}
	}
}

func (m *market) settled(ctx context.Context, epochs uint64) (bool, error) {
	var status struct{ Ready bool }
	var subnets []struct{ Epoch uint64 }
	if err := m.get(ctx, "/status", &status); err != nil || !status.Ready {
		return false, err
	}
	if err := m.get(ctx, "/subnets", &subnets); err != nil {
		return false, err
	}
	for _, s := range subnets {
		if s.Epoch < epochs {
			return false, nil
		}
	}
	return len(subnets) > 0, nil
}

// play lets the market do what people want of it, and returns what the paths of pages can name afterwards.
func (m *market) play(ctx context.Context) (*strings.Replacer, error) {
	for model, text := range map[string]string{
		"translate-en-es": "And God said, Let there be light.",
		"assistant":       "How do I stake?",
		"lm-bytes":        "En el principio",
	} {
		body := map[string]any{"model": model, "messages": []map[string]string{{"role": "user", "content": text}}}
		if err := again(ctx, func() error { return m.post(ctx, m.gateway+"/chat/completions", body) }); err != nil {
			return nil, err
		}
	}
	var validators, txs struct {
		Data []struct{ Hotkey, Owner, Hash string }
	}
	for path, v := range map[string]any{"/validators": &validators, "/txs?limit=1": &txs} {
		if err := again(ctx, func() error { return m.get(ctx, path, v) }); err != nil {
			return nil, err
		}
	}
	if len(validators.Data) == 0 || len(txs.Data) == 0 {
		return nil, fmt.Errorf("%d validators and %d transactions are not enough", len(validators.Data), len(txs.Data))
	}
	judge := validators.Data[0]
	if err := m.pay(ctx, judge.Owner); err != nil {
		return nil, err
	}
	return strings.NewReplacer("{validator}", judge.Hotkey, "{account}", judge.Owner, "{tx}", txs.Data[0].Hash), nil
}

// pay has the faucet pay somebody, so that there is something to see of an account, and waits until the index has it.
func (m *market) pay(ctx context.Context, address string) error {
	var paid struct{ Data []any }
	return again(ctx, func() error {
		if err := m.get(ctx, "/transfers?limit=1&address="+address, &paid); err != nil || len(paid.Data) > 0 {
			return err
		}
		if err := m.post(ctx, m.explorer+"/faucet", map[string]string{"address": address}); err != nil {
			return err
		}
		return errors.New("the index does not have the payment yet")
	})
}

// again tries something for a while: a busy machine answers late, and says so.
func again(ctx context.Context, try func() error) error {
	const tries = 200
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	var err error
	for range tries {
		if err = try(); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return err
		}
	}
	return err
}

func (m *market) get(ctx context.Context, path string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.explorer+path, nil)
	if err != nil {
		return err
	}
	return do(r, into)
}

func (m *market) post(ctx context.Context, url string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	var answer any
	return do(r, &answer)
}

func do(r *http.Request, into any) error {
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s says %s", r.URL, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}
