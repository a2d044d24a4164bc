package stake

import (
	"math/big"
	"math/rand/v2"
	"testing"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// TestDivide: dividends are divided by stake to the last rao, and nobody is more than one rao from its exact part.
func TestDivide(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 0))
	for range 50_000 {
		b := stakev1.Backing{Own: rng.Uint64N(1 << (1 + rng.UintN(50)))}
		b.Total = b.Own
		for range 1 + rng.IntN(6) {
			l := stakev1.Lender{Stake: rng.Uint64N(1 << (1 + rng.UintN(50)))}
			b.Lenders, b.Total = append(b.Lenders, l), b.Total+l.Stake
		}
		earned := rng.Uint64N(1 << (1 + rng.UintN(50)))
		kept, returned := divide(Reward{b, tokenomics.EpochReward{Validator: earned, Server: 7}})
		sum := kept
		for i, part := range returned {
			sum += part
			want := new(big.Int).Mul(new(big.Int).SetUint64(earned), new(big.Int).SetUint64(b.Lenders[i].Stake))
			want.Quo(want, new(big.Int).SetUint64(max(b.Total, 1)))
			if w := want.Uint64(); part != w && part != w+1 {
				t.Fatalf("lender %d of %v gets %d of %d, its part is %d", i, b, part, earned, w)
			}
		}
		if sum != earned {
			t.Fatalf("%d of %d rao were divided over %v", sum, earned, b)
		}
	}
}

// TestBacking_Conserves: what a parent lends and what it keeps is what it has, for every list of children.
func TestBacking_Conserves(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 0))
	for range 50_000 {
		stake, left, sum := rng.Uint64N(tokenomics.Cap+1), uint32(tokenomics.ProportionOne), uint64(0)
		for range maxChildren {
			p := rng.Uint32N(left + 1)
			left -= p
			sum += lent(stake, stakev1.Relative{Proportion: p})
		}
		if sum > stake {
			t.Fatalf("of %d rao %d are lent", stake, sum)
		}
	}
	if got := lent(12_345, stakev1.Relative{Proportion: tokenomics.ProportionOne}); got != 12_345 {
		t.Errorf("all of 12345 rao are %d", got)
	}
}
