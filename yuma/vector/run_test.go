package vector_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/tianwang-net/tianwang/yuma"
	"github.com/tianwang-net/tianwang/yuma/vector"
)

// TestRun_SaysWhatTheReferencePrinted runs the states of a file and wants, member by member, what the file holds.
func TestRun_SaysWhatTheReferencePrinted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"v1/median_ties", "yuma2/commit_reveal_mask", "yuma3/random_liquid_n8_v3", "root/rho_1", "root/no_networks"} {
		f, err := vector.Open(filepath.Join("..", "testdata", "vectors", name+".json.gz"))
		if err != nil {
			t.Fatal(err)
		}
		want := f.Expected.Epochs
		if err := f.Run(); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := f.Write(&out); err != nil {
			t.Fatal(err)
		}
		again, err := vector.Read(&out)
		if err != nil {
			t.Fatalf("%s: %v in\n%s", name, err, out.String())
		}
		if err := again.Verify(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for i := range want {
			sameMembers(t, name, again.Expected.Epochs[i], want[i])
		}
	}
}

// sameMembers compares the members that both objects have, and the members of those.
func sameMembers(t *testing.T, place string, got, want json.RawMessage) {
	t.Helper()
	var g, w map[string]json.RawMessage
	if json.Unmarshal(got, &g) != nil || json.Unmarshal(want, &w) != nil {
		var a, b bytes.Buffer
		if json.Compact(&a, got) != nil || json.Compact(&b, want) != nil || a.String() != b.String() {
			t.Errorf("%s: got %s, want %s", place, a.String(), b.String())
		}
		return
	}
	if len(g) == 0 && len(w) > 0 {
		t.Errorf("%s is empty", place)
	}
	for name := range g {
		if w[name] != nil && (string(w[name]) != "null" || string(g[name]) != `""`) {
			sameMembers(t, place+" "+name, g[name], w[name])
		}
	}
}

func TestRun_OwnVersions(t *testing.T) {
	t.Parallel()
	for _, kind := range []yuma.Version{yuma.Whitepaper, yuma.Yuma3N} {
		f, err := vector.Open(filepath.Join("..", "testdata", "vectors", "yuma3", "random_liquid_n8_v3.json.gz"))
		if err != nil {
			t.Fatal(err)
		}
		f.Kind = kind.String()
		if err := f.Run(); err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestRead_Refuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", "[]", `{"input": {"epochs": []}}`} {
		if _, err := vector.Read(bytes.NewBufferString(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	for _, text := range []string{
		`{"kind": "v7", "input": {"epochs": [{}]}, "expected": {"epochs": [{}]}}`,
		`{"kind": "v1", "input": {"epochs": [{}]}, "expected": {"epochs": []}}`,
		`{"kind": "v1", "input": {"epochs": [{"n": 2, "stake": [1, 2]}]}, "expected": {"epochs": [{}]}}`,
		`{"kind": "v1", "input": {"epochs": [{"n": -1, "last_update": [1]}]}, "expected": {"epochs": [{}]}}`,
	} {
		f, err := vector.Read(bytes.NewBufferString(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(); err == nil {
			t.Errorf("%s was verified", text)
		}
	}
}
