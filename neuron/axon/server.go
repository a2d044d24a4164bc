package axon

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/internal/serve"
)

// Bounds of a server that strangers connect to.
const (
	maxConnections = 1024
	perAddress     = 256 // of these, from one address
	maxHeader      = 16 << 10
	maxLife        = time.Hour
	stopWithin     = 4 * time.Second
)

// NewServer returns a server whose connections are bounded in size and time; a streamed answer is bounded by the axon.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      maxLife, // each write of an axon has a shorter time of its own
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // strangers must not fill the log
	}
}

// Serve serves connections of l until ctx ends, then lets running requests finish for a few seconds, and closes l.
func Serve(ctx context.Context, srv *http.Server, l net.Listener) error {
	g := newGate(maxConnections, perAddress)
	if a, ok := srv.Handler.(*Axon); ok {
		g = a.gate
	}
	return serve.Until(ctx, srv, g.listen(l), stopWithin)
}
