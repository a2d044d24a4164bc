package wire

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Bounds on the time of a request.
const (
	// Skew is how far the clocks of two neurons may be apart, either way.
	Skew = 30 * time.Second
	// MaxLifetime is the longest time for which a request may be signed.
	MaxLifetime = 60 * time.Second
	// lifetime is what SignRequest uses: beyond Skew the receiver would refuse for its own reasons.
	lifetime = Skew
)

// Envelope says from whom to whom a request goes.
type Envelope struct {
	Sender   string // hotkey, bech32
	Receiver string // hotkey, bech32
	Chain    string // chain id
	Netuid   uint32
	ID       ID
}

// Addressee is whom a callee takes requests for.
type Addressee struct {
	Hotkey string
	Chain  string
	Netuid uint32
}

// Exchange is a signed request and what is needed to sign, or to verify, the one answer to it.
type Exchange struct {
	Envelope
	Created time.Time // when the sender signed

	method, path, query string
	digest, contentType string
	netuid              string
	signature           string // as the header field carries it
}

// requestValues are the values of requestForm's components.
func (x *Exchange) requestValues() []string {
	return []string{
		x.method, x.path, x.query, x.digest, x.contentType, x.Sender, x.Receiver, x.Chain, x.netuid, x.ID.String(),
	}
}

// boundValues are the values of the components in bound.
func (x *Exchange) boundValues() []string {
	return []string{
		x.method, x.path, x.query, x.digest, x.Sender, x.Receiver, x.Chain, x.netuid, x.signature,
	}
}

// SignRequest signs a request with the given body and sets its header fields. The sender of the envelope is the signer;
// r must have a Content-Type. The body is not attached to r.
func SignRequest(r *http.Request, body []byte, e Envelope, s Signer, now time.Time) (*Exchange, error) {
	e.Sender = s.Address()
	sum := sha256.Sum256(body)
	r.Header[headerDigest] = []string{digestOf(sum[:])}
	r.Header[HeaderSender] = []string{e.Sender}
	r.Header[HeaderReceiver] = []string{e.Receiver}
	r.Header[HeaderChain] = []string{e.Chain}
	r.Header[HeaderNetuid] = []string{strconv.FormatUint(uint64(e.Netuid), 10)}
	r.Header[HeaderRequestID] = []string{e.ID.String()}
	x, err := readRequest(r.Method, r.URL.RequestURI(), r.Header)
	if err != nil {
		return nil, err
	}
	x.Created = time.Unix(now.Unix(), 0)
	x.signature, err = requestForm.sign(r.Header, x.requestValues(), s, now, now.Add(lifetime))
	return x, err
}

// VerifyRequest checks everything about a received request but its body and whether it was seen before: form, address,
// time, key, signature; in this order, so that the cheap checks come first. The caller must follow it with VerifyBody
// and Guard.Admit.
func VerifyRequest(r *http.Request, to Addressee, now time.Time) (*Exchange, error) {
	sig, err := requestForm.parse(r.Header)
	if err != nil {
		return nil, err
	}
	x, err := readRequest(r.Method, r.RequestURI, r.Header)
	if err != nil {
		return nil, err
	}
	switch {
	case x.Chain != to.Chain:
		return nil, fmt.Errorf("chain %q, want %q: %w", x.Chain, to.Chain, ErrWrongChain)
	case x.Netuid != to.Netuid:
		return nil, fmt.Errorf("subnet %d, want %d: %w", x.Netuid, to.Netuid, ErrWrongNetuid)
	case x.Receiver != to.Hotkey:
		return nil, fmt.Errorf("receiver %s, want %s: %w", x.Receiver, to.Hotkey, ErrWrongReceiver)
	}
	if err := fresh(sig.params, now); err != nil {
		return nil, err
	}
	if err := requestForm.verify(sig, x.requestValues(), x.Sender); err != nil {
		return nil, err
	}
	x.Created = time.Unix(sig.created, 0)
	x.signature = sig.text
	return x, nil
}

// VerifyBody checks that body is the one that was signed.
func (x *Exchange) VerifyBody(body []byte) error {
	if sum := sha256.Sum256(body); digestOf(sum[:]) != x.digest {
		return ErrDigestMismatch
	}
	return nil
}

// fresh checks the time of a request against the receiver's clock.
func fresh(p params, now time.Time) error {
	const skew, life = int64(Skew / time.Second), int64(MaxLifetime / time.Second)
	at := now.Unix()
	switch {
	case p.created < 0 || p.expires <= p.created || p.expires-p.created > life:
		return fmt.Errorf("created %d, expires %d: a request lives 1 to %d s: %w", p.created, p.expires, life, ErrMalformed)
	case p.created > at+skew:
		return fmt.Errorf("created %d s ahead of the receiver's clock: %w", p.created-at, ErrFromFuture)
	case p.created < at-skew || p.expires < at:
		return fmt.Errorf("created %d s ago: %w", at-p.created, ErrExpired)
	}
	return nil
}

// readRequest takes the signed parts of a request, each in its one valid form. uri is the request target as sent.
func readRequest(method, uri string, h http.Header) (*Exchange, error) {
	x := Exchange{method: method}
	path, query, _ := strings.Cut(uri, "?")
	x.path, x.query = path, "?"+query
	if !strings.HasPrefix(path, "/") || plain(path) != nil || plain(x.query) != nil || plain(method) != nil {
		return nil, fmt.Errorf("request target: a path in printable ASCII of at most %d bytes is needed: %w", maxInput, ErrMalformed)
	}
	var err error
	if x.digest, err = digestField(h); err != nil {
		return nil, err
	}
	var id string
	for _, f := range []struct {
		name string
		dst  *string
	}{
		{headerType, &x.contentType},
		{HeaderSender, &x.Sender},
		{HeaderReceiver, &x.Receiver},
		{HeaderChain, &x.Chain},
		{HeaderNetuid, &x.netuid},
		{HeaderRequestID, &id},
	} {
		if *f.dst, err = one(h, f.name); err != nil {
			return nil, err
		}
		if len(*f.dst) > maxValue {
			return nil, fmt.Errorf("header %s: longer than %d bytes: %w", f.name, maxValue, ErrMalformed)
		}
	}
	if x.ID, err = parseID(id); err != nil {
		return nil, err
	}
	netuid, err := strconv.ParseUint(x.netuid, 10, 32)
	if err != nil || strconv.FormatUint(netuid, 10) != x.netuid {
		return nil, fmt.Errorf("header %s: a decimal number is needed: %w", HeaderNetuid, ErrMalformed)
	}
	x.Netuid = uint32(netuid)
	return &x, nil
}
