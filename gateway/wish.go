package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// maxWished bounds how many miners one wish names; a subnet has no more.
const maxWished = 256

// Wish is who shall answer a request, as the user says in its field "market". The zero value leaves it to the router.
type Wish struct {
	Only   []string `json:"only"`   // hotkeys of miners that are asked before all others
	Ignore []string `json:"ignore"` // hotkeys of miners that are not asked

	// AllowFallbacks says whether others are asked when none of Only answers; nil means that they are.
	AllowFallbacks *bool `json:"allow_fallbacks"`
}

// ReadWish reads the field of a request; nothing in it is nothing wished. A name that is misspelt is an error: who wants
// one miner and no other must not be served by another.
func ReadWish(raw json.RawMessage) (w Wish, err error) {
	if len(raw) == 0 {
		return w, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return w, fmt.Errorf("field \"market\": %w", err)
	}
	switch {
	case len(w.Only) > maxWished || len(w.Ignore) > maxWished:
		return w, fmt.Errorf("field \"market\": more than %d hotkeys", maxWished)
	case w.strict() && len(w.Only) == 0:
		return w, errors.New("field \"market\": without fallbacks \"only\" has to name somebody")
	}
	return w, nil
}

func (w Wish) strict() bool { return w.AllowFallbacks != nil && !*w.AllowFallbacks }

// Empty says whether nothing is wished.
func (w Wish) Empty() bool { return len(w.Only) == 0 && len(w.Ignore) == 0 }

// For returns the subnet with the miners that may be asked.
func (s Subnet) For(w Wish) Subnet {
	if w.Empty() {
		return s
	}
	able := make([]Miner, 0, len(s.Miners))
	for _, m := range s.Miners {
		m.Wanted = slices.Contains(w.Only, m.Hotkey)
		if slices.Contains(w.Ignore, m.Hotkey) || (w.strict() && !m.Wanted) {
			continue
		}
		able = append(able, m)
	}
	s.Miners = able
	return s
}
