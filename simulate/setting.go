package simulate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Set returns the scenario with another value of one setting. Its name is the path in the file, groups by their names:
// "epochs", "rules.reveal_period", "validators.copier.stake".
func (s Scenario) Set(name, value string) (Scenario, error) {
	b, err := toml.Marshal(s)
	if err != nil {
		return s, err
	}
	tree := map[string]any{}
	if err := toml.Unmarshal(b, &tree); err != nil {
		return s, err
	}
	steps := strings.Split(name, ".")
	at, last := any(tree), len(steps)-1
	for i, step := range steps {
		switch node := at.(type) {
		case map[string]any:
			old, ok := node[step]
			if !ok {
				return s, fmt.Errorf("setting %q: there is no %q", name, step)
			}
			if i == last {
				if node[step], err = parseLike(old, value); err != nil {
					return s, fmt.Errorf("setting %q: %w", name, err)
				}
			}
			at = node[step]
		case []any:
			at = nil
			for _, group := range node {
				if g, ok := group.(map[string]any); ok && g["name"] == step {
					at = g
				}
			}
			if at == nil {
				return s, fmt.Errorf("setting %q: there is no group %q", name, step)
			}
			if i == last {
				return s, fmt.Errorf("setting %q: it is not a single value; name one of the group's, as in %s.stake", name, name)
			}
		default:
			return s, fmt.Errorf("setting %q: %q has no parts", name, steps[i-1])
		}
	}
	if b, err = toml.Marshal(tree); err != nil {
		return s, err
	}
	var changed Scenario
	return changed, decodeInto(b, &changed, name)
}

func decodeInto(b []byte, s *Scenario, name string) error {
	if err := toml.Unmarshal(b, s); err != nil {
		return fmt.Errorf("setting %q: %w", name, err)
	}
	return nil
}

// parseLike reads a value of the kind that another one is of.
func parseLike(old any, value string) (any, error) {
	switch old.(type) {
	case string:
		return value, nil
	case bool:
		v, err := strconv.ParseBool(value)
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", value)
		}
		return v, nil
	case int64:
		v, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a whole number", value)
		}
		return v, nil
	case float64:
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", value)
		}
		return v, nil
	}
	return nil, errors.New("it is not a single value; change the file instead")
}

// Variant is one combination of a scenario's variations.
type Variant struct {
	Settings []string // "rules.yuma=yuma3", in the order of the variations
	Scenario Scenario
}

// Variants returns all combinations of the variations; the scenario itself if there are none.
func (s Scenario) Variants() ([]Variant, error) {
	base := s
	base.Vary = nil
	all := []Variant{{Scenario: base}}
	for _, v := range s.Vary {
		var next []Variant
		for _, from := range all {
			for _, value := range v.Values {
				changed, err := from.Scenario.Set(v.Setting, value)
				if err != nil {
					return nil, err
				}
				settings := append(append([]string(nil), from.Settings...), v.Setting+"="+value)
				next = append(next, Variant{settings, changed})
			}
		}
		all = next
	}
	return all, nil
}
