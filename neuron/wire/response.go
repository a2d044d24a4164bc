package wire

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// answer is what a response's own components say.
type answer struct {
	status      int
	contentType string
	digest      string // "" for the head of a stream
}

// values are the values of the form's components: the answer's own, then the request's.
func (x *Exchange) values(a answer) []string {
	v := make([]string, 0, len(responseForm.ids))
	v = append(v, strconv.Itoa(a.status), a.contentType, x.ID.String())
	if a.digest != "" {
		v = append(v, a.digest)
	}
	return append(v, x.boundValues()...)
}

// SignResponse signs a whole answer and sets its header fields in h, which must have a Content-Type.
func (x *Exchange) SignResponse(status int, h http.Header, body []byte, s Signer, now time.Time) error {
	contentType, err := one(h, headerType)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	a := answer{status, contentType, digestOf(sum[:])}
	h[headerDigest] = []string{a.digest}
	h[HeaderRequestID] = []string{x.ID.String()}
	_, err = responseForm.sign(h, x.values(a), s, now, now)
	return err
}

// VerifyResponse checks that the receiver of the request signed this answer to it.
func (x *Exchange) VerifyResponse(status int, h http.Header, body []byte) error {
	sig, err := responseForm.parse(h)
	if err != nil {
		return err
	}
	a, err := x.readAnswer(status, h)
	if err != nil {
		return err
	}
	if a.digest, err = digestField(h); err != nil {
		return err
	}
	if err := responseForm.verify(sig, x.values(a), x.Receiver); err != nil {
		return err
	}
	if sum := sha256.Sum256(body); digestOf(sum[:]) != a.digest {
		return ErrDigestMismatch
	}
	return nil
}

// readAnswer reads the fields that a response and the head of a stream have in common.
func (x *Exchange) readAnswer(status int, h http.Header) (answer, error) {
	contentType, err := one(h, headerType)
	if err != nil {
		return answer{}, err
	}
	id, err := one(h, HeaderRequestID)
	if err != nil {
		return answer{}, err
	}
	if id != x.ID.String() {
		return answer{}, fmt.Errorf("answer to request %q, want %s: %w", id, x.ID, ErrBadSignature)
	}
	return answer{status: status, contentType: contentType}, nil
}
