package rest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
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
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(netutil.LimitListener(l, cfg.Concurrency+idleConnections)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		_ = srv.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
