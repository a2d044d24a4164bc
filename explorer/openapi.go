package explorer

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// object is an object of JSON.
type object = map[string]any

// about says what holds for all of the API.
const about = "Amounts are strings of rao, shares are fractions of one, times are RFC 3339 in UTC."

// openAPI describes the API, as OpenAPI 3.1: every route with its parameters and the fields of its answer, read off the types
// that the handlers return; the tables; and the operations of other parts.
func openAPI(all []route, tables []table, parts []Part) object {
	s := schemas{}
	paths := object{}
	for _, r := range all {
		answers := s.answers(r.answer)
		if r.path == "status" {
			answers["503"] = object{"description": "what is shown is old, and why", "content": content(s.of(r.answer))}
		}
		paths["/api/v1/"+r.path] = object{"get": object{"summary": r.about, "parameters": r.parameters(), "responses": answers}}
	}
	for _, t := range tables {
		answers := s.answers(reflect.TypeFor[string]())
		answers["200"] = object{"description": "a head and at most " + strconv.Itoa(maxRows) + " rows", "content": object{"text/csv": object{"schema": object{"type": "string"}}}}
		paths["/api/v1/"+t.path] = object{"get": object{"summary": t.about, "parameters": route{params: t.params}.parameters(), "responses": answers}}
	}
	paths["/api/v1/stream"] = object{"get": object{
		"summary": "The height with every block, as server-sent events", "parameters": []any{},
		"responses": object{"200": object{"description": "events of the form data: {\"height\":1}", "content": object{"text/event-stream": object{"schema": object{"type": "string"}}}}},
	}}
	for _, p := range parts {
		for _, o := range p.Operations {
			operation := object{"summary": o.About, "parameters": route{path: o.Path}.parameters(), "responses": s.answers(o.Answer)}
			if o.Body != nil {
				operation["requestBody"] = object{"required": true, "content": content(s.of(o.Body))}
			}
			paths[o.Path] = object{strings.ToLower(o.Method): operation}
		}
	}
	s["Refusal"] = object{"type": "object", "required": []string{"error"}, "properties": object{"error": s.of(reflect.TypeFor[Problem]())}}
	return object{
		"openapi":    "3.1.0",
		"info":       object{"title": "Explorer of Tianwang", "version": "1", "description": about},
		"paths":      paths,
		"components": object{"schemas": s},
	}
}

// answers are those to a question: one of a type, and the refusals.
func (s schemas) answers(of reflect.Type) object {
	out := object{"200": object{"description": "the answer", "content": content(s.of(of))}}
	for status, about := range map[string]string{"4XX": "the question is wrong, or about something unknown", "429": "the client asks too much, see Retry-After", "503": "the chain does not answer"} {
		out[status] = object{"description": about, "content": content(object{"$ref": "#/components/schemas/Refusal"})}
	}
	return out
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
				if options == "string" { // a number in quotation marks
					properties[name] = object{"type": "string"}
				}
				if !strings.Contains(options, "omitempty") {
					required = append(required, name)
				}
			}
		}
	}
	add(t)
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
