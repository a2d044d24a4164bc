package gateway

import (
	"context"

	"github.com/tianwang-net/tianwang/voucher"
)

// Division says what each subnet gets of an amount that an answer cost, in rao. The parts add up to the amount.
type Division func(amount uint64) []voucher.Spend

type divisionKey struct{}

// OnDivision returns a context in which f is told who has a part in a composed answer, before the end of the answer is
// written. Whoever charges for the answer pays by it. It is a call within the process: what stands in the answer may be a miner's.
func OnDivision(ctx context.Context, f func(Division)) context.Context {
	return context.WithValue(ctx, divisionKey{}, f)
}

// Divide tells whoever wants to know how an answer is paid for.
func Divide(ctx context.Context, d Division) {
	if f, ok := ctx.Value(divisionKey{}).(func(Division)); ok {
		f(d)
	}
}
