// Package validator judges the miners of a subnet: it asks them, scores what they answer, and tells the chain.
//
// Its law: what it must not forget (scores, its secret, rows it has promised to reveal) is on disk before it acts on it,
// and is read before anything is written, so that it may be stopped at any moment. Challenges come from a secret and a
// block hash that nobody knew when the miners committed themselves. Scores that are all zero are never sent, nor are those
// of another task than the subnet names, nor any while the judge is broken.
//
//	judge.go    rounds: challenge, ask, score
//	capacity.go what miners can do, for tasks that pay for it
//	judged.go   which task the subnet wants
//	same.go     which answers are the same work
//	sound.go    whether the judge works
//	scores.go   what is remembered of each miner
//	tell.go     commit, reveal, set weights
//	state.go    the file
package validator
