// Package embed is the task of vectors for texts: definitions of related words must come to lie near each other.
//
// A challenge has definitions of words in pairs, shuffled: the words of a pair are related (quick and speed, to forge and
// to make), and only their definitions are shown. The answer is a vector for each. The score is how often the nearest
// definition of the other side is the right one, by the cosine, moved so that guessing gives 0.
//
//	pairs.go   the definitions, and which of them are asked about
//	task.go    challenges
//	score.go   the metric
//	print.go   what makes two answers the same work
//	feature.go vectors from counted features
//	assoc.go   vectors from what words are said with
//	models.go  miners, honest and not
package embed
