package app

import (
	"context"

	"github.com/tianwang-net/tianwang/x/epoch"
)

// timedEpochs is x/epoch, with somebody outside of the state machine who looks at the clock before and after its work.
type timedEpochs struct {
	epoch.Module
	begin func() (done func())
}

// EndBlock closes the epochs that are due.
func (m timedEpochs) EndBlock(ctx context.Context) error {
	if m.begin != nil {
		defer m.begin()()
	}
	return m.Module.EndBlock(ctx)
}
