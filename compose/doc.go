// Package compose makes one answer out of the work of several models, and says what each of them was worth to it.
//
// Four ways are here, each a pure function or a small machine without clock, network or chance:
//
//   - a mixture: distributions of the next byte, weighed anew at every byte, by [FixedShare], which needs no training, or
//     by a [Gate], which was trained on text that no model has seen;
//   - routing: a sentence goes to the specialist that finds it likeliest, see [Likeliest];
//   - a vote: of several answers the one that is most like the others by the measure of its subnet, see [Vote];
//   - contribution: the [Shapley] value of each model, after copies were set aside ([Originals]), as parts of a whole
//     ([Shares]).
//
// Its law: the same opinions in the same order give the same answer and the same shares, on every machine that adds
// floating-point numbers alike. Money is not computed here; shares are integers, in parts of [Whole].
package compose
