package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// slow is a server on a port of its own whose answers take until somebody lets them go.
func slow(t *testing.T) (srv *http.Server, l net.Listener, asked, let chan struct{}) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked, let = make(chan struct{}), make(chan struct{})
	return &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-let
		_, _ = io.WriteString(w, "whole")
	})}, l, asked, let
}

// ask asks it, and hands over what it says, or nothing when it hangs up.
func ask(t *testing.T, l net.Listener) chan string {
	t.Helper()
	out := make(chan string, 1)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			out <- ""
			return
		}
		text, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		out <- string(text)
	}()
	return out
}

func TestUntil_FinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	srv, l, asked, let := slow(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Until(ctx, srv, l, time.Minute) }()
	said := ask(t, l)
	<-asked
	stop()
	close(let)
	if got := <-said; got != "whole" {
		t.Errorf("the answer was cut off: %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String()); err == nil {
		t.Error("it still takes connections")
	}
}

func TestUntil_CutsOffWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	srv, l, asked, let := slow(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Until(ctx, srv, l, time.Millisecond) }()
	said := ask(t, l)
	<-asked
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := <-said; got != "" {
		t.Errorf("it said %q", got)
	}
	close(let)
}

func TestUntil_SaysWhyItEnded(t *testing.T) {
	t.Parallel()
	srv, l, _, _ := slow(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Until(t.Context(), srv, l, time.Minute); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v, that its listener is closed is what happened", err)
	}
}
