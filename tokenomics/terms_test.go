package tokenomics_test

import (
	"math/big"
	"testing"

	"github.com/tianwang-net/tianwang/tokenomics"
)

func TestTerms_StayWithinBounds(t *testing.T) {
	t.Parallel()
	terms := tokenomics.Terms{HalfLife: 360, Increase: 1_260_000, Low: 100, High: 1200}
	for _, c := range []struct{ got, want uint64 }{
		{terms.At(1000, 0), 1000}, {terms.At(1000, 360), 500}, {terms.At(1000, 3600), 100}, {terms.At(5000, 0), 1200},
		{terms.Next(100), 126}, {terms.Next(1000), 1200},
	} {
		if c.got != c.want {
			t.Errorf("%d, want %d", c.got, c.want)
		}
	}
}

func TestPoolReward_EmptyPoolPaysTheOwner(t *testing.T) {
	t.Parallel()
	reward := tokenomics.EpochReward{Server: 10, Validator: 100}
	first := tokenomics.Pool{}.Reward(reward, 0)
	if first.Owner != 110 || first.Shared != 0 || first.After.Stake != 110 || first.After.Shares.Cmp(first.Bought) != 0 {
		t.Fatalf("empty pool: %+v", first)
	}
	before := new(big.Int).Set(first.After.Shares)
	next := first.After.Reward(reward, tokenomics.ProportionOne/2)
	if next.Owner != 10+49 || next.Shared != 51 || next.After.Stake != 220 {
		t.Errorf("half taken: %+v", next)
	}
	if first.After.Shares.Cmp(before) != 0 {
		t.Error("the pool before was changed")
	}
	if got := next.After.Worth(before); got != 161 && got != 160 {
		t.Errorf("the old shares are worth %d, want 110 and the shared 51", got)
	}
}
