package dendrite

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/wire"
)

// TestDendrite_Encrypted: a miner with the key that it published is asked, as is one with a certificate of no authority; one
// with another key is not, not even over a connection that is there already, and neither is one that names no key.
func TestDendrite_Encrypted(t *testing.T) {
	t.Parallel()
	guard, err := wire.OpenGuard("", 0, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	k := key(t, "bob")
	model := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(w, r.Body)
	})
	behind := axon.New(axon.Config{Chain: chain, Netuid: netuid}, k, everyone{}, guard, model, slog.New(slog.DiscardHandler))
	var asked atomic.Int32
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		behind.ServeHTTP(w, r)
	}))
	srv.StartTLS()
	t.Cleanup(srv.Close)
	bob := Target{
		Hotkey: k.Address(), Netuid: netuid, URL: srv.URL, TLSKey: string(endpoint.KeyOf(srv.Certificate().RawSubjectPublicKeyInfo)),
	}
	d := alice(t, Config{})
	if _, err := d.Do(t.Context(), bob, question); err != nil {
		t.Fatal(err)
	}
	other := bob
	other.TLSKey = strings.Repeat("k", endpoint.KeySize)
	fresh := alice(t, Config{})
	if _, err := fresh.Do(t.Context(), other, question); !errors.Is(err, ErrUnreachable) || !errors.Is(err, errOtherKey) {
		t.Errorf("another key: %v", err)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the miner was asked %d times, once with its key", n)
	}
	if _, err := d.Do(t.Context(), other, question); !errors.Is(err, ErrUnreachable) {
		t.Errorf("another key over a connection that is there: %v", err)
	}
	for name, change := range map[string]func(*Target){
		"encrypted without a key": func(to *Target) { to.TLSKey = "" },
		"half a key":              func(to *Target) { to.TLSKey = to.TLSKey[:16] },
		"plain with a key":        func(to *Target) { to.URL = strings.Replace(to.URL, "https", "http", 1) },
	} {
		to := bob
		change(&to)
		if _, err := d.Do(t.Context(), to, question); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
