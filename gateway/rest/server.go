package rest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"github.com/tianwang-net/tianwang/internal/serve"
)

// stopWithin is how long answers under way may take when the gateway stops.
const stopWithin = 4 * time.Second

// idleConnections are those that a server holds besides one for each request under way.
const idleConnections = 2000

// NewServer returns a server for users' connections, with several models in one request where models are asked for. Answers are bounded
// by the handler, write by write.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           alternatives{h},
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Hour,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Serve serves connections of l until ctx ends, then lets requests under way finish for a few seconds, and closes l.
// More connections than requests are allowed (Config.Concurrency) and some idle ones wait until others are closed.
func Serve(ctx context.Context, cfg Config, srv *http.Server, l net.Listener) error {
	def(&cfg.Concurrency, concurrency)
	return serve.Until(ctx, srv, netutil.LimitListener(l, cfg.Concurrency+idleConnections), stopWithin)
}
