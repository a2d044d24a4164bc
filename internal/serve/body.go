package serve

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// What is thrown away of a body that is too large: at most so much, for at most so long.
const (
	discardMost = 64 << 20 // bytes
	discardFor  = 10 * time.Second
)

// Body reads the body of a request, which may have most bytes. Of a larger one the error is an *http.MaxBytesError, and
// comes when the rest of it has arrived too, up to a bound: who is answered while still sending often learns of a lost
// connection only.
func Body(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	if r.ContentLength > most {
		discard(w, r)
		return nil, &http.MaxBytesError{Limit: most}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		discard(w, r)
	}
	return body, err
}

// discard reads what is left of a body. Who asks before sending one (Expect: 100-continue) is not told to send it.
func discard(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Expect") != "" {
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(discardFor))
	_, _ = io.CopyN(io.Discard, r.Body, discardMost)
}
