// Package metric measures translations as sacreBLEU does (Post, "A call for clarity in reporting BLEU scores", 2018): the
// figures are those of sacreBLEU 2.6 with one reference, to the last bit that matters, so that they may be compared with
// what others publish.
//
// Both measures are of a corpus: counts are summed over the sentences first, and the formula is applied once.
package metric
