package explorer_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/explorer"
)

type object = map[string]any

// TestAPI plays one chain through everything that the API says of it.
func TestAPI(t *testing.T) {
	t.Parallel()
	x := newSite(t)
	paid := x.live()
	whole := x.describes(paid.Hash, paid.Height)
	x.refuses(whole)
	x.searches()
	x.pagesWhileBlocksArrive()
	x.ranges(paid.Height)
	x.tables(paid.Height)
	x.totals()
	x.saysWhatTheNodeSays()
	x.verifies()
	x.growsOld()
}

// describes holds every answer against the document that describes the API, field by field.
func (x *site) describes(hash string, height uint64) object {
	x.t.Helper()
	status, _, body := x.get("/api/openapi.json")
	document, ok := body.(object)
	if status != http.StatusOK || !ok {
		x.t.Fatalf("%d %v", status, body)
	}
	paths := document["paths"].(object)
	names := slices.Sorted(maps.Keys(paths))
	fill := strings.NewReplacer("{netuid}", "1", "{block}", strconv.FormatUint(height, 10), "{hash}", hash, "{id}", "1", "{address}", hot.Address())
	for _, path := range names {
		if path == "/api/v1/stream" || strings.HasSuffix(path, ".csv") {
			continue
		}
		get, ok := paths[path].(object)["get"].(object)
		if !ok {
			continue // the tests of package relay ask these
		}
		full := fill.Replace(path)
		if path == "/api/v1/search" {
			full += "?q=" + hash
		}
		status, header, answer := x.get(full)
		if status != http.StatusOK || header.Get("Cache-Control") == "" {
			x.t.Errorf("%s: %d %v", full, status, answer)
			continue
		}
		schema := get["responses"].(object)["200"].(object)["content"].(object)["application/json"].(object)["schema"].(object)
		for _, fault := range (schemas{document}).faults(full, schema, answer) {
			x.t.Error(fault)
		}
	}
	if len(names) < 30 {
		x.t.Errorf("only %d paths", len(names))
	}
	return document
}

// schemas is a document whose schemas values are held against.
type schemas struct{ document object }

// faults says what of a value does not fit a schema.
func (s schemas) faults(at string, schema object, value any) []string {
	if ref, ok := schema["$ref"].(string); ok {
		name := ref[strings.LastIndex(ref, "/")+1:]
		return s.faults(at, s.document["components"].(object)["schemas"].(object)[name].(object), value)
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		if value == nil {
			return nil
		}
		return s.faults(at, choices[0].(object), value)
	}
	wrong := []string{fmt.Sprintf("%s: %v is no %v", at, value, schema["type"])}
	switch schema["type"] {
	case "object":
		return s.objectFaults(at, schema, value)
	case "array":
		all, ok := value.([]any)
		if !ok {
			return wrong
		}
		var out []string
		for i, v := range all {
			out = append(out, s.faults(fmt.Sprintf("%s[%d]", at, i), schema["items"].(object), v)...)
		}
		return out
	case "string":
		_, ok := value.(string)
		return map[bool][]string{false: wrong}[ok]
	case "boolean":
		_, ok := value.(bool)
		return map[bool][]string{false: wrong}[ok]
	case "number", "integer":
		n, ok := value.(float64)
		return map[bool][]string{false: wrong}[ok && (schema["type"] == "number" || n == float64(int64(n)) || n > 1<<53)]
	}
	return nil // anything
}

func (s schemas) objectFaults(at string, schema object, value any) (out []string) {
	fields, ok := value.(object)
	if !ok {
		return []string{fmt.Sprintf("%s: %v is no object", at, value)}
	}
	properties, closed := schema["properties"].(object)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		inner, known := properties[name].(object)
		if closed && !known {
			out = append(out, fmt.Sprintf("%s.%s is not described", at, name))
		}
		if known {
			out = append(out, s.faults(at+"."+name, inner, fields[name])...)
		}
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := fields[name.(string)]; !there {
			out = append(out, fmt.Sprintf("%s.%v is missing", at, name))
		}
	}
	return out
}

// refuses asks wrongly: the answer is an error that says so, never a page and never a guess.
func (x *site) refuses(document object) {
	x.t.Helper()
	for path, want := range map[string]int{
		"/api/v1/nope": 404, "/api/nope": 404, "/api/v1/subnets/9": 404, "/api/v1/subnets/9/weights": 404, "/api/v1/subnets/x": 400,
		"/api/v1/txs/00": 404, "/api/v1/blocks/999999": 404, "/api/v1/proposals/7": 404, "/api/v1/proposals/x": 400,
		"/api/v1/neurons/" + friend.Address(): 404, "/api/v1/neurons/x": 400, "/api/v1/coldkeys/x/neurons": 400, "/api/v1/txs?cursor=x": 400,
		"/api/v1/transfers?from_time=yesterday": 400, "/api/v1/moves?coldkey=x": 400, "/api/v1/transfers?direction=up": 400,
	} {
		status, header, body := x.get(path)
		code, _ := body.(object)["error"].(object)["code"].(string)
		if status != want || code == "" || header.Get("Content-Type") != "application/json" || header.Get("Cache-Control") != "no-store" {
			x.t.Errorf("%s: %d %v", path, status, body)
		}
	}
	// Every parameter that is described is read: numbers that are none are refused.
	for path, entry := range document["paths"].(object) {
		get, _ := entry.(object)["get"].(object)
		parameters, _ := get["parameters"].([]any)
		for _, p := range parameters {
			p := p.(object)
			if p["schema"].(object)["type"] != "integer" || strings.Contains(path, "{") {
				continue
			}
			if status, _, body := x.get(path + "?" + p["name"].(string) + "=-1"); status != http.StatusBadRequest {
				x.t.Errorf("%s?%s=-1: %d %v", path, p["name"], status, body)
			}
		}
	}
}

// list reads a list to its end, and calls between after each page.
func (x *site) list(path string, between func()) []object {
	x.t.Helper()
	var out []object
	for next := ""; ; {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		status, _, body := x.get(path + sep + "cursor=" + next)
		if status != http.StatusOK {
			x.t.Fatalf("%s: %v", path, body)
		}
		for _, v := range body.(object)["data"].([]any) {
			out = append(out, v.(object))
		}
		if next, _ = body.(object)["next"].(string); next == "" {
			return out
		}
		between()
	}
}

// searches finds names by a part of them, and nothing by what is no part.
func (x *site) searches() {
	x.t.Helper()
	for q, want := range map[string]string{"ann": "hotkey", "judge+A": "hotkey", hot.Address(): "hotkey", "a": "", "annie": "", "nonsense": ""} {
		found := x.list("/api/v1/search?q="+q, func() {})
		switch {
		case want == "" && len(found) > 0, want != "" && (len(found) == 0 || found[0]["kind"] != want || found[0]["id"] != hot.Address()):
			x.t.Errorf("%q finds %v", q, found)
		}
	}
}

// pagesWhileBlocksArrive reads a list while it grows: nothing comes twice and nothing is left out.
func (x *site) pagesWhileBlocksArrive() {
	x.t.Helper()
	at, _ := x.follower.Heights()
	all := x.list("/api/v1/blocks?limit=5", func() {
		now, _ := x.follower.Heights()
		x.reaches(now + 1)
	})
	for i, b := range all {
		if want := all[0]["height"].(float64) - float64(i); b["height"].(float64) != want {
			x.t.Fatalf("place %d has block %v, want %v", i, b["height"], want)
		}
	}
	if all[0]["height"].(float64) < float64(at) || all[len(all)-1]["height"].(float64) != 1 {
		x.t.Errorf("blocks from %v to %v", all[0]["height"], all[len(all)-1]["height"])
	}
}

// ranges asks for a stretch of heights and of times: both mean the same blocks.
func (x *site) ranges(height uint64) {
	x.t.Helper()
	_, _, body := x.get(fmt.Sprintf("/api/v1/blocks/%d", height))
	at := body.(object)["time"].(string)
	for query, want := range map[string]int{
		fmt.Sprintf("from_height=%d&till_height=%d", height, height): 1, "from_time=" + at + "&till_time=" + at: 1, "from_time=" + at[:10]: 1,
		"till_time=" + at[:10]: 1, "till_time=2020-01-01": 0, "from_time=2100-01-01": 0, fmt.Sprintf("from_height=%d", height+1): 0,
	} {
		if got := x.list("/api/v1/transfers?address="+friend.Address()+"&"+query, func() {}); len(got) != want {
			x.t.Errorf("%s: %d transfers, want %d", query, len(got), want)
		}
	}
	if moves := x.list("/api/v1/moves?coldkey="+cold.Address()+"&from_time="+at, func() {}); len(moves) != 1 || moves[0]["kind"] != "add" {
		x.t.Errorf("moves since the payment: %v", moves)
	}
}

// verifies waits for the index to be held against the chain: it is right, and when it is made wrong that is seen.
func (x *site) verifies() {
	x.t.Helper()
	x.until("a comparison", func() bool { return x.follower.Verified().Compared > 0 })
	if v := x.follower.Verified(); v.Drift != 0 {
		x.t.Fatalf("%+v", v)
	}
	x.falsify("UPDATE hotkeys SET rao = rao + 1")
	x.until("a drift", func() bool { return x.follower.Verified().Drift > 0 })
	if v := x.follower.Verified(); !strings.Contains(v.First, "stake on "+hot.Address()) {
		x.t.Errorf("%+v", v)
	}
}

// growsOld stops the node: the status says that what is shown is old, with all that is known, and no longer 200.
func (x *site) growsOld() {
	x.t.Helper()
	x.stop()
	status, _, body := x.get("/api/v1/status")
	if s := body.(object); status != http.StatusServiceUnavailable || s["stale"] != "silent" || s["index_height"].(float64) == 0 || s["supply_rao"] == "0" {
		x.t.Errorf("%d %v", status, s)
	}
	if status, _, body := x.get("/api/v1/txs"); status != http.StatusOK {
		x.t.Errorf("what is in the index is not shown without a node: %d %v", status, body)
	}
}

func TestHandler_BoundsClients(t *testing.T) {
	t.Parallel()
	h := explorer.New(explorer.Config{Rate: 1}, nil, nil, nil, nil, nil).Handler()
	ask := func(from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	codes := map[int]int{}
	for range 8 {
		w := ask("[2001:db8::1]:1")
		codes[w.Code]++
		if w.Code == http.StatusTooManyRequests && (w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "too_many_requests")) {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
	}
	if codes[http.StatusOK] != 4 || codes[http.StatusTooManyRequests] != 4 {
		t.Errorf("of eight questions at once: %v", codes)
	}
	if w := ask("[2001:db8::2]:1"); w.Code != http.StatusTooManyRequests {
		t.Errorf("another address of the same network: %d", w.Code)
	}
	if w := ask("203.0.113.1:1"); w.Code != http.StatusOK {
		t.Errorf("another client: %d", w.Code)
	}
}
