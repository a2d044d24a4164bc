package rest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// TestMinersDie kills six miners of twenty in the middle of a run, those that the consensus ranks best, all at once: at
// least 999 of 1,000 requests are answered whole.
func TestMinersDie(t *testing.T) {
	t.Parallel()
	const miners, dying, requests, users = 20, 6, 1000, 16
	var kills []func()
	var all []miner
	for range miners {
		all = append(all, func(tb testing.TB, name string) gateway.Miner {
			tb.Helper()
			m, kill := mortal(tb, key(tb, name), newAxon(tb, axon.Config{}, name, says("hola mundo")))
			kills = append(kills, kill)
			return m
		})
	}
	n := run(t, Config{}, dendrite.Config{}, all...)
	web := &http.Transport{MaxIdleConnsPerHost: users}
	defer web.CloseIdleConnections()

	var next, answered, again atomic.Int64
	var mu sync.Mutex
	var failures []string
	var crowd sync.WaitGroup
	for range users {
		crowd.Go(func() {
			for {
				i := next.Add(1)
				if i > requests {
					return
				}
				if i == requests/3 {
					for _, kill := range kills[:dying] {
						kill()
					}
				}
				resp, why := once(t, web, n.url, i%4 == 0)
				if why == "" {
					answered.Add(1)
				} else {
					mu.Lock()
					failures = append(failures, fmt.Sprintf("request %d: %s", i, why))
					mu.Unlock()
				}
				if resp != nil && resp.Header.Get(HeaderAttempts) > "1" {
					again.Add(1)
				}
			}
		})
	}
	crowd.Wait()
	t.Logf("%d of %d answered, %d of them by more than one attempt", answered.Load(), requests, again.Load())
	if answered.Load()*1000 < requests*999 {
		t.Errorf("%d of %d answered: %v", answered.Load(), requests, failures)
	}
	if again.Load() == 0 {
		t.Error("nobody noticed that miners died")
	}
}

// once asks one question, and says why it was not answered whole.
func once(t *testing.T, web *http.Transport, url string, stream bool) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+openai.PathChat, strings.NewReader(asking(stream)))
	if err != nil {
		return nil, err.Error()
	}
	resp, err := web.RoundTrip(r)
	if err != nil {
		return nil, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), "mundo") || strings.Contains(string(body), `"error"`) {
		return resp, fmt.Sprintf("%d %v %s", resp.StatusCode, err, body)
	}
	return resp, ""
}
