package openai

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
)

func TestVector_BothForms(t *testing.T) {
	t.Parallel()
	want := Vector{0, 1, -0.5, 3.25e-8, math.MaxFloat32}
	list, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(want.Base64())
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range [][]byte{list, text} {
		var got Vector
		if err := json.Unmarshal(form, &got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", form, got, err)
		}
	}
	// Base64 of 1.0 and -2.0 as OpenAI writes it.
	if got := (Vector{1, -2}).Base64(); got != "AACAPwAAAMA=" {
		t.Errorf("base64 is %s", got)
	}
	for _, bad := range []string{`"x"`, `"AACA"`, `{}`, `["1"]`, `[1e999]`} {
		var got Vector
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s: read as %v", bad, got)
		}
	}
}

func TestInputs(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Inputs{`"a"`: {"a"}, `["a","b"]`: {"a", "b"}, `[]`: {}} {
		var got Inputs
		if err := json.Unmarshal([]byte(body), &got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
	var got Inputs
	if err := json.Unmarshal([]byte(`[[1,2]]`), &got); err == nil {
		t.Errorf("token numbers were read as %v", got)
	}
}
