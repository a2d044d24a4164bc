package rest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/internal/serve"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// read reads the body of a request, and of it what must be known to pass it on. Without an error the room that it takes
// is to be forgotten.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, q *question) error {
	if r.Header.Get("Content-Encoding") != "" {
		return errEncoding
	}
	size := r.ContentLength
	switch {
	case size > h.cfg.MaxBody:
		size = 0 // nothing of it is kept
	case size < 0:
		size = h.cfg.MaxBody // it may become that large
	}
	if !h.room.take(size) {
		return errOverloaded
	}
	q.forget = sync.OnceFunc(func() { h.room.give(size) })
	if err := h.understand(w, r, q); err != nil {
		q.forget()
		return err
	}
	return nil
}

func (h *Handler) understand(w http.ResponseWriter, r *http.Request, q *question) error {
	body, err := serve.Body(w, r, h.cfg.MaxBody)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLarge.with(fmt.Sprintf("body: larger than %d bytes", h.cfg.MaxBody))
	case err != nil:
		return errBody.with("body: it did not arrive")
	}
	if q.head, err = openai.ReadHead(body); err != nil {
		return errBody.with(err.Error())
	}
	wish, err := gateway.ReadWish(q.head.Market)
	if err != nil {
		return errBody.with(err.Error())
	}
	q.req = task.Request{Path: r.URL.Path, Body: body}
	if netuid := r.PathValue("netuid"); netuid != "" {
		err = h.bySubnet(r, q, netuid)
	} else {
		err = h.byModel(q, wish)
	}
	all := len(q.subnet.Miners)
	if q.subnet = q.subnet.For(wish); len(q.subnet.Miners) < all {
		q.apart = true // who leaves miners out asks the others, and not the model
	}
	return err
}

// byModel finds the model that is asked for. A composed one has no miners of its own among which to choose.
func (h *Handler) byModel(q *question, wish gateway.Wish) (err error) {
	if q.head.Model == "" {
		return errNoModel
	}
	if q.composed = h.composes(q.head.Model); q.composed {
		if !wish.Empty() {
			return errUnsupported.with(fmt.Sprintf("model %q is composed of others; field \"market\" chooses between the miners of one", q.head.Model))
		}
		return nil
	}
	if q.subnet, err = h.router.Model(q.head.Model); err != nil {
		return err
	}
	return supports(q.subnet, q.req.Path)
}

// bySubnet finds the subnet of a raw request to a task; a query named path says which of its endpoints is meant.
func (h *Handler) bySubnet(r *http.Request, q *question, text string) error {
	netuid, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return errNoSubnet.with(fmt.Sprintf("netuid %q: a number is needed", text))
	}
	q.subnet, err = h.router.Subnet(uint32(netuid))
	switch {
	case errors.Is(err, gateway.ErrUnknownModel):
		return errNoSubnet.with(fmt.Sprintf("netuid %d: there is no such subnet; GET %s lists what there is", netuid, openai.PathModels))
	case err != nil:
		return err
	}
	named, err := h.router.Model(q.subnet.Model)
	q.apart = err != nil || named.Netuid != q.subnet.Netuid
	q.req.Path = q.subnet.Endpoint()
	if path := r.URL.Query().Get("path"); path != "" {
		q.req.Path = path
	}
	if !slices.Contains(endpoints, q.req.Path) {
		return errUnsupported.with(fmt.Sprintf("path %q: models have %v", q.req.Path, endpoints))
	}
	return supports(q.subnet, q.req.Path)
}

// supports refuses what the kind of a task rules out. Of everything else only its miners know whether they serve it.
func supports(s gateway.Subnet, path string) error {
	if s.Endpoint() == openai.PathEmbeddings && path != openai.PathEmbeddings {
		return errUnsupported.with(fmt.Sprintf("model %q is asked at %s, not at %s", s.Model, openai.PathEmbeddings, path))
	}
	return nil
}

// room bounds how many bytes of bodies are held at once.
type room struct {
	mu   sync.Mutex
	left int64
}

func newRoom(size int64) *room { return &room{left: size} }

// take says whether there was room.
func (r *room) take(n int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n > r.left {
		return false
	}
	r.left -= n
	return true
}

func (r *room) give(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left += n
}
