package main

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway/bench"
)

func (p *program) gatewayBenchCommand() *cobra.Command {
	var c bench.Config
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Load a gateway and measure how soon it answers",
		Long: `Send chats to a gateway, or to any other OpenAI-compatible API, and print percentiles: to the first byte, or the first
event of a stream, and to the end. With --rate, requests begin as planned whatever became of those before, and a time is
counted from the planned moment on; without it, --concurrency of them are always under way. The API key may also be in the
variable TIANWANG_API_KEY.`,
		Example: `tianwang gateway bench --model translate-en-es --rate 200 --duration 30s
tianwang gateway bench --url http://127.0.0.1:8080 --model lm-bytes --stream --concurrency 64 --json`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.bench(cmd.Context(), c) },
	}
	f := cmd.Flags()
	f.StringVar(&c.URL, "url", "http://127.0.0.1:8080", "URL of the API")
	f.StringVar(&c.Model, "model", "", "id of the model")
	f.StringVar(&c.Key, "key", "", "API key (TIANWANG_API_KEY)")
	f.StringVar(&c.Prompt, "prompt", "", "what to ask (default: a greeting)")
	f.IntVar(&c.MaxTokens, "max-tokens", 0, "longest answer, in tokens; 0 for what the model likes")
	f.Float64Var(&c.Rate, "rate", 0, "requests a second; 0 for as many as --concurrency allows")
	f.DurationVar(&c.Duration, "duration", 10*time.Second, "for how long requests are begun")
	f.IntVar(&c.Concurrency, "concurrency", 64, "requests under way at once")
	f.BoolVar(&c.Stream, "stream", false, "ask for streams")
	return cmd
}

// bench sends a load and shows what came of it. A run in which nothing was answered has failed.
func (p *program) bench(ctx context.Context, c bench.Config) error {
	if c.Key == "" {
		c.Key, _ = p.lookup("TIANWANG_API_KEY")
	}
	r, err := bench.Run(ctx, c)
	if err != nil {
		return usage("%v", err)
	}
	times := newTable("times", "", "until", "mean_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms")
	for _, t := range []struct {
		until string
		of    bench.Percentiles
	}{{"first byte", r.First}, {"end", r.Whole}} {
		times.add(t.until, millis(t.of.Mean), millis(t.of.P50), millis(t.of.P90), millis(t.of.P95), millis(t.of.P99), millis(t.of.P999), millis(t.of.Max))
	}
	causes := newTable("failures", "", "code", "requests")
	for _, code := range slices.Sorted(maps.Keys(r.Codes)) {
		causes.add(code, r.Codes[code])
	}
	parts := []part{
		record{
			{"requests", r.Requests},
			{"failed", r.Failed},
			{"events", r.Events},
			{"seconds", math.Round(r.Took.Seconds()*1000) / 1000},
			{"answers_per_second", math.Round(r.PerSecond*100) / 100},
		},
		times,
	}
	if r.Failed > 0 || p.flags.json {
		parts = append(parts, causes)
	}
	if r.Requests == r.Failed {
		return &partial{fail(codeRefused, "none of %d requests was answered", r.Requests), parts}
	}
	return p.show(parts...)
}

// millis is a time in milliseconds, to the microsecond.
func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
