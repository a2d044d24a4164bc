package axon

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// Upstream is a model server that speaks the OpenAI API, such as Ollama, vLLM or llama.cpp.
type Upstream struct {
	URL   string // for example http://127.0.0.1:11434; a path of /v1 at its end is not needed
	Model string // the model's name there; "" leaves what the caller asked for
	Key   string // sent as a bearer token; "" for none
}

// Handler returns a model that asks the server. It needs no more than the URL to be valid; the server may come later.
func (u Upstream) Handler(log *slog.Logger) (http.Handler, error) {
	target, err := url.Parse(u.URL)
	if err != nil || target.Host == "" || (target.Scheme != "http" && target.Scheme != "https") {
		return nil, fmt.Errorf("upstream %q: an http or https URL is needed", u.URL)
	}
	target.Path = strings.TrimSuffix(strings.TrimSuffix(target.Path, "/"), "/v1")
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true,
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(target)
			if u.Key != "" {
				p.Out.Header.Set("Authorization", "Bearer "+u.Key)
			}
		},
		Transport: transport,
		ErrorLog:  slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			log.Warn("model server does not answer", "url", target.Redacted(), "err", err)
			c := errModelUnreachable
			openai.WriteError(w, c.status, c.kind, c.code, c.text)
		},
	}
	if u.Model == "" {
		return proxy, nil
	}
	return rename(u.Model, proxy), nil
}

// rename replaces the model that a request names.
func rename(model string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, err := io.ReadAll(r.Body) // bounded by the axon
			if err == nil {
				body, err = openai.SetModel(body, model)
			}
			if err != nil {
				openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_body", err.Error())
				return
			}
			r = r.Clone(r.Context())
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
		next.ServeHTTP(w, r)
	})
}
