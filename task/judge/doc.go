// Package judge lets a program in any language be the judge of a subnet. The program answers three small HTTP requests;
// docs/spec/judge.md defines them.
//
//	form.go    what is on the wire
//	client.go  a task that asks the program
//	score.go   scores, and how one bad answer is kept from spoiling them
//	tidy.go    what of a miner's answer reaches the program
//	server.go  a task in Go as such a program
//
// Its law: a score is what the program said about a whole and sound question, or an error. Nothing is guessed in its
// place. What is read of the program and of miners is bounded in size, in depth and in time, and no answer of a miner can
// make the program fail for the others.
package judge
