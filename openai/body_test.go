package openai

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestReadHead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body   string
		model  string
		stream bool
	}{
		{`{"model":"m","stream":true}`, "m", true},
		{` { "tools" : [{"model":"other"}], "model" : "m" } `, "m", false},
		{`{"model":null,"stream":null}`, "", false},
		{`{}`, "", false},
		{`{"model":"天网"}`, "天网", false},
	} {
		h, err := ReadHead([]byte(c.body))
		if err != nil || h.Model != c.model || h.Stream != c.stream {
			t.Errorf("%s: model %q, stream %v, error %v", c.body, h.Model, h.Stream, err)
		}
	}
	for _, bad := range []string{
		"", "null", "[]", `"x"`, "{", `{"model"}`, `{"model":}`, `{"model":"a"} {}`, `{"model":"a"}x`, `{"model":1}`,
		`{"stream":"yes"}`, `{"model":"a","model":"b"}`, `{"n":1,"n":2}`, "{\"model\":\"\xff\"}", `{"model":"a",}`,
		`{"x":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + "}",
	} {
		if _, err := ReadHead([]byte(bad)); err == nil {
			t.Errorf("%.40q: accepted", bad)
		}
	}
}

func TestSetModel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{"model":"m"}`, `{"model":"\"x\""}`},
		{` {"a" : 1.0e5 , "model" :  "m" ,"z":{"model":"m"}}`, ` {"a" : 1.0e5 , "model" :  "\"x\"" ,"z":{"model":"m"}}`},
	} {
		got, err := SetModel([]byte(c.body), `"x"`)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v, want %s", c.body, got, err, c.want)
		}
	}
	for _, bad := range []string{"{}", "[]"} {
		if _, err := SetModel([]byte(bad), "x"); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}

func TestSetField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{}`, `{"u":{"n":1}}`},
		{` { } `, ` {"u":{"n":1} } `},
		{`{"a":1.0e5}`, `{"u":{"n":1},"a":1.0e5}`},
		{`{"a":{"u":2}, "u" : null, "b":3}`, `{"a":{"u":2}, "u" : {"n":1}, "b":3}`},
	} {
		got, err := SetField([]byte(c.body), "u", json.RawMessage(`{"n":1}`))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v, want %s", c.body, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "[]", `{"a"`, `{"a":}`} {
		if _, err := SetField([]byte(bad), "u", nil); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}

func TestReadHead_StreamOptions(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"stream_options":{"include_usage":true,"x":1}}`: true, `{"stream_options":null}`: false, `{"stream_options":{}}`: false,
	} {
		if h, err := ReadHead([]byte(body)); err != nil || h.IncludeUsage != want {
			t.Errorf("%s: %v, %v", body, h.IncludeUsage, err)
		}
	}
	if _, err := ReadHead([]byte(`{"stream_options":1}`)); err == nil {
		t.Error("a number was accepted")
	}
}

func FuzzSetModel(f *testing.F) {
	f.Add([]byte(`{"a":[1,2],"model":"m","b":"c"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		out, err := SetModel(body, "new")
		if err != nil {
			return
		}
		var was, is map[string]json.RawMessage
		if json.Unmarshal(body, &was) != nil || json.Unmarshal(out, &is) != nil {
			t.Fatalf("%q became %q", body, out)
		}
		if string(is["model"]) != `"new"` || len(was) != len(is) {
			t.Errorf("%q became %q", body, out)
		}
		for name := range was {
			if name != "model" && string(was[name]) != string(is[name]) {
				t.Errorf("field %q changed", name)
			}
		}
	})
}
