// Package vector reads golden vectors of the consensus, replays them on package yuma and tells the first difference.
//
// Its law: a file is judged only by numbers that were printed elsewhere. A vector file holds the states of a subnet
// before one or several epochs and, for each, what the reference chain's own code made of it, down to the raw bits of
// every step; testdata/vectors/README.md describes the format. Differences the code would let pass do not exist: every
// number is compared exactly.
//
//	file, err := vector.Open("testdata/vectors/v1/median_ties.json.gz")
//	...
//	if diff := file.Verify(); diff != nil {
//		fmt.Println(diff) // epoch 1: trace.consensus[6]: got 1431670328, want 1431670329
//	}
//
// The same format also serves to ask: [File.Run] fills in what an epoch of this package gives for the states of a file.
package vector
