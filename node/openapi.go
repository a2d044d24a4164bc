package node

import (
	_ "embed"
	"net/http"
)

// OpenAPIPath is where a node describes its REST form, beside the queries themselves.
const OpenAPIPath = "/openapi.json"

// openAPI lists what a node answers as JSON, in OpenAPI 2.0. It is generated from the definitions.
//
//go:embed openapi.json
var openAPI []byte

// serveOpenAPI answers with the description.
func serveOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache") // another release has another one
	_, _ = w.Write(openAPI)                     // the caller has gone; nothing to be done
}
