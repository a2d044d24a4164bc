package dendrite

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/task"
)

// Config says how a dendrite asks. The zero value of a bound means its default.
type Config struct {
	Chain string // chain id

	// AllowPrivate lets loopback and private addresses be dialled, for a network on one machine or in one house.
	AllowPrivate bool

	DialTimeout time.Duration // to connect; 2 s
	Answer      time.Duration // for a whole answer; 2 minutes
	FirstEvent  time.Duration // for the first event of a stream; 30 s
	Stall       time.Duration // between two events; 15 s
	Total       time.Duration // for a whole stream; 10 minutes

	MaxAnswer int64 // bytes of an answer, a stream's included; 8 MiB
	MaxLine   int   // bytes of a line of a stream, held in memory; 64 KiB

	Now func() time.Time // the clock; time.Now
}

// Target is a miner: who it is and where it serves.
type Target struct {
	Hotkey string // bech32; who must sign the answer
	Netuid uint32
	URL    string // http://address:port or https://address:port with a literal address
	TLSKey string // with https, the 32 bytes that name the key of its certificate; see endpoint.KeyOf
}

// Answer is a miner's answer in one piece.
type Answer struct {
	Body []byte // JSON
	ID   wire.ID
}

// Dendrite asks miners. Safe for concurrent use.
type Dendrite struct {
	cfg    Config
	signer wire.Signer
	web    *http.Transport
}

// New makes a dendrite that signs as signer.
func New(cfg Config, signer wire.Signer) *Dendrite {
	def(&cfg.DialTimeout, 2*time.Second)
	def(&cfg.Answer, 2*time.Minute)
	def(&cfg.FirstEvent, 30*time.Second)
	def(&cfg.Stall, 15*time.Second)
	def(&cfg.Total, 10*time.Minute)
	def(&cfg.MaxAnswer, 8<<20)
	def(&cfg.MaxLine, 64<<10)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Dendrite{cfg, signer, transport(cfg)}
}

func def[T int | int64 | time.Duration](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}

// Close closes idle connections. Requests under way go on.
func (d *Dendrite) Close() { d.web.CloseIdleConnections() }

type idKey struct{}

// WithID makes requests under ctx carry id rather than a fresh one each, so that what several miners are asked on behalf
// of one request has one name. No miner may be asked twice under one id: it would see a replay.
func WithID(ctx context.Context, id wire.ID) context.Context {
	return context.WithValue(ctx, idKey{}, id)
}

// IDOf returns the id that requests under ctx carry, if WithID gave one.
func IDOf(ctx context.Context) (wire.ID, bool) {
	id, ok := ctx.Value(idKey{}).(wire.ID)
	return id, ok
}

// send signs a request, sends it, and returns the answer's head. Errors are as Do says.
func (d *Dendrite) send(ctx context.Context, t Target, req task.Request, accept string) (*http.Response, *wire.Exchange, error) {
	base, err := place(t.URL, d.cfg.AllowPrivate)
	if err != nil {
		return nil, nil, err
	}
	if !strings.HasPrefix(req.Path, "/") {
		return nil, nil, fmt.Errorf("path %q: it must begin with a slash: %w", req.Path, ErrAddress)
	}
	if err := endpoint.CheckKey(strings.SplitN(base, ":", 2)[0], []byte(t.TLSKey)); err != nil {
		return nil, nil, fmt.Errorf("URL %q: %w: %w", t.URL, err, ErrAddress)
	}
	r, err := http.NewRequestWithContext(expecting(ctx, t.TLSKey), http.MethodPost, base+req.Path, bytes.NewReader(req.Body))
	if err != nil {
		return nil, nil, fmt.Errorf("path %q: %w", req.Path, err)
	}
	r.Header = http.Header{"Content-Type": {typeJSON}, "Accept": {accept}, "User-Agent": {"tianwang"}}
	id, ok := IDOf(ctx)
	if !ok {
		id = wire.NewID()
	}
	e := wire.Envelope{Receiver: t.Hotkey, Chain: d.cfg.Chain, Netuid: t.Netuid, ID: id}
	x, err := wire.SignRequest(r, req.Body, e, d.signer, d.cfg.Now())
	if err != nil {
		return nil, nil, err
	}
	resp, err := d.web.RoundTrip(r) // not a Client: nothing is followed, nothing is remembered
	if err != nil {
		return nil, nil, explain(ctx, err, ErrUnreachable)
	}
	if resp.TLS != nil && !shows(*resp.TLS, t.TLSKey) { // a connection that was made for another hotkey at this place
		_ = resp.Body.Close()
		return nil, nil, fmt.Errorf("%w: %w", ErrUnreachable, errOtherKey)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, x, nil
	}
	defer func() { _ = resp.Body.Close() }()
	return nil, nil, refusal(ctx, x, resp)
}
