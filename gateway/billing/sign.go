package billing

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/wallet"
)

// Header fields of a request that the payer of a channel signs.
const (
	HeaderChannel   = "Tianwang-Channel"   // number of the channel
	HeaderTime      = "Tianwang-Time"      // Unix seconds
	HeaderNonce     = "Tianwang-Nonce"     // 32 hexadecimal digits, never the same twice
	HeaderSignature = "Tianwang-Signature" // ADR-036, base64
)

// signedFor is for how long a signature is good, before and after its time.
const signedFor = time.Minute

// MessageSigner holds the payer's key. A wallet.Key is one.
type MessageSigner interface {
	// SignMessage signs a text in the form of ADR-036.
	SignMessage(msg []byte) ([]byte, error)
}

// message is the text that is signed, for people to read in their wallet. It names the host, so that one to whom it is sent
// by mistake cannot pass it on.
func message(cfg Config, r *http.Request, body []byte) []byte {
	hash := sha256.Sum256(body)
	return fmt.Appendf(nil, "Tianwang gateway request\nchain: %s\ngateway: %s\nhost: %s\nchannel: %s\nrequest: %s %s\nbody: %x\ntime: %s\nnonce: %s",
		cfg.Chain, cfg.Gateway, cmp.Or(r.Host, r.URL.Host), r.Header.Get(HeaderChannel), r.Method, r.URL.RequestURI(), hash,
		r.Header.Get(HeaderTime), r.Header.Get(HeaderNonce))
}

// Sign signs a request about a channel of a gateway of a chain, whose body is given, as its payer.
func Sign(r *http.Request, body []byte, chain, gateway string, channel uint64, by MessageSigner, now time.Time) error {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // never fails: the program ends instead
	r.Header.Set(HeaderChannel, strconv.FormatUint(channel, 10))
	r.Header.Set(HeaderTime, strconv.FormatInt(now.Unix(), 10))
	r.Header.Set(HeaderNonce, hex.EncodeToString(nonce))
	signature, err := by.SignMessage(message(Config{Chain: chain, Gateway: gateway}, r, body))
	if err == nil {
		r.Header.Set(HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	}
	return err
}

// signed is what a request says of itself, before it is known whether it is true.
type signed struct {
	channel   uint64
	time      time.Time
	nonce     string
	signature []byte
}

// readSigned reads the header of a signed request.
func readSigned(r *http.Request, now time.Time) (s signed, err error) {
	if s.channel, err = strconv.ParseUint(r.Header.Get(HeaderChannel), 10, 63); err != nil || s.channel == 0 {
		return s, errSignature.with(HeaderChannel + ": the number of a channel is needed")
	}
	unix, err := strconv.ParseInt(r.Header.Get(HeaderTime), 10, 64)
	if s.time = time.Unix(unix, 0); err != nil || now.Sub(s.time).Abs() > signedFor {
		return s, errSignature.with(fmt.Sprintf("%s: Unix seconds within %s of the gateway's clock, which is at %d, are needed", HeaderTime, signedFor, now.Unix()))
	}
	s.nonce = r.Header.Get(HeaderNonce)
	if b, err := hex.DecodeString(s.nonce); err != nil || len(b) != 16 {
		return s, errSignature.with(HeaderNonce + ": 32 hexadecimal digits are needed")
	}
	if s.signature, err = base64.StdEncoding.DecodeString(r.Header.Get(HeaderSignature)); err != nil || len(s.signature) != 64 {
		return s, errSignature.with(HeaderSignature + ": 64 bytes in base64 are needed")
	}
	return s, nil
}

// verify says whether the payer of the channel signed the request.
func (s signed) verify(cfg Config, payer string, r *http.Request, body []byte) error {
	if wallet.VerifyMessage(payer, message(cfg, r, body), s.signature) != nil {
		return errSignature.with(fmt.Sprintf("request is not signed by %s, the payer of channel %d", payer, s.channel))
	}
	return nil
}
