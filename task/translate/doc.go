// Package translate is the task of translating English sentences to Spanish.
//
// A challenge is an ordinary chat request whose message is a few English sentences, one a line; a user's message looks the
// same. The answer is the Spanish sentences, line by line. The judge compares with the reference by chrF2, case ignored:
//
//	score = (chrF2(answer) - B) / (100 - B), at least 0,   B = max(20, chrF2(English text itself))
//
// So handing back the source gives 0, and so does Spanish that has nothing to do with it: a random verse reaches about 17.
// Package metric computes chrF2 and BLEU as sacreBLEU does; package smt has the translators that are worth their pay.
//
// A token is a word, in the usage and in max_tokens.
package translate
