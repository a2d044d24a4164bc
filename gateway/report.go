package gateway

import (
	"context"

	"github.com/tianwang-net/tianwang/voucher"
)

// Report says how a request was answered, to whoever charges for it.
type Report struct {
	Miner        string   // hotkey of who answered, or broke off; "" for nobody, or several
	Contributors string   // who made a composed answer, as its header names them; "" for any other
	Attempts     int      // miners asked; 0 when that is not known
	Code         string   // of the error that the user was told; "" for none
	Divide       Division // who is paid for a composed answer; nil for any other
}

// Division says what each subnet gets of an amount that an answer cost, in rao. The parts add up to the amount.
type Division func(amount uint64) []voucher.Spend

type reportKey struct{}

// OnReport returns a context in which f is told how a request was answered, before the end of the answer is written, and once
// more if that changes. It is a call within the process: what stands in the answer may be a miner's.
func OnReport(ctx context.Context, f func(Report)) context.Context {
	return context.WithValue(ctx, reportKey{}, f)
}

// Tell tells whoever wants to know how a request was answered.
func Tell(ctx context.Context, r Report) {
	if f, ok := ctx.Value(reportKey{}).(func(Report)); ok {
		f(r)
	}
}
