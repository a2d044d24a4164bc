// Package cases replays the public catalogue of consensus scenarios: three validators and two or three servers over 40
// epochs, in which somebody finds a better server first, follows late, copies, splits its vote, or moves its stake.
//
// Its law: a case is data, who weighs what from which epoch on and with which stake. Every epoch of a case is one run of
// package yuma, and what an epoch leaves behind, bonds and permits, is what the next one starts with. So two versions of
// the consensus differ in a case only by their rules.
//
// The cases come from the simulator github.com/bactensor/yuma-simulation at commit 2b976fd, with its numbers. In cases 20
// and 22 that simulator also has a rule of its own for incentives, which no chain has; here they are plain votes.
//
//	for _, c := range cases.All() {
//		t, err := c.Run(cases.Variants()[0])
//		totals := t.Totals() // of the validators' dividends; paid by stake, they are 32, 4 and 4
//	}
package cases
