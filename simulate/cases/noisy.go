package cases

import (
	"math"
	"slices"
)

// The catalogue draws the noise of its last cases from generators with these seeds, one for each number or row.
const noiseSeed = 42

// noisy are the cases in which validators see the quality of servers through noise. Each vote goes either to all servers
// in proportion to what the validator saw, or, "client-side", all to the best of them.
func noisy() []Case {
	two, three := twoServers(), threeServers()
	whales := [validators]string{"whale, low noise", "whale 2, high noise", "small, high noise"}
	thirds := [validators]string{"low noise", "high noise", "high noise 2"}
	const flips, plain = "votes for one winner make consensus flip, noise costs", "proportional votes: noise costs little"
	return []Case{
		{19, "Client-side WTA", flips, whales, 2, winners(two)},
		{20, "Server-side WTA", plain, whales, 2, two},
		{21, "3 servers Client-side WTA", flips + "; without a majority nobody earns", thirds, 3, winners(three)},
		{22, "3 servers Server-side WTA", plain, thirds, 3, three},
	}
}

// twoServers returns epochs in which two servers of quality 0.60 and 0.55 are seen.
func twoServers() []Phase {
	quality, noise := [2]float64{0.6, 0.55}, [validators]float64{0.05, 0.15, 0.15}
	phases := make([]Phase, Epochs)
	for epoch := range phases {
		p := &phases[epoch]
		p.From, p.Stake = epoch, [validators]uint64{49, 49, 2}
		for k := range 2 * validators {
			i, j := k/2, k%2
			draw := newNormal(uint32(noiseSeed + k*Epochs + epoch))
			p.Votes[i] = append(p.Votes[i], seen(float32(quality[j]+noise[i]*draw.next())))
		}
	}
	return phases
}

// threeServers returns epochs in which three servers of quality 0.30, 0.35 and 0.40 are seen.
func threeServers() []Phase {
	quality, noise := [3]float32{0.3, 0.35, 0.4}, [validators]float64{0.05, 0.1, 0.1}
	phases := make([]Phase, Epochs)
	for epoch := range phases {
		p := &phases[epoch]
		p.From, p.Stake = epoch, [validators]uint64{34, 33, 33}
		for i := range p.Votes {
			draw := newNormal(uint32(noiseSeed + i*Epochs + epoch))
			for _, q := range quality {
				p.Votes[i] = append(p.Votes[i], seen(q+float32(noise[i]*draw.next())))
			}
		}
	}
	return phases
}

// seen returns a quality as a vote, in units of 2⁻³⁰: cut to 0…1.
func seen(quality float32) uint64 { return uint64(float64(min(max(quality, 0), 1)) * (1 << 30)) }

// winners returns the phases with all of each vote given to its best server.
func winners(phases []Phase) []Phase {
	phases = slices.Clone(phases)
	for k := range phases {
		for i, vote := range phases[k].Votes {
			all := make(Vote, len(vote))
			all[slices.Index(vote, slices.Max(vote))] = 1
			phases[k].Votes[i] = all
		}
	}
	return phases
}

// normal draws from the normal distribution as the simulator's library, PyTorch, does on a processor for few numbers: by
// pairs with Box and Muller's transformation of 53-bit numbers from a Mersenne twister.
type normal struct {
	bits   twister
	second float64
	cached bool
}

func newNormal(seed uint32) *normal { return &normal{bits: newTwister(seed)} }

func (d *normal) next() float64 {
	if d.cached {
		d.cached = false
		return d.second
	}
	u, v := d.uniform(), d.uniform()
	radius, sin, cos := math.Sqrt(-2*math.Log1p(-v)), math.Sin(2*math.Pi*u), math.Cos(2*math.Pi*u)
	d.second, d.cached = radius*sin, true
	return radius * cos
}

// uniform returns a number from [0, 1) with 53 bits.
func (d *normal) uniform() float64 {
	hi, lo := d.bits.next(), d.bits.next()
	return float64((uint64(hi)<<32|uint64(lo))&(1<<53-1)) / (1 << 53)
}
