package explorer

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
)

// object is an object of JSON.
type object = map[string]any

// about says what holds for all of the API, and where the part is that this document does not describe: package relay.
const about = "Amounts are strings of rao, shares are fractions of one, times are RFC 3339 in UTC. " +
	"A wallet asks the chain at paths of its own, with the same errors: GET /api/v1/chain for the terms of a transaction, " +
	"GET /api/v1/chain/accounts/{address} for its account, POST /api/v1/chain/simulate and POST /api/v1/chain/txs with " +
	"{\"tx\": base64} to rehearse and to send one, and GET /api/v1/chain/txs/{hash} for what became of it."

// openAPI describes the API, as OpenAPI 3.1: every route with its parameters and the fields of its answer, read off the types
// that the handlers return.
func openAPI(all []route) object {
	s := schemas{}
	paths := object{}
	for _, r := range all {
		answers := object{"200": object{"description": "the answer", "content": content(s.of(r.answer))}}
		for status, about := range map[string]string{"4XX": "the question is wrong, or about something unknown", "429": "the client asks too much, see Retry-After", "503": "the chain does not answer"} {
			answers[status] = object{"description": about, "content": content(object{"$ref": "#/components/schemas/Refusal"})}
		}
		if r.path == "status" {
			answers["503"] = object{"description": "what is shown is old, and why", "content": content(s.of(r.answer))}
		}
		paths["/api/v1/"+r.path] = object{"get": object{"summary": r.about, "parameters": r.parameters(), "responses": answers}}
	}
	paths["/api/v1/stream"] = object{"get": object{
		"summary": "The height with every block, as server-sent events", "parameters": []any{},
		"responses": object{"200": object{"description": "events of the form data: {\"height\":1}", "content": object{"text/event-stream": object{"schema": object{"type": "string"}}}}},
	}}
	s["Refusal"] = object{"type": "object", "required": []string{"error"}, "properties": object{"error": s.of(reflect.TypeFor[Problem]())}}
	return object{
		"openapi":    "3.1.0",
		"info":       object{"title": "Explorer of Tianwang", "version": "1", "description": about},
		"paths":      paths,
		"components": object{"schemas": s},
	}
}

func content(schema object) object { return object{"application/json": object{"schema": schema}} }

var inPath = regexp.MustCompile(`\{(\w+)\}`)

func (r route) parameters() []any {
	out := []any{}
	for _, m := range inPath.FindAllStringSubmatch(r.path, -1) {
		out = append(out, object{"name": m[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, name := range r.params {
		p := parameters[name]
		out = append(out, object{"name": name, "in": "query", "required": false, "description": p.about, "schema": object{"type": p.kind}})
	}
	return out
}

// schemas are those of named types, by name.
type schemas object

// of is the schema of a type; that of a struct is kept by its name and referred to.
func (s schemas) of(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[Rao]():
		return object{"type": "string", "pattern": "^[0-9]+$", "description": "rao"}
	case reflect.TypeFor[json.RawMessage]():
		return object{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return object{"anyOf": []any{s.of(t.Elem()), object{"type": "null"}}}
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		name := schemaName(t)
		if _, known := s[name]; !known {
			s[name] = object{} // a type may hold itself
			s[name] = s.fields(t)
		}
		return object{"$ref": "#/components/schemas/" + name}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Float64:
		return object{"type": "number"}
	default:
		return object{"type": "integer"}
	}
}

// schemaName is the name of a type, "BlockList" for List[…Block].
func schemaName(t reflect.Type) string {
	generic, inner, ok := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if !ok {
		return generic
	}
	return inner[strings.LastIndex(inner, ".")+1:] + generic
}

// fields describes a struct as encoding/json writes it; the fields of embedded ones are its own.
func (s schemas) fields(t reflect.Type) object {
	properties, required := object{}, []string{}
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for f := range t.Fields() {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous:
				add(f.Type)
			case name != "-":
				properties[name] = s.of(f.Type)
				if !strings.Contains(options, "omitempty") {
					required = append(required, name)
				}
			}
		}
	}
	add(t)
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
