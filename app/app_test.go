package app_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

func TestChain_StartsWithNothing(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, nil)
	c.Blocks(10)
	if s := c.App().Bank.GetSupply(c.Context(), "rao"); !s.IsZero() {
		t.Errorf("supply is %s although nobody mines", s)
	}
}
