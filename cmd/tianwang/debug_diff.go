package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// difference is a place where two states differ. A value that is not there is "".
type difference struct {
	module, collection string
	at                 string // the thing in the collection, and the field of it
	a, b               string // JSON
}

// readState reads the state of all modules from an export or a genesis file.
func readState(text []byte) (map[string]any, error) {
	var doc struct {
		State map[string]any `json:"app_state"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // amounts are larger than a float is exact
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the state")
	}
	if len(doc.State) == 0 {
		return nil, errors.New("it has no app_state: an export or a genesis file is needed")
	}
	return doc.State, nil
}

// compareStates returns the differences between two states, by module, collection and place.
func compareStates(a, b map[string]any) (found []difference) {
	for _, module := range names(a, b) {
		for _, collection := range names(fields(a[module]), fields(b[module])) {
			c := comparison{difference{module: module, collection: collection}, &found}
			c.compare("", get(fields(a[module]), collection), get(fields(b[module]), collection))
		}
	}
	return found
}

// absent is the value of what is not there; null is there.
type absent struct{}

// fields returns the members of a module's state; a module that is not an object has one, without a name.
func fields(module any) map[string]any {
	switch m := module.(type) {
	case map[string]any:
		return m
	case nil:
		return nil
	}
	return map[string]any{"": module}
}

func get(m map[string]any, name string) any {
	if v, ok := m[name]; ok {
		return v
	}
	return absent{}
}

// names returns the names in either object, in order.
func names(a, b map[string]any) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// comparison gathers the differences within a collection.
type comparison struct {
	where difference
	found *[]difference
}

// compare looks at two values in the same place.
func (c comparison) compare(at string, a, b any) {
	x, y := encoded(a), encoded(b)
	if x == y {
		return
	}
	objectA, okA := a.(map[string]any)
	objectB, okB := b.(map[string]any)
	listA, isListA := a.([]any)
	listB, isListB := b.([]any)
	switch {
	case okA && okB:
		for _, name := range names(objectA, objectB) {
			c.compare(strings.TrimPrefix(at+"."+name, "."), get(objectA, name), get(objectB, name))
		}
	case isListA && isListB && (ofObjects(listA) || ofObjects(listB)):
		c.compareLists(at, listA, listB)
	default:
		d := c.where
		d.at, d.a, d.b = at, x, y
		*c.found = append(*c.found, d)
	}
}

// compareLists looks at the things of two lists that belong together, whatever their order.
func (c comparison) compareLists(at string, a, b []any) {
	keys := keysOf(a, b)
	left, right := keyed(a, keys), keyed(b, keys)
	for _, key := range names(left, right) {
		c.compare(at+"["+key+"]", get(left, key), get(right, key))
	}
}

// identities are names of fields that tell things apart, alone or with others. What is more telling comes first.
var identities = []string{
	"address", "hotkey", "coldkey", "netuid", "uid", "id", "channel", "granter", "grantee", "payer", "payee", "parent", "child",
	"pubkey", "height", "denom", "base", "key", "hash", "name",
}

// keysOf returns the fewest fields by whose values the things of both lists can be told apart, none if there are none.
func keysOf(a, b []any) [][]string {
	paths := slices.DeleteFunc(identityPaths(), func(path []string) bool { return !everywhere(path, a) || !everywhere(path, b) })
	for size := 1; size <= 3; size++ {
		for _, keys := range choices(paths, size) {
			if len(keyed(a, keys)) == len(a) && len(keyed(b, keys)) == len(b) {
				return keys
			}
		}
	}
	return nil
}

// identityPaths are the places of identities: in the thing itself or in a part of it.
func identityPaths() (paths [][]string) {
	for _, name := range identities {
		paths = append(paths, []string{name})
	}
	for _, name := range identities {
		paths = append(paths, []string{"*", name})
	}
	return paths
}

// everywhere says whether all things of a list have a plain value at a path.
func everywhere(path []string, list []any) bool {
	for _, thing := range list {
		if _, ok := lookup(thing, path); !ok {
			return false
		}
	}
	return true
}

// lookup returns the plain value at a path; * stands for the first part, in the order of names, that has it.
func lookup(thing any, path []string) (string, bool) {
	m, ok := thing.(map[string]any)
	if !ok {
		return "", false
	}
	if path[0] == "*" {
		for _, name := range names(m, nil) {
			if v, ok := lookup(m[name], path[1:]); ok {
				return v, true
			}
		}
		return "", false
	}
	switch v := m[path[0]].(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// choices returns all ways to take so many of some paths, in their order.
func choices(paths [][]string, size int) (out [][][]string) {
	if size == 0 {
		return [][][]string{nil}
	}
	for i := range paths {
		for _, rest := range choices(paths[i+1:], size-1) {
			out = append(out, append([][]string{paths[i]}, rest...))
		}
	}
	return out
}

// keyed names the things of a list by their keys. Without keys their whole text is the name, numbered where it repeats.
func keyed(list []any, keys [][]string) map[string]any {
	out := make(map[string]any, len(list))
	for _, thing := range list {
		var parts []string
		for _, path := range keys {
			v, _ := lookup(thing, path)
			parts = append(parts, path[len(path)-1]+"="+v)
		}
		name := strings.Join(parts, " ")
		if keys == nil {
			name = encoded(thing)
			for n := 2; out[name] != nil; n++ {
				name = fmt.Sprintf("%s #%d", encoded(thing), n)
			}
		}
		out[name] = thing
	}
	return out
}

func ofObjects(list []any) bool {
	for _, thing := range list {
		if _, ok := thing.(map[string]any); ok {
			return true
		}
	}
	return false
}

// encoded is a value as JSON with sorted names, "" if it is not there.
func encoded(v any) string {
	if _, missing := v.(absent); missing {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v) // it was read as JSON: this does not happen
	}
	return string(b)
}
