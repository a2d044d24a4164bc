//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/rogpeppe/go-internal/testscript"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// TestCosmJS runs the stories in testdata/cosmjs: a client of which nobody here wrote the wallet, the signatures or the
// transport, against a real node. It needs clients/js to be built: make js.
func TestCosmJS(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs(filepath.Join(repository, "clients", "js"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "dist", "test", "market.test.js")); err != nil {
		t.Fatalf("%v: build it with make js", err)
	}
	params := scriptParams()
	params.Dir = filepath.Join("testdata", "cosmjs")
	params.Setup = func(e *testscript.Env) error {
		e.Setenv("CLIENT", folder)
		e.Setenv("EVENTS", filepath.Join(e.WorkDir, "events.json"))
		events, err := json.Marshal(everyEvent(t))
		if err != nil {
			return err
		}
		if err := os.WriteFile(e.Getenv("EVENTS"), events, 0o600); err != nil {
			return err
		}
		return setup(e)
	}
	testscript.Run(t, params)
}

// event is an event as the RPC tells it.
type event struct {
	Type       string      `json:"type"`
	Attributes []attribute `json:"attributes"`
}

type attribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// everyEvent returns an event of every type that our modules have, with something in every field, as the chain emits it.
func everyEvent(t *testing.T) (all []event) {
	t.Helper()
	for _, name := range eventTypes(t) {
		m := reflect.New(proto.MessageType(name).Elem())
		fill(t, name, m.Elem())
		typed, err := sdk.TypedEventToEvent(m.Interface().(proto.Message))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, plain(abci.Event(typed)))
	}
	return all
}

func plain(e abci.Event) event {
	out := event{Type: e.Type}
	for _, a := range e.Attributes {
		out.Attributes = append(out.Attributes, attribute{a.Key, a.Value})
	}
	return out
}

// eventTypes returns the names of the events in our definitions.
func eventTypes(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, "proto", "tianwang", "*", "v1", "event.proto"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no events: %v", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(l, "message Event"); ok {
				name, _, _ := strings.Cut(rest, " ")
				names = append(names, "tianwang."+filepath.Base(filepath.Dir(filepath.Dir(f)))+".v1.Event"+name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// fill gives every field a value that is not its zero.
func fill(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(t, name, field)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, name, v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, name, v.Elem())
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8, reflect.Uint32:
		v.SetUint(7)
	case reflect.Uint64:
		v.SetUint(1<<60 + 7) // more than a JavaScript number holds
	case reflect.Int32:
		v.SetInt(1)
	case reflect.Int64:
		v.SetInt(1<<60 + 7)
	default:
		t.Fatalf("%s has a field of kind %s", name, v.Kind())
	}
}
