package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// Config says what to send, and how much of it.
type Config struct {
	URL         string        // of the API, with or without /v1 at its end
	Model       string        // id
	Key         string        // API key; "" for none
	Prompt      string        // what is asked; "" for a greeting
	MaxTokens   int           // of an answer; 0 for what the model likes
	Rate        float64       // requests a second; 0 for as many as Concurrency allows
	Duration    time.Duration // for which requests are begun
	Concurrency int           // requests under way at once
	Stream      bool
}

// maxRequests bounds the memory of one run.
const maxRequests = 20_000_000

// ErrConfig says that a load is not possible as it was asked for.
var ErrConfig = errors.New("load is not possible")

// check returns the URL of the endpoint.
func (c Config) check() (string, error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return "", fmt.Errorf("%w: URL %q: an http or https URL is needed", ErrConfig, c.URL)
	case c.Model == "":
		return "", fmt.Errorf("%w: a model is needed; GET %s lists what there is", ErrConfig, openai.PathModels)
	case c.Duration <= 0:
		return "", fmt.Errorf("%w: duration %s: it must be more than 0", ErrConfig, c.Duration)
	case c.Concurrency < 1:
		return "", fmt.Errorf("%w: concurrency %d: at least 1 is needed", ErrConfig, c.Concurrency)
	case c.Rate < 0 || c.Rate*c.Duration.Seconds() > maxRequests:
		return "", fmt.Errorf("%w: rate %g: from 0 to %d requests in all", ErrConfig, c.Rate, maxRequests)
	}
	if err := descriptors(c.Concurrency); err != nil {
		return "", err
	}
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), "/v1") + openai.PathChat
	return u.String(), nil
}

// body is the request that is sent again and again.
func (c Config) body() ([]byte, error) {
	prompt := c.Prompt
	if prompt == "" {
		prompt = "Good morning."
	}
	q := openai.ChatRequest{
		Model: c.Model, Stream: c.Stream, Messages: []openai.Message{{Role: openai.RoleUser, Content: openai.Content(prompt)}},
	}
	if c.MaxTokens > 0 {
		q.MaxTokens = &c.MaxTokens
	}
	return json.Marshal(q)
}

// Run sends the load and waits for the last answer. When ctx ends, it stops, and reports what came until then.
func Run(ctx context.Context, c Config) (*Report, error) {
	at, err := c.check()
	if err != nil {
		return nil, err
	}
	body, err := c.body()
	if err != nil {
		return nil, err
	}
	web := &http.Transport{MaxIdleConns: c.Concurrency, MaxIdleConnsPerHost: c.Concurrency, DisableCompression: true}
	defer web.CloseIdleConnections()
	l := &load{cfg: c, url: at, body: body, web: web, took: &tally{codes: map[string]int{}}}
	began := time.Now()
	if c.Rate > 0 {
		l.planned(ctx, began)
	} else {
		l.closed(ctx, began)
	}
	return l.took.report(time.Since(began)), nil
}

// load is a run.
type load struct {
	cfg  Config
	url  string
	body []byte
	web  *http.Transport
	took *tally
}

// planned begins requests at a rate. One for which there is no place waits for it, and its time runs.
func (l *load) planned(ctx context.Context, began time.Time) {
	var all sync.WaitGroup
	defer all.Wait()
	places := make(chan struct{}, l.cfg.Concurrency)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for i := range int(l.cfg.Rate * l.cfg.Duration.Seconds()) {
		due := began.Add(time.Duration(float64(i) / l.cfg.Rate * float64(time.Second)))
		timer.Reset(time.Until(due))
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		select {
		case <-ctx.Done():
			return
		case places <- struct{}{}:
		}
		all.Go(func() {
			defer func() { <-places }()
			l.ask(ctx, due)
		})
	}
}

// closed keeps as many requests under way as are allowed.
func (l *load) closed(ctx context.Context, began time.Time) {
	var all sync.WaitGroup
	defer all.Wait()
	for range l.cfg.Concurrency {
		all.Go(func() {
			for ctx.Err() == nil && time.Since(began) < l.cfg.Duration && !l.took.full() {
				l.ask(ctx, time.Now())
			}
		})
	}
}
