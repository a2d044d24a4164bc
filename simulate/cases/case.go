package cases

import (
	"fmt"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// Epochs is the length of every case.
const Epochs = 40

// validators is the number of validators of every case; they have the first uids.
const validators = 3

// Case is one scenario.
type Case struct {
	Number     int                // in the catalogue, from 1
	Name       string             // in the catalogue
	Shows      string             // what to look for
	Validators [validators]string // roles of A, B and C
	Servers    int                // 2 or 3
	Phases     []Phase            // ascending by From, the first from epoch 0
}

// Phase is what holds from an epoch on, until the next phase.
type Phase struct {
	From  int
	Stake [validators]uint64 // hundredths of all stake
	Votes [validators]Vote
}

// Vote is how a validator weighs the servers. Only proportions matter.
type Vote []uint64

// row returns the vote as a row of weights: the largest is 65535, the others are rounded to the nearest, and no weight is
// left out because it is 0.
func (v Vote) row() yuma.Row {
	shares := make([]fixed.I32F32, len(v))
	var sum uint64
	for _, x := range v {
		sum += x
	}
	by := fixed.NewDivisor(sum)
	for j, x := range v {
		shares[j] = fixed.I32F32(by.Ratio(x))
	}
	entries := make([]yuma.Entry, len(v))
	for j, w := range fixed.MaxUpscale(nil, shares) {
		entries[j] = yuma.Entry{UID: uint16(validators + j), Value: w}
	}
	return yuma.Pack(entries...)
}

// Find returns the case of a number.
func Find(number int) (Case, error) {
	all := All()
	if number < 1 || number > len(all) {
		return Case{}, fmt.Errorf("case %d: unknown, there are 1 to %d", number, len(all))
	}
	return all[number-1], nil
}

// phase returns the phase of an epoch.
func (c Case) phase(epoch int) Phase {
	p := c.Phases[0]
	for _, next := range c.Phases[1:] {
		if next.From <= epoch {
			p = next
		}
	}
	return p
}
