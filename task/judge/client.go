package judge

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/task"
)

// Bounds of what is exchanged with a judge, in bytes.
const (
	maxRequest = 1 << 20 // what miners are asked; an axon reads no more
	maxReply   = 4 << 20 // any answer of the judge
)

// Times is how long a judge may take.
type Times struct {
	Task      time.Duration // to say what it judges
	Challenge time.Duration // to make a challenge
	Score     time.Duration // to score all answers
	Probe     time.Duration // to score one answer alone
	All       time.Duration // for all that one round of scores takes
}

// DefaultTimes are the bounds that docs/spec/judge.md promises.
func DefaultTimes() Times {
	return Times{Task: 5 * time.Second, Challenge: 10 * time.Second, Score: 30 * time.Second, Probe: 5 * time.Second, All: 2 * time.Minute}
}

// Judge is a program that judges, by its address. Safe for concurrent use.
type Judge struct {
	base  string
	http  *http.Client
	times Times
}

// New returns the judge at an address such as http://127.0.0.1:7070. It asks nothing yet.
func New(address string, times Times) (*Judge, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("judge %q: an http or https URL without a query is needed", address)
	}
	return &Judge{
		base:  strings.TrimSuffix(address, "/"),
		times: times,
		http: &http.Client{
			Transport: &http.Transport{
				DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, IdleConnTimeout: time.Minute, DisableCompression: true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Find asks the program what it judges and returns that as a task, or an error when it does not answer properly or
// judges a task of another name.
func (j *Judge) Find(name string) (task.Task, error) {
	ctx, cancel := context.WithTimeout(context.Background(), j.times.Task)
	defer cancel()
	var i info
	if err := j.ask(ctx, http.MethodGet, PathTask, nil, &i); err != nil {
		return nil, err
	}
	if err := i.check(); err != nil {
		return nil, j.wrong(PathTask, err)
	}
	if i.Name != name {
		return nil, fmt.Errorf("judge %s judges task %q, not %q", j.base, i.Name, name)
	}
	return remote{j, task.Info(i)}, nil
}

// remote is a task that a judge judges.
type remote struct {
	*Judge
	info task.Info
}

var _ task.Task = remote{}

// Info returns what the judge said when it was found.
func (r remote) Info() task.Info { return r.info }

// Challenge asks the judge for a challenge.
func (r remote) Challenge(seed [32]byte) (task.Challenge, error) {
	ctx, cancel := context.WithTimeout(context.Background(), r.times.Challenge)
	defer cancel()
	var q question
	if err := r.ask(ctx, http.MethodPost, PathChallenge, seeded{hex.EncodeToString(seed[:])}, &q); err != nil {
		return task.Challenge{}, err
	}
	if err := q.check(); err != nil {
		return task.Challenge{}, r.wrong(PathChallenge, err)
	}
	return task.Challenge{
		Request: task.Request{Path: q.Request.Path, Body: q.Request.Body},
		Truth:   sealed{seed, q.Truth},
	}, nil
}

// wrong is the error of an answer that the program should not have given.
func (j *Judge) wrong(path string, err error) error {
	return fmt.Errorf("judge %s%s: %w", j.base, path, err)
}

// ask sends one request and reads the answer into out.
func (j *Judge) ask(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return j.wrong(path, err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, j.base+path, body)
	if err != nil {
		return j.wrong(path, err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := j.http.Do(req)
	if err != nil {
		return fmt.Errorf("judge does not answer: %w", err)
	}
	defer res.Body.Close()
	reply, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	switch {
	case err != nil:
		return j.wrong(path, err)
	case len(reply) > maxReply:
		return j.wrong(path, fmt.Errorf("more than %d bytes", maxReply))
	case res.StatusCode != http.StatusOK:
		return j.wrong(path, fmt.Errorf("status %d: %s", res.StatusCode, excerpt(reply)))
	}
	if err := json.Unmarshal(reply, out); err != nil {
		return j.wrong(path, errors.Join(errors.New("not the JSON of docs/spec/judge.md"), err))
	}
	return nil
}

// excerpt is the begin of what a program said, for a log.
func excerpt(b []byte) string {
	const most = 200
	return strings.ToValidUTF8(string(b[:min(len(b), most)]), "?")
}
