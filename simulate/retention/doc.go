// Package retention measures what the consensus guarantees: that a group of honest validators with the majority of stake
// keeps its share of the emission against a cabal that pays itself, whatever the cabal does.
//
// Two groups judge miners. The honest group has stake S_H; its miners are worth W_H of the market by honest judgement and
// get just that part of its weights, the rest goes to the cabal's miners. The cabal has stake 1−S_H and gives its own
// miners W_C of its weights, a number it chooses freely. The honest group retains its share when its emission E_H is at
// least S_H. A market worth too little cannot be protected, so the guarantee is a threshold: the least W_H from which the
// group retains its share for every W_C (subtensor docs/consensus.md).
//
// The law of this package: what is measured is the consensus that the chain runs. Every number comes from epochs of
// package yuma on integer stakes, 16-bit weights and 16-bit bonds, and stake compounds in rao. Floating point draws the
// noise and reads the results, nothing else; draws come from seeds, so every figure can be had again.
//
//	m := retention.Draw(retention.Full, 0.6, 0.4, 1) // 60 % honest stake, judgement with a deviation of 40 %
//	wh, err := m.Threshold(retention.Default())  // about 0.74
package retention
