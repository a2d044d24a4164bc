// Package metric measures answers against references, each measure exactly as its authors define it, so that figures may
// be compared with what others publish.
//
//   - BLEU and chrF, of a corpus and of a sentence, are those of sacreBLEU 2 (Post, "A call for clarity in reporting BLEU
//     scores", 2018), to the last bit that matters.
//   - Exact match and F1 are those of SQuAD's evaluation script (Rajpurkar and others, 2016; 2018 for empty answers).
//   - CER is the edit distance of characters by the length of the reference.
//   - Bits is the cross-entropy of a model of bytes.
//
// Measures of a corpus sum counts over its sentences first and apply the formula once. Everything here is a pure function
// of its input.
package metric
