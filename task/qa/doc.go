// Package qa is the task of answering questions about a text: which word is missing from a verse?
//
// A challenge is an ordinary chat request. Its message is a question and, on numbered lines, ten verses of the King James
// Version with a gap "____" each. The answer has the missing words in order, one a line; numbers before them, case and
// punctuation do not matter. The score is the share of lines with exactly the right word. Ten questions in one message
// cost little more than one and make the score ten times as steady: a model that knows 60 % scores 0.60 ± 0.15 in a single
// challenge and ± 0.03 after twenty-five.
//
// What is masked is a content word: it has at least three letters, stands in its verse once, is not among the 100 most
// frequent words of the training part and occurs there at least twice.
//
// A token is a word, in the usage and in max_tokens.
package qa
