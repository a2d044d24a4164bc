//go:build e2e

package web

import (
	"encoding/json"
	"net/http"
	"time"
)

// offer is a model as the gateway lists it.
type offer struct {
	ID          string  `json:"id"`
	Object      string  `json:"object"`
	Netuid      uint32  `json:"netuid"`
	Task        string  `json:"task"`
	Title       string  `json:"title"`
	Miners      int     `json:"miners"`
	Created     int64   `json:"created"`
	MaxRequest  int64   `json:"max_request_bytes"`
	Stats       *record `json:"stats,omitempty"`
	Pricing     any     `json:"pricing,omitempty"`
	Composition any     `json:"composition,omitempty"`
}

// record is how a model did lately.
type record struct {
	FirstP50  int64   `json:"first_ms_p50"`
	Answers   int     `json:"answers"`
	PiecesP50 float64 `json:"pieces_per_second_p50"`
	Streams   int     `json:"streams"`
	Asked     uint64  `json:"asked_24h"`
	Answered  uint64  `json:"answered_24h"`
	Days      []dayOf `json:"days,omitempty"`
}

type dayOf struct {
	Day      string `json:"day"`
	Asked    uint64 `json:"asked"`
	Answered uint64 `json:"answered"`
}

// offers are the models, without their days. The first one was asked, the others were not.
func (f *fixture) offers() []offer {
	var all []offer
	for i, s := range f.subnets {
		one := offer{
			ID: s.Name, Object: "model", Netuid: s.Netuid, Task: s.Task, Title: s.Description, Miners: 4, Created: 1_764_000_000,
			MaxRequest: 1 << 20, Pricing: f.pricing,
		}
		if i == 0 {
			one.Stats = &record{FirstP50: 41, Answers: 128, PiecesP50: 212.5, Streams: 97, Asked: 1_040, Answered: 1_003}
		}
		all = append(all, one)
	}
	return append(all, offer{
		ID: "mix:next-byte", Object: "model", Title: "All together", Miners: 8, MaxRequest: 1 << 20, Pricing: f.pricing,
		Composition: map[string]any{"kind": "mixture", "of": []string{"next-byte"}},
	})
}

func (f *fixture) models() any { return map[string]any{"object": "list", "data": f.offers()} }

// model is one model, with its days. What it had: nothing for a week, then days of every kind.
func (f *fixture) model(w http.ResponseWriter, r *http.Request) {
	for _, one := range f.offers() {
		if one.ID != r.PathValue("id") {
			continue
		}
		if one.Stats != nil {
			for ago := 22; ago >= 0; ago-- {
				day := dayOf{time.Now().UTC().AddDate(0, 0, -ago).Format(time.DateOnly), uint64(2_000 + 37*ago), 0}
				day.Answered = day.Asked
				switch {
				case ago%11 == 3:
					day.Answered -= day.Asked / 20
				case ago == 9:
					day.Answered -= day.Asked / 3
				case ago == 15:
					continue
				}
				one.Stats.Days = append(one.Stats.Days, day)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(one)
		return
	}
	problem(w, http.StatusNotFound, "model_not_found", "no such model")
}
