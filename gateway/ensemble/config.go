package ensemble

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Kind is a way of working together.
type Kind string

// The kinds of composition.
const (
	Mixture  Kind = "mixture"  // distributions of the next byte, weighed byte by byte
	Route    Kind = "route"    // each sentence to the miner that finds it likeliest
	Pipeline Kind = "pipeline" // the answer of one model is the question to the next
	Vote     Kind = "vote"     // the answer that is most like the others
)

// Model is a composed model.
type Model struct {
	ID     string   `toml:"id"`     // by which users ask for it
	Kind   Kind     `toml:"kind"`   //
	Of     []string `toml:"of"`     // ids of models of the market; a pipeline may also name composed ones that come before it
	Title  string   `toml:"title"`  // one line for people
	Miners int      `toml:"miners"` // asked at most, best first; 8
	// Gain is what a vote gained over the best single miner when it was measured, in points of the measure; a vote without a gain is refused.
	Gain float64 `toml:"gain"`
}

// Bounds of what can be configured.
const (
	maxModels  = 64
	maxOf      = 8
	maxMiners  = 32
	manyMiners = 8 // asked unless configured otherwise
)

// ErrConfig says that a composed model is not configured as it must be.
var ErrConfig = errors.New("composed model")

// Parse reads composed models from TOML: tables [[model]] with the fields of Model. Fields that are unknown are refused.
// The error is ErrConfig, and says which model is wrong and why.
func Parse(text []byte) ([]Model, error) {
	var file struct {
		Model []Model `toml:"model"`
	}
	d := toml.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return file.Model, Check(file.Model)
}

// Check returns ErrConfig unless every model is complete, and none refers to one that comes after it.
func Check(models []Model) error {
	if len(models) > maxModels {
		return fmt.Errorf("%w: %d models, at most %d", ErrConfig, len(models), maxModels)
	}
	seen := map[string]Kind{}
	for _, m := range models {
		if err := m.check(seen); err != nil {
			return fmt.Errorf("%w %q: %w", ErrConfig, m.ID, err)
		}
		seen[m.ID] = m.Kind
	}
	return nil
}

func (m Model) check(seen map[string]Kind) error {
	_, twice := seen[m.ID]
	switch {
	case m.ID == "" || strings.ContainsFunc(m.ID, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("id: visible characters of ASCII are needed, and no spaces")
	case twice:
		return errors.New("id: is there twice")
	case !slices.Contains([]Kind{Mixture, Route, Pipeline, Vote}, m.Kind):
		return fmt.Errorf("kind %q: one of mixture, route, pipeline and vote is needed", m.Kind)
	case len(m.Of) == 0 || len(m.Of) > maxOf:
		return fmt.Errorf("of: names %d models, from 1 to %d are needed", len(m.Of), maxOf)
	case m.Kind == Pipeline && len(m.Of) < 2:
		return errors.New("of: a pipeline has two stages or more")
	case m.Kind == Vote && len(m.Of) != 1:
		return errors.New("of: a vote is among the miners of one model")
	case m.Kind == Vote && m.Gain <= 0:
		return errors.New("gain: a vote is only for models where it was measured to help; say what it gained")
	case m.Miners < 0 || m.Miners > maxMiners:
		return fmt.Errorf("miners: %d, from 1 to %d can be asked", m.Miners, maxMiners)
	}
	for _, of := range m.Of {
		if of == m.ID {
			return errors.New("of: names itself")
		}
		if _, composed := seen[of]; composed && m.Kind != Pipeline {
			return fmt.Errorf("of: %q is composed itself, which only stages of a pipeline may be", of)
		}
	}
	return nil
}
