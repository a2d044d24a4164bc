package rest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/tianwang-net/tianwang/openai"
)

// maxAlternatives bounds how many models one request may go to.
const maxAlternatives = 8

// alternatives lets a request name several models, in its field "models": when one is not there, or nobody serves it just now, it
// goes to the next. It stands before everything else that a gateway does with a request, so that each model is a request of its
// own: paid by itself, and for nothing when it does not answer. Of a request that is answered at once nothing is looked at.
type alternatives struct{ next http.Handler }

// ServeHTTP asks one model after the other.
func (a alternatives) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !slices.Contains(endpoints, r.URL.Path) {
		a.next.ServeHTTP(w, r)
		return
	}
	asked := &copied{ReadCloser: r.Body}
	r.Body = asked
	t := &try{ResponseWriter: w, header: maps.Clone(w.Header()), asked: asked}
	for {
		a.next.ServeHTTP(t, r)
		if !t.dropped {
			return
		}
		r = t.again(r)
	}
}

// try is the answer of one model, which is dropped when it is an error and another model may do better.
type try struct {
	http.ResponseWriter
	header  http.Header // before anybody was asked
	asked   *copied
	left    []string // models that are to be asked yet, once that is known
	known   bool
	begun   bool // what is written goes to the client
	dropped bool // nothing of it does
}

// WriteHeader begins an answer, or drops it.
func (t *try) WriteHeader(status int) {
	if !t.begun && !t.dropped {
		t.begun = !t.another(status)
		t.dropped = !t.begun
	}
	if t.begun {
		t.asked.forget()
		t.ResponseWriter.WriteHeader(status)
	}
}

// Write writes what is not dropped.
func (t *try) Write(b []byte) (int, error) {
	if !t.begun && !t.dropped {
		t.WriteHeader(http.StatusOK)
	}
	if t.dropped {
		return len(b), nil
	}
	return t.ResponseWriter.Write(b)
}

// FlushError sends what was written, if it is not dropped.
func (t *try) FlushError() error {
	if t.dropped {
		return nil
	}
	return http.NewResponseController(t.ResponseWriter).Flush()
}

// Unwrap is for an http.ResponseController.
func (t *try) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// another says whether an error is one that another model may not give, and there is another.
func (t *try) another(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		t.read()
		return len(t.left) > 0
	case http.StatusBadRequest: // perhaps since there is no first one
		if t.known {
			return false
		}
		first := t.read()
		return first == "" && len(t.left) > 0
	}
	return false
}

// read reads which models a request names, once, and returns the first of them.
func (t *try) read() (first string) {
	if t.known {
		return ""
	}
	t.known = true
	var named struct {
		Model  string   `json:"model"`
		Models []string `json:"models"`
	}
	if json.Unmarshal(t.asked.kept.Bytes(), &named) != nil {
		return ""
	}
	for _, m := range named.Models {
		if m != "" && m != named.Model && !slices.Contains(t.left, m) && len(t.left) < maxAlternatives-1 {
			t.left = append(t.left, m)
		}
	}
	return named.Model
}

// again is the request to the next model.
func (t *try) again(r *http.Request) *http.Request {
	next, err := json.Marshal(t.left[0])
	if err == nil {
		var body []byte
		if body, err = openai.SetField(t.asked.kept.Bytes(), "model", next); err == nil {
			r = r.Clone(r.Context())
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
	}
	t.left, t.dropped = t.left[1:], false
	clear(t.Header())
	maps.Copy(t.Header(), t.header)
	return r
}

// copied is a body of which what was read is kept, until it is forgotten.
type copied struct {
	io.ReadCloser
	kept   bytes.Buffer
	forgot bool
}

// Read reads the body.
func (c *copied) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if !c.forgot {
		c.kept.Write(p[:n])
	}
	return n, err
}

func (c *copied) forget() { c.forgot, c.kept = true, bytes.Buffer{} }
