package tokenomics_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/tokenomics"
)

func TestTerms_StayWithinBounds(t *testing.T) {
	t.Parallel()
	terms := tokenomics.Terms{HalfLife: 360, Increase: 1_260_000, Low: 100, High: 1200}
	for _, c := range []struct{ got, want uint64 }{
		{terms.At(1000, 0), 1000},
		{terms.At(1000, 360), 500},
		{terms.At(1000, 3600), 100},
		{terms.At(5000, 0), 1200},
		{terms.Next(100), 126},
		{terms.Next(1000), 1200},
	} {
		if c.got != c.want {
			t.Errorf("%d, want %d", c.got, c.want)
		}
	}
}
