package app_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

// crowd is a chain with subnets of equal size, one block before all of their epochs close.
func crowd(tb testing.TB, subnets, uids, validators int) *testchain.Chain {
	tb.Helper()
	c, _ := crowded(tb, subnets, uids, validators)
	return c
}

func crowded(tb testing.TB, subnets, uids, validators int) (*testchain.Chain, *testchain.Crowd) {
	tb.Helper()
	m := &testchain.Crowd{Subnets: subnets, UIDs: uids, Validators: validators, Staked: 100 * tao, Due: 4}
	c := testchain.NewSolo(tb, func(e *testchain.Editor) { e.Crowd(m) })
	c.BlocksTo(3)
	return c, m
}
