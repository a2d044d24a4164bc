package node_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/tianwang-net/tianwang/internal/testnode"
	"github.com/tianwang-net/tianwang/node"
)

// TestOpenAPI: a node describes its REST form, with all that it answers and nothing else. What could be answered is found in
// the definitions that are linked into the program, and asked.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	rest := testnode.FreePort(t)
	startChain(t.Context(), t, node.Settings{Moniker: "first", RPC: testnode.FreePort(t), P2P: testnode.FreePort(t), REST: rest, GRPC: testnode.FreePort(t)})
	base := "http://" + rest
	status, body := call(t, http.MethodGet, base+node.OpenAPIPath)
	var doc struct {
		Swagger string
		Paths   map[string]map[string]struct {
			OperationID string `json:"operationId"`
		}
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil || status != http.StatusOK || doc.Swagger != "2.0" {
		t.Fatalf("status %d, OpenAPI %q, %v", status, doc.Swagger, err)
	}
	_, nothing := call(t, http.MethodGet, base+"/tianwang/nothing")
	answered := func(method, path string) bool {
		status, body := call(t, method, base+regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "1"))
		return body != nothing && status != http.StatusMethodNotAllowed && status != http.StatusNotImplemented
	}

	names, own := map[string]bool{}, 0
	for path, operations := range doc.Paths {
		for method, o := range operations {
			if !answered(strings.ToUpper(method), path) {
				t.Errorf("%s %s is described and not answered", method, path)
			}
			if names[o.OperationID] || o.OperationID == "" {
				t.Errorf("%s %s: the name %q is not its own", method, path, o.OperationID)
			}
			names[o.OperationID] = true
		}
		if strings.HasPrefix(path, "/tianwang/") {
			own++
		}
	}
	if own < 30 {
		t.Errorf("only %d queries of our own", own)
	}
	found := 0
	for _, r := range linked(t) {
		if !answered(r.method, r.path) {
			continue
		}
		found++
		path := strings.ReplaceAll(r.path, "=**}", "}") // OpenAPI has no parameters of several segments
		if _, described := doc.Paths[path][strings.ToLower(r.method)]; !described {
			t.Errorf("%s %s is answered and not described", r.method, r.path)
		}
	}
	if found < 100 {
		t.Errorf("only %d routes are answered", found)
	}
}

// route is a method and a path as a definition has them.
type route struct{ method, path string }

// linked returns the REST form of every call that is defined in the program, whether it is served or not.
func linked(t *testing.T) (all []route) {
	t.Helper()
	gogoproto.HybridResolver.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			methods := f.Services().Get(i).Methods()
			for j := range methods.Len() {
				all = append(all, routes(t, methods.Get(j))...)
			}
		}
		return true
	})
	return all
}

// routes returns the REST forms of one call.
func routes(t *testing.T, m protoreflect.MethodDescriptor) (all []route) {
	t.Helper()
	rule, ok := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	if !ok || rule == nil {
		return nil
	}
	for _, r := range append([]*annotations.HttpRule{rule}, rule.AdditionalBindings...) {
		if path := r.GetGet(); path != "" {
			all = append(all, route{http.MethodGet, path})
		}
		if path := r.GetPost(); path != "" {
			all = append(all, route{http.MethodPost, path})
		}
	}
	return all
}

// call returns the status and the body of an answer.
func call(t *testing.T, method, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}
