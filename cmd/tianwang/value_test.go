package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tianwang-net/tianwang/tokenomics"
)

// jsonCommand wants the last output to be one JSON envelope and puts a value of it into an environment variable:
//
//	json STAKE data.stakes.0.stake
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: json NAME PATH")
	}
	var value any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	d.UseNumber()
	ts.Check(d.Decode(&value))
	if d.More() {
		ts.Fatalf("more than one JSON value on stdout")
	}
	for name := range strings.SplitSeq(args[1], ".") {
		value = member(ts, value, name)
	}
	ts.Setenv(args[0], fmt.Sprint(value))
}

func member(ts *testscript.TestScript, value any, name string) any {
	switch v := value.(type) {
	case map[string]any:
		if m, ok := v[name]; ok {
			return m
		}
	case []any:
		if i, err := strconv.Atoi(name); err == nil && i < len(v) {
			return v[i]
		}
	}
	ts.Fatalf("there is no %q in %v", name, value)
	return nil
}

// calcCommand compares sums of amounts in TAO: calc A + B <= C. Operators are <, <=, ==, !=, >= and >.
func calcCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("calc cannot be negated")
	}
	for i, a := range args {
		var ok bool
		switch left, right := sum(ts, args[:i]), sum(ts, args[i+1:]); a {
		case "<":
			ok = left < right
		case "<=":
			ok = left <= right
		case "==":
			ok = left == right
		case "!=":
			ok = left != right
		case ">=":
			ok = left >= right
		case ">":
			ok = left > right
		default:
			continue
		}
		if !ok {
			ts.Fatalf("it is not so: %s", strings.Join(args, " "))
		}
		return
	}
	ts.Fatalf("usage: calc A [+ B …] OPERATOR C [+ D …]")
}

// sum adds amounts with + between them.
func sum(ts *testscript.TestScript, args []string) (total uint64) {
	for _, a := range args {
		if a == "+" {
			continue
		}
		if strings.ContainsAny(a, "<=>!") {
			return 0
		}
		rao, err := tokenomics.ParseTAO(a)
		ts.Check(err)
		total += rao
	}
	return total
}
