// Package assistant is the task of answering questions about Tianwang from its own documentation, in English and Chinese.
//
// A challenge is an ordinary chat request with a few questions, one a line; a user's message has one line as a rule. The
// answer to each question is a passage, then a line "Source: FILE#HEADING" ("来源:" does as well). The judge holds pairs of
// a question and the paragraph that answers it:
//
//	s = 1/2 [the source is right] + 1/2 F1(words of the passage, words of the paragraph)
//	score = mean over questions of max(0, (s - 0.1)/0.9)
//
// F1 is that of SQuAD over words without their endings, common words left out, Chinese by pairs of characters. So an answer
// must be right, must say where it is from, and must be no longer than it need be; an unrelated passage gets about nothing.
//
// The pairs are public, so a miner may learn them by heart: a subnet where money is at stake needs pairs of its own.
package assistant
