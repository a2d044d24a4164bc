package app_test

import (
	"errors"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

// altered returns a transaction with something else in it, and the signatures of before unless that is what is altered.
func altered(t *testing.T, tx []byte, change func(*txtypes.TxRaw)) []byte {
	t.Helper()
	var raw txtypes.TxRaw
	if err := raw.Unmarshal(tx); err != nil {
		t.Fatal(err)
	}
	change(&raw)
	out, err := raw.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestVerified: that a transaction was admitted, and its signatures are remembered, admits nothing that differs from it by
// a bit, and not the same a second time.
func TestVerified(t *testing.T) {
	t.Parallel()
	from, to := testchain.NewActor("from"), testchain.NewActor("to")
	c := testchain.New(t, func(e *testchain.Editor) { e.Grant(from, 10*tao) })
	pay := &banktypes.MsgSend{FromAddress: from.String(), ToAddress: to.String(), Amount: rao(tao)}
	c.Do(from, pay) // the account has a key now
	tx, other := c.Sign(from, 0, pay), c.Sign(from, 1, pay)
	if err := c.Check(tx); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*txtypes.TxRaw){
		"a signature with another bit": func(raw *txtypes.TxRaw) { raw.Signatures[0][63] ^= 1 },
		"no signature":                 func(raw *txtypes.TxRaw) { raw.Signatures[0] = nil },
		"another body": func(raw *txtypes.TxRaw) {
			_ = altered(t, other, func(o *txtypes.TxRaw) { raw.AuthInfoBytes = o.AuthInfoBytes })
		},
	} {
		bad := altered(t, tx, change)
		for range 2 {
			if err := c.Check(bad); err == nil {
				t.Errorf("%s: admitted", name)
			}
		}
		if err := testchain.Outcome(c.Block(bad)[0]); err == nil {
			t.Errorf("%s: executed", name)
		}
	}
	if err := testchain.Outcome(c.Block(tx)[0]); err != nil {
		t.Errorf("as it was admitted: %v", err)
	}
	if err := testchain.Outcome(c.Block(tx)[0]); !errors.Is(err, sdkerrors.ErrWrongSequence) {
		t.Errorf("once more: %v", err)
	}
	if got := c.Balance(to); got != 2*tao {
		t.Errorf("%d rao came", got)
	}
}
