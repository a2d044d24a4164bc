package judge

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tianwang-net/tianwang/task"
)

// maxAsked bounds what a judge reads of a validator: the answers of a full subnet.
const maxAsked = 256 << 20

// Handler serves a task as a judge, so that a task in Go needs no place in this program:
//
//	http.ListenAndServe("127.0.0.1:7070", judge.Handler(sorting{}))
//
// Truth does not travel: the challenge is made again from its seed.
func Handler(t task.Task) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+PathTask, func(w http.ResponseWriter, _ *http.Request) { reply(w, wire(t.Info())) })
	mux.HandleFunc("POST "+PathChallenge, func(w http.ResponseWriter, r *http.Request) {
		var q seeded
		if c, ok := remake(w, r, t, &q, func() string { return q.Seed }); ok {
			reply(w, question{Request: request{c.Request.Path, c.Request.Body}})
		}
	})
	mux.HandleFunc("POST "+PathScore, func(w http.ResponseWriter, r *http.Request) {
		var q answered
		c, ok := remake(w, r, t, &q, func() string { return q.Seed })
		if !ok {
			return
		}
		answers := make([]task.Answer, len(q.Answers))
		for i, a := range q.Answers {
			if !isNull(a) {
				answers[i].Body = a
			}
		}
		reply(w, scored{t.Score(c, answers)})
	})
	return mux
}

// remake reads a body and makes the challenge of its seed. When it cannot, it answers and returns false.
func remake(w http.ResponseWriter, r *http.Request, t task.Task, body any, seedOf func() string) (task.Challenge, bool) {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAsked)).Decode(body); err != nil {
		http.Error(w, fmt.Sprintf("body: %v", err), http.StatusBadRequest)
		return task.Challenge{}, false
	}
	seed, err := hex.DecodeString(seedOf())
	if err != nil || len(seed) != 32 {
		http.Error(w, "seed: 32 bytes in hexadecimal are needed", http.StatusBadRequest)
		return task.Challenge{}, false
	}
	c, err := t.Challenge([32]byte(seed))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return task.Challenge{}, false
	}
	return c, true
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the caller has gone; nothing to be done
}
