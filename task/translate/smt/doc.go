// Package smt is phrase-based statistical machine translation from English to Spanish: word alignment, phrase extraction,
// a language model of words and a beam decoder, after Koehn, Och and Marcu, "Statistical phrase-based translation", 2003.
//
// Its law: a system is a function of the pairs it was trained on, and a translation is a function of the system and the
// sentence. Nothing is random, and nothing depends on the order of a map.
//
// Words are numbers of 16 bits, so that an n-gram of four fits into one 64-bit key. Scores are natural logarithms.
package smt
