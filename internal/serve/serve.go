// Package serve runs servers of HTTP that end gently.
package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Until serves the connections of l until ctx ends, then lets requests under way finish for as long as within, cuts off those
// that have not, and closes l. The error is that of a server that ended by itself.
func Until(ctx context.Context, srv *http.Server, l net.Listener, within time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		_ = srv.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
