// Package lint holds the rules of the house that no ready-made linter knows: what state code may do, which package may
// import which, how long things may be, what the repository contains, and what its documents promise.
//
// Its law: every rule is a function from sources to findings, and a test shows it bad sources and good ones, so that no
// rule stays silent by mistake. The whole package is tests; go test ./internal/lint runs it over the repository.
//
//	house_test.go   the repository: what is tracked, what a file is
//	state_test.go   what state code may do
//	arrow_test.go   which package may import which
//	source_test.go  lengths, names and comments of Go sources
//	tree_test.go    files, Makefile, READMEs
//	link_test.go    what documents point to
//	module_test.go  specifications of the chain's modules
package lint
