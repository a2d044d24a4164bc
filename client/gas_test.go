package client

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
)

func TestFreeGas(t *testing.T) {
	t.Parallel()
	const block = 200_000_000 // gas of a block
	row := &weightsv1.MsgSetWeights{Uids: make([]uint32, 64)}
	commit, register := &weightsv1.MsgCommitWeights{}, &subnetv1.MsgRegisterWork{}
	for _, c := range []struct {
		msgs []sdk.Msg
		want uint64
	}{
		{[]sdk.Msg{commit}, 300_000},
		{[]sdk.Msg{row}, 332_000},
		{[]sdk.Msg{row, commit}, 632_000},
		{[]sdk.Msg{register}, 5_300_000},
		{[]sdk.Msg{register, register, register, register}, maxFreeGas},
	} {
		if got := freeGas(c.msgs); got != c.want {
			t.Errorf("%d messages from %T on: %d, want %d", len(c.msgs), c.msgs[0], got, c.want)
		}
	}
	if fit := block / freeGas([]sdk.Msg{row}); fit < 600 {
		t.Errorf("%d rows of 64 weights fit into a block", fit)
	}
}
