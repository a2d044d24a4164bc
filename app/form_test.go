package app_test

import (
	"errors"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

// TestForm: transactions that decode, but lack what the SDK takes for granted, are refused with the same words by the
// mempool and by blocks, on all instances, and nothing panics.
func TestForm(t *testing.T) {
	t.Parallel()
	by := testchain.NewActor("somebody")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("one", nil)
		e.Grant(by, 10*tao)
	})
	sound := c.Build(testchain.Tx{By: by, Msgs: []sdk.Msg{testchain.AddStake(by, by, 1)}})
	for name, change := range map[string]struct {
		edit func(*txtypes.AuthInfo)
		want error
	}{
		"no fee":      {func(a *txtypes.AuthInfo) { a.Fee = nil }, sdkerrors.ErrTxDecode},
		"no payer":    {func(a *txtypes.AuthInfo) { a.Fee.Payer = "nobody" }, sdkerrors.ErrInvalidAddress},
		"no granter":  {func(a *txtypes.AuthInfo) { a.Fee.Granter = "nobody" }, sdkerrors.ErrInvalidAddress},
		"no signer":   {func(a *txtypes.AuthInfo) { a.SignerInfos = nil }, sdkerrors.ErrTxDecode},
		"no key":      {func(a *txtypes.AuthInfo) { a.SignerInfos[0].PublicKey = nil }, sdkerrors.ErrInvalidPubKey},
		"no mode":     {func(a *txtypes.AuthInfo) { a.SignerInfos[0].ModeInfo = nil }, sdkerrors.ErrTooManySignatures},
		"nothing":     {func(a *txtypes.AuthInfo) { *a = txtypes.AuthInfo{} }, sdkerrors.ErrTxDecode},
		"another tip": {func(a *txtypes.AuthInfo) { a.Tip = &txtypes.Tip{} }, sdkerrors.ErrUnauthorized}, // what old clients may send
	} {
		var raw txtypes.TxRaw
		var info txtypes.AuthInfo
		if err := errors.Join(raw.Unmarshal(sound), info.Unmarshal(raw.AuthInfoBytes)); err != nil {
			t.Fatal(err)
		}
		change.edit(&info)
		var err error
		if raw.AuthInfoBytes, err = info.Marshal(); err != nil {
			t.Fatal(err)
		}
		tx, err := raw.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Check(tx); !errors.Is(err, change.want) {
			t.Errorf("%s: the mempool says %v, want %v", name, err, change.want)
		}
		if err := testchain.Outcome(c.Block(tx)[0]); !errors.Is(err, change.want) {
			t.Errorf("%s: a block says %v, want %v", name, err, change.want)
		}
	}
}
